import type { SaidDate } from './said-date.ts'
import { is } from './lexicon.ts'
import type { Token } from './tokens.ts'

/** "from the 4th to the 8th of June": the first day is of the month that the second names, where it comes before it. */
export function sharedMonths(said: readonly SaidDate[], tokens: readonly Token[]): SaidDate[] {
  return said.map((first, i) => {
    const second = said[i + 1]
    const isBareDay = first.day !== undefined && first.month === undefined && first.weekday === undefined
    if (!isBareDay || second?.month === undefined || second.day === undefined || second.day <= (first.day ?? 0))
      return first
    for (let at = first.to; at < second.from; at++) {
      const token = tokens[at]
      const joins = is(token, 'and') || is(token, 'until') || is(token, 'the') || is(token, 'or') || token?.text === '-'
      if (!joins) return first
    }
    return { ...first, month: second.month, ...(second.year ? { year: second.year } : {}) }
  })
}
