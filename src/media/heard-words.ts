import { SPOKEN_MS_PER_CHARACTER, heardText, saidBefore, slowerRate } from '../../engine/hearing/heard-text.ts'
import type { Stretch } from '../../engine/prompts/spoken-form.ts'
import { charactersAt } from '../speech/said-times.ts'
import type { SaidTime } from '../speech/said-times.ts'
import { BYTES_PER_MS } from './mulaw.ts'
import { stretchesToHear } from './say-aloud.ts'
import type { SayRequest } from './say-request.ts'

/** The words of one thing to say, and which of them had been heard when. */
export class HeardWords {
  readonly #request: SayRequest
  #stretches: readonly Stretch[] | null = null

  constructor(request: SayRequest) {
    this.#request = request
  }

  /** How much is said for what is written up to a place. */
  saidBefore(written: number): number {
    return saidBefore(this.#toHear, written)
  }

  /** How long it lasts; until all is rendered what is left is taken to last as its length has it. */
  lastsMs(times: readonly SaidTime[], renderedMs: number, isWhole: boolean): number {
    if (isWhole) return renderedMs
    const rate = this.#request.slower === true ? slowerRate : 1
    const known = times.at(-1) ?? { characters: 0, samples: 0 }
    const left = ((this.#characters - known.characters) * SPOKEN_MS_PER_CHARACTER) / rate
    return Math.max(renderedMs, known.samples / BYTES_PER_MS + left)
  }

  /** What was heard after so long, up to the end of a word, in the words of the text. */
  heard(times: readonly SaidTime[], playedMs: number, totalMs: number): string {
    const { text, language } = this.#request
    if (playedMs <= 0) return ''
    if (playedMs >= totalMs) return text
    const characters = this.#characters
    const end = { characters, samples: totalMs * BYTES_PER_MS }
    const heard = charactersAt(times, playedMs * BYTES_PER_MS, end)
    // A word whose last character has been said counts, whatever is lost in the division.
    return heardText(text, language, heard + 0.001, Math.max(characters, heard + 0.002), this.#toHear)
  }

  get #toHear(): readonly Stretch[] {
    return (this.#stretches ??= stretchesToHear(this.#request))
  }

  /** How many are said for all of it. */
  get #characters(): number {
    return this.#toHear.reduce((sum, { said }) => sum + said.length, 0)
  }
}
