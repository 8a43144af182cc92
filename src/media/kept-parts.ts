import { wholeSentences } from '../../engine/prompts/whole-sentences.ts'
import type { SaidTime } from '../speech/said-times.ts'
import type { PromptCache } from './prompt-cache.ts'
import type { Words } from './say-aloud.ts'

/** A part of a text, and its audio where it is kept; null where a voice is still to say it. */
export interface Part {
  readonly text: string
  readonly kept: Uint8Array | null
  /** Of what is kept. */
  readonly times: readonly SaidTime[]
}

/** The sentences of a text that are the same in each call are played as they are kept; what lies between is one part. */
export function keptParts(words: Words, prompts: PromptCache | null): readonly Part[] {
  const { text, language, ssml, slower } = words
  if (prompts === null || ssml !== undefined || slower === true) return [{ text, kept: null, times: [] }]
  const parts: Part[] = []
  for (const sentence of wholeSentences(text)) {
    const kept = prompts.find({ text: sentence, language })
    const last = parts.at(-1)
    if (kept instanceof Uint8Array)
      parts.push({ text: sentence, kept, times: prompts.timesOf({ text: sentence, language }) })
    else if (last?.kept === null) parts[parts.length - 1] = { text: `${last.text} ${sentence}`, kept: null, times: [] }
    else parts.push({ text: sentence, kept: null, times: [] })
  }
  return parts
}
