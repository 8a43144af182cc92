import { is } from './lexicon.ts'
import type { Token } from './tokens.ts'

interface Placed {
  readonly from: number
  readonly to: number
}

/** "Tuesday or Wednesday": the caller leaves it open, and choosing for them would be a guess. */
export function saidEither(chosen: Placed, all: readonly Placed[], tokens: readonly Token[]): boolean {
  return all.some(({ from, to }) => isOr(tokens, chosen.to, from) || isOr(tokens, to, chosen.from))
}

function isOr(tokens: readonly Token[], from: number, to: number): boolean {
  if (to - from < 1 || to - from > 3 || !is(tokens[from], 'or')) return false
  for (let i = from + 1; i < to; i++)
    if (!is(tokens[i], 'the') && !is(tokens[i], 'on') && !is(tokens[i], 'at-sign')) return false
  return true
}
