import { is } from './lexicon.ts'
import type { Match } from './reading.ts'
import type { Token } from './tokens.ts'

/**
 * Of several values in one breath, those that the caller stands by, in order: "five not nine" and "not nine, five" are
 * five; "the fifth, no, the sixth" and "nine I mean five" are the later one. Values that nothing takes back all stay.
 */
export function standing<T>(matches: readonly Match<T>[], tokens: readonly Token[]): readonly Match<T>[] {
  if (matches.length < 2) return matches
  let kept: Match<T>[] = []
  for (const match of matches) {
    const before = kept.at(-1)?.to ?? 0
    if (isTakenBack(tokens, before, match.from) && (kept.length > 0 || matches.length > 1)) continue
    if (kept.length > 0 && takesBack(tokens, before, match.from)) kept = kept.slice(0, -1)
    kept.push(match)
  }
  return kept.length > 0 ? kept : matches
}

/** "not", "instead of", with nothing but small words up to the value. */
export function isTakenBack(tokens: readonly Token[], from: number, to: number): boolean {
  for (let i = to - 1; i >= from && i >= to - 3; i--) {
    const token = tokens[i]
    if (is(token, 'not')) return true
    if (!is(token, 'the') && !is(token, 'on') && !is(token, 'at-sign') && !is(token, 'of') && !is(token, 'a'))
      return false
  }
  return false
}

function takesBack(tokens: readonly Token[], from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (is(tokens[i], 'correction')) return true
  return false
}
