import { is } from '../lexicon.ts'
import type { Heard } from '../reading.ts'
import type { Token } from '../tokens.ts'
import { endingFrom, longestAt, type ListWords, type Phrase } from './list-words.ts'

/** A stretch of what was heard, as a grammar takes it. */
export function pieceOf({ text, lexicon }: Heard, tokens: readonly Token[]): Heard {
  const first = tokens[0]
  const last = tokens.at(-1)
  if (first === undefined || last === undefined) return { text: '', tokens: [], lexicon }
  const words = text
    .trim()
    .split(/\s+/)
    .slice(first.word, last.lastWord + 1)
  // A word's own signs ("lamp," and "(blue)") are no part of what was said.
  const said = words.join(' ').replace(/^[\s,;:.!?()"]+|[\s,;:.!?()"]+$/gu, '')
  return { text: said, tokens, lexicon }
}

/** Cuts at "and" and at commas: where one item may end and the next begin. */
export function cut(tokens: readonly Token[]): Token[][] {
  const pieces: Token[][] = [[]]
  for (const [i, token] of tokens.entries()) {
    if (i > 0 && (is(token, 'and') || token.gap === 2)) pieces.push([])
    if (!is(token, 'and')) pieces.at(-1)?.push(token)
  }
  return pieces.filter((piece) => piece.length > 0)
}

/** Without what goes before an item and is no part of it ("and there's also"); `also` tells whether that means another one. */
export function withoutLead(
  tokens: readonly Token[],
  words: ListWords,
): { readonly tokens: readonly Token[]; readonly also: boolean } {
  let at = 0
  let also = false
  while (at < tokens.length) {
    also ||= longestAt(tokens, at, words.also) > 0
    const length = longestAt(tokens, at, words.lead)
    if (length === 0) break
    at += length
  }
  return { tokens: tokens.slice(at), also }
}

/** Without what stands behind an item and is no part of it. */
export function withoutTail(tokens: readonly Token[], phrases: readonly Phrase[]): readonly Token[] {
  let left = tokens
  for (let at = endingFrom(left, phrases); at < left.length; at = endingFrom(left, phrases)) left = left.slice(0, at)
  return left
}
