import { spokenForm, stretchesOf, type Stretch } from '../../engine/prompts/spoken-form.ts'
import { ssmlParts } from '../../engine/prompts/ssml-speech.ts'
import { escapeSsml } from '../../engine/prompts/ssml.ts'
import { SPOKEN_MS_PER_CHARACTER, slowerRate } from '../../engine/hearing/heard-text.ts'
import type { SaidTime } from '../speech/said-times.ts'
import type { VoicePort } from '../speech/voice.ts'
import { SAMPLE_RATE_HZ } from './mulaw.ts'

/** Words to be heard. `text` is what is logged; where there is `ssml`, `text` is its words. */
export interface Words {
  readonly text: string
  /** BCP 47. */
  readonly language: string
  readonly ssml?: string
  /** The caller has asked for it. */
  readonly slower?: boolean
}

/**
 * Samples from a voice for words as they are written: what it would stumble over is put in words, markup is followed. Times
 * are of what is said for them: of the `said` of `stretchesToHear`, all in one.
 */
export async function* sayAloud(
  voice: Pick<VoicePort, 'speak' | 'readsSsml'>,
  words: Words,
  signal?: AbortSignal,
  onTime: (time: SaidTime) => void = () => {},
): AsyncGenerator<Int16Array> {
  const { text, language, ssml, slower = false } = words
  const heard = { language, onTime, ...(signal === undefined ? {} : { signal }) }
  const rate = slower ? slowerRate : 1
  const request = { ...heard, ...(slower ? { rate } : {}) }
  if (ssml === undefined) {
    const said = spokenForm(text, language)
    if (slower && voice.readsSsml === true) yield* voice.speak({ ...heard, text: said, ssml: slowed(escapeSsml(said)) })
    else yield* voice.speak({ ...request, text: said })
    return
  }
  const parts = ssmlParts(ssml, language)
  if (voice.readsSsml === true) {
    const said = parts.map((part) => ('pauseMs' in part ? '' : saidOf(part.stretches))).join('')
    const marked = spokenForm(ssml, language)
    yield* voice.speak({ ...heard, text: said, ssml: slower ? slowed(marked) : enclosed(marked) })
    return
  }
  let characters = 0
  let samples = 0
  for (const part of parts) {
    const [from, began] = [characters, samples]
    const tell = (time: SaidTime): void => onTime({ characters: from + time.characters, samples: began + time.samples })
    tell({ characters: 0, samples: 0 })
    const audio =
      'pauseMs' in part
        ? [new Int16Array(Math.round((part.pauseMs * SAMPLE_RATE_HZ) / 1000 / rate))]
        : voice.speak({ ...request, text: saidOf(part.stretches), onTime: tell })
    for await (const piece of audio) {
      samples += piece.length
      yield piece
    }
    characters += 'pauseMs' in part ? pauseCharacters(part.pauseMs) : saidOf(part.stretches).length
  }
}

/** A pause counts as what could be said in it. */
function pauseCharacters(ms: number): number {
  return Math.round(ms / SPOKEN_MS_PER_CHARACTER)
}

/** What says the same sounds the same: the key under which they are kept. */
export function soundsLike({ text, language, ssml, slower }: Words): readonly string[] {
  const said = ssml === undefined ? [spokenForm(text, language)] : ['ssml', spokenForm(ssml, language)]
  return [language, ...(slower === true ? [`rate ${slowerRate}`] : []), ...said]
}

/** Which words of the text are said how, in order, for telling what of it was heard. A pause counts as what it lasts. */
export function stretchesToHear({ text, language, ssml }: Words): readonly Stretch[] {
  if (ssml === undefined) return stretchesOf(text, language)
  return ssmlParts(ssml, language).flatMap((part) =>
    'pauseMs' in part ? [{ written: '', said: ' '.repeat(pauseCharacters(part.pauseMs)) }] : part.stretches,
  )
}

function saidOf(stretches: readonly Stretch[]): string {
  return stretches.map(({ said }) => said).join('')
}

/** Within the one `<speak>`, which nothing may stand around. */
function slowed(ssml: string): string {
  const whole = /^\s*(<speak\b[^<>]*>)([\s\S]*)<\/speak>\s*$/u.exec(ssml)
  const [open, inner] = whole === null ? ['<speak>', ssml] : [whole[1] ?? '', whole[2] ?? '']
  return `${open}<prosody rate="${Math.round(slowerRate * 100)}%">${inner}</prosody></speak>`
}

function enclosed(ssml: string): string {
  return /^\s*<speak\b/u.test(ssml) ? ssml : `<speak>${ssml}</speak>`
}
