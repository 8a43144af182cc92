import { wholeSentences } from '../../engine/prompts/whole-sentences.ts'
import type { PromptCache } from './prompt-cache.ts'
import type { Words } from './say-aloud.ts'

/** A part of a text: its audio where it is kept, else its words, which a voice is still to say. */
export type Part = { readonly kept: Uint8Array } | { readonly text: string }

/** The sentences of a text that are the same in each call are played as they are kept; what lies between is one part. */
export function keptParts(words: Words, prompts: PromptCache | null): readonly Part[] {
  const { text, language, ssml, slower } = words
  if (prompts === null || ssml !== undefined || slower === true) return [{ text }]
  const parts: Part[] = []
  for (const sentence of wholeSentences(text)) {
    const kept = prompts.find({ text: sentence, language })
    const last = parts.at(-1)
    if (kept instanceof Uint8Array) parts.push({ kept })
    else if (last !== undefined && 'text' in last) parts[parts.length - 1] = { text: `${last.text} ${sentence}` }
    else parts.push({ text: sentence })
  }
  return parts
}
