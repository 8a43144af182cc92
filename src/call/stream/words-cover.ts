import type { Sentence } from '../../../engine/patterns/words.ts'
import type { Cancel, Clock } from '../../media/clock.ts'
import { coverId } from './cover-id.ts'
import type { Speech } from './speech.ts'

/**
 * From the caller's last sound: two seconds of silence are taken for a dead line (P10), and 19 of 20 callers are to hear
 * something within 1.5 s. Of the slowest recognisers one turn in twenty takes longer than this.
 */
const afterVoiceMs = 1400
/** From the end of the turn, at the least: most words are there by then, and the answer is better than "one moment". */
const afterTurnMs = 700

/**
 * Covers the wait for words that are late. The phrase is no part of the flow: nobody is told of it, and what the flow says
 * next waits for its end.
 */
export class WordsCover {
  readonly #clock: Clock
  readonly #speech: Speech
  readonly #callerSpeaks: () => boolean
  readonly #words: (language: string) => Sentence
  #due: Cancel | null = null
  #said = 0

  constructor(clock: Clock, speech: Speech, callerSpeaks: () => boolean, words: (language: string) => Sentence) {
    this.#clock = clock
    this.#speech = speech
    this.#callerSpeaks = callerSpeaks
    this.#words = words
  }

  /** A turn is over, and its words are waited for. */
  begin(language: string, sinceVoiceMs: number): void {
    this.end()
    this.#due = this.#clock.after(Math.max(afterTurnMs, afterVoiceMs - sinceVoiceMs), () => {
      this.#due = null
      // What the caller broke into is taken up again if their words turn out to be nothing.
      if (this.#speech.isSpeaking || this.#speech.held !== null || this.#callerSpeaks()) return
      this.#said += 1
      this.#speech.say({ id: coverId(this.#said), ...this.#words(language) })
    })
  }

  /** They have come, or nobody waits for them any more. */
  end(): void {
    this.#due?.()
    this.#due = null
  }
}
