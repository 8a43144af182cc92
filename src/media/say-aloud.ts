import { spokenForm, stretchesOf, type Stretch } from '../../engine/prompts/spoken-form.ts'
import { ssmlParts } from '../../engine/prompts/ssml-speech.ts'
import { SPOKEN_MS_PER_CHARACTER } from '../../engine/hearing/heard-text.ts'
import type { VoicePort } from '../speech/voice.ts'
import { SAMPLE_RATE_HZ } from './mulaw.ts'

/** Words to be heard. `text` is what is logged; where there is `ssml`, `text` is its words. */
export interface Words {
  readonly text: string
  /** BCP 47. */
  readonly language: string
  readonly ssml?: string
}

/** Samples from a voice for words as they are written: what it would stumble over is put in words, markup is followed. */
export async function* sayAloud(voice: VoicePort, words: Words, signal?: AbortSignal): AsyncGenerator<Int16Array> {
  const { text, language, ssml } = words
  const request = { language, ...(signal === undefined ? {} : { signal }) }
  if (ssml === undefined) {
    yield* voice.speak({ ...request, text: spokenForm(text, language) })
    return
  }
  const parts = ssmlParts(ssml, language)
  if (voice.readsSsml === true) {
    const said = parts.map((part) => ('pauseMs' in part ? '' : saidOf(part.stretches))).join('')
    yield* voice.speak({ ...request, text: said, ssml: enclosed(spokenForm(ssml, language)) })
    return
  }
  for (const part of parts) {
    if ('pauseMs' in part) yield new Int16Array(Math.round((part.pauseMs * SAMPLE_RATE_HZ) / 1000))
    else yield* voice.speak({ ...request, text: saidOf(part.stretches) })
  }
}

/** What says the same sounds the same: the key under which they are kept. */
export function soundsLike({ text, language, ssml }: Words): readonly string[] {
  return ssml === undefined ? [language, spokenForm(text, language)] : [language, 'ssml', spokenForm(ssml, language)]
}

/** Which words of the text are said how, in order, for telling what of it was heard. A pause counts as what it lasts. */
export function stretchesToHear({ text, language, ssml }: Words): readonly Stretch[] {
  if (ssml === undefined) return stretchesOf(text, language)
  return ssmlParts(ssml, language).flatMap((part) =>
    'pauseMs' in part
      ? [{ written: '', said: ' '.repeat(Math.round(part.pauseMs / SPOKEN_MS_PER_CHARACTER)) }]
      : part.stretches,
  )
}

function saidOf(stretches: readonly Stretch[]): string {
  return stretches.map(({ said }) => said).join('')
}

function enclosed(ssml: string): string {
  return /^\s*<speak\b/u.test(ssml) ? ssml : `<speak>${ssml}</speak>`
}
