import { fold } from '../answers/fold.ts'
import { isOnlyHesitation } from './normalise.ts'

/**
 * Where in the utterance these words were said, one after the other: [first, one past last] of its space-separated words.
 * Null where they were not, or where they are nothing but hesitation: a value that nobody said has no quote.
 */
export function quoteIn(utterance: string, quote: string): readonly [number, number] | null {
  const said = wordsOf(utterance)
  const quoted = wordsOf(quote).filter((word) => word !== '')
  if (quoted.length === 0 || isOnlyHesitation(quote)) return null
  for (let from = 0; from < said.length; from++) {
    const to = endOf(said, from, quoted)
    if (to !== null) return [from, to]
  }
  return null
}

/** A dash or a full stop between the words is no word of either. */
function endOf(said: readonly string[], from: number, quoted: readonly string[]): number | null {
  let at = from
  for (const word of quoted) {
    while (at > from && said[at] === '') at += 1
    if (said[at] !== word) return null
    at += 1
  }
  return at
}

function wordsOf(text: string): string[] {
  return text
    .trim()
    .split(/\s+/u)
    .map((word) => fold(word).replace(/[^\p{L}\p{N}]/gu, ''))
}
