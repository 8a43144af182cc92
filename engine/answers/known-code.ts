import type { AnswerContext } from './answer.ts'
import { knownCodes, nearestCodes } from './known-codes.ts'
import { readChars } from './letters.ts'
import { regionOf } from './types/phone.ts'
import type { Ranked } from './ranked.ts'
import { nothing, type Heard, type Reading } from './reading.ts'

/**
 * Of the known codes (postcodes, booking references, numbers), the one that all hypotheses together come nearest to.
 * Closed where it is near and no other is nearly as near; otherwise partial, with the nearest as alternatives. What is
 * not known is never a value. Undefined where no known postcode is of the slot's country.
 */
export function knownCode(heard: readonly Heard[], context: AnswerContext): Ranked | undefined {
  const known = knownCodes(context.candidates ?? [])
  const { type, region } = context.slot
  const hasLetters = type === 'postcode' ? regionOf(region, context.language) === 'GB' : type === 'spelled'
  if (type !== 'spelled' && !known.plain.some((code) => /[a-z]/.test(code) === hasLetters)) return undefined
  const best = new Map<string, number>()
  for (const [rank, { tokens, lexicon }] of heard.entries()) {
    for (const { code, cost } of nearestCodes(readChars(tokens, lexicon), known)) {
      const own = cost + rank * perRank
      if (own < (best.get(code) ?? Infinity)) best.set(code, own)
    }
  }
  const first = heard[0]
  if (!first) return undefined
  const ranked = [...best].sort((a, b) => a[1] - b[1])
  const [winner, second] = ranked
  const place = { from: 0, to: first.tokens.length }
  const wrap = (reading: Reading): Ranked => ({ reading, heard: first, rank: 0, confidence: 1 })
  if (!winner) return wrap(nothing)
  const margin = (second?.[1] ?? 9) - winner[1]
  if (winner[1] > farthest || margin < leastMargin + Math.max(0, winner[1] - 0.75)) {
    const alternatives = ranked.slice(0, 3).map(([code]) => code)
    return wrap({ ...place, state: 'partial', value: null, alternatives, fit: 0.3 })
  }
  const fit = Math.max(0.5, 1 - winner[1] / 4)
  return wrap({
    ...place,
    state: winner[1] < 0.5 ? 'closed' : 'open',
    value: winner[0],
    alternatives: second ? [second[0]] : [],
    fit,
  })
}

/** Tuned on real calls for at least 99 right of 100 given. */
const perRank = 0.05
const farthest = 1.3
const leastMargin = 0.6
