import type { Rule } from './rule.ts'
import { email, url } from './rules/addresses.ts'
import { clockAfterAt, clockWithSign, twelveHours, twentyFourHours } from './rules/clock.ts'
import { dateWithYear, dateWithoutYear, isoDate, shortMonth, shortWeekday } from './rules/dates.ts'
import { moneyAfterSign, moneyBeforeSign, pence } from './rules/money.ts'
import { decimals, longDigits, ordinals, percent, range, spacedDigits, units } from './rules/numbers.ts'
import { hash, roman, shortForms, signs } from './rules/short-words.ts'
import type { Tongue } from './tongue.ts'

const known = new Map<string, readonly Rule[]>()

/** A language's rules in the order in which they take what they find. */
export function rulesOf(language: string, tongue: Tongue): readonly Rule[] {
  const before = known.get(language)
  if (before !== undefined) return before
  const rules = [
    email,
    url,
    ...shortForms(tongue),
    isoDate(tongue),
    dateWithYear(tongue),
    moneyAfterSign,
    moneyBeforeSign,
    twelveHours,
    twentyFourHours(tongue),
    clockWithSign(tongue),
    dateWithoutYear(tongue),
    clockAfterAt,
    pence,
    spacedDigits,
    longDigits(tongue),
    units(tongue),
    percent,
    range,
    decimals(tongue),
    ...ordinals(tongue, language),
    shortMonth(language),
    shortWeekday(tongue, language),
    roman(tongue, language),
    hash,
    signs,
  ].filter((rule) => rule !== null)
  known.set(language, rules)
  return rules
}
