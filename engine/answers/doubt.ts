import type { AnswerContext } from './answer.ts'
import { is } from './lexicon.ts'
import { isGiven, type Ranked } from './ranked.ts'

/**
 * A date of birth that the recogniser's own list contradicts is asked again rather than believed: another hypothesis
 * with the same year and another day or month, or "nineteen" for "ninety". It becomes partial and carries the date; if
 * the next try brings the same date, it is believed. A round year ("1990") that a later hypothesis completes ("1992") is
 * that. Measured on real calls: where hypotheses disagree so, one date in five is wrong; elsewhere one in twenty.
 */
export function agreedBirth(chosen: Ranked, readings: readonly Ranked[], context: AnswerContext): Ranked {
  const { value } = chosen.reading
  if (!isGiven(chosen.reading) || typeof value !== 'string' || value === context.earlier) return chosen
  const others = readings.filter(({ reading }) => isGiven(reading) && reading.value !== value)
  const sameDay = others.filter(({ reading }) => textOf(reading.value).slice(5) === value.slice(5))
  if (chosen.reading.state === 'open' && /^\d{3}0-/.test(value) && sameDay.length > 0) {
    const whole = sameDay.filter(({ reading }) => textOf(reading.value).slice(0, 3) === value.slice(0, 3))
    const isOne = new Set(whole.map(({ reading }) => reading.value)).size === 1
    return (isOne && whole[0]) || doubtful(chosen, others)
  }
  const contradicts = others.some(
    ({ reading, rank }) =>
      (isNear(textOf(reading.value), value) || (rank < listUsed && reading.fit >= fitToContradict)) &&
      textOf(reading.value).slice(0, 4) === value.slice(0, 4),
  )
  const list = readings.slice(0, listUsed)
  const share = list.filter(({ reading }) => reading.value === value).length / list.length
  const isOutvoted = contradicts && !(share >= 0.5 && isDictated(chosen))
  return isOutvoted || isBehindNoise(chosen) || share < leastShare || chosen.reading.fit < leastFit
    ? doubtful(chosen, others)
    : chosen
}

/** The same day of another month, or another day of the same month: one of them is misheard, however it was read. */
function isNear(one: string, other: string): boolean {
  return one.slice(0, 7) === other.slice(0, 7) || one.slice(8) === other.slice(8)
}

/**
 * A word that means nothing right before a day of one digit was part of it: "steep 7th" for the twenty-seventh. Measured on
 * real calls in two languages, one in three of such dates is wrong.
 */
function isBehindNoise({ reading, heard }: Ranked): boolean {
  const { value, from } = reading
  const before = heard.tokens[from - 1]
  const isSmall = typeof value === 'string' && value.slice(8) < '10'
  return (
    isSmall &&
    before !== undefined &&
    /^[^\d\W]{2,}$/u.test(before.text) &&
    isUnknown(before) &&
    !is(heard.tokens[from], 'the')
  )
}

function isUnknown({ lexeme }: Ranked['heard']['tokens'][number]): boolean {
  return lexeme.roles.length === 0 && lexeme.number < 0 && lexeme.ordinal < 0 && lexeme.month < 0 && lexeme.weekday < 0
}

/** Said in digits, where a list differs by digits that were heard too often or not at all: half of it is enough. */
function isDictated({ reading, heard }: Ranked): boolean {
  return heard.tokens
    .slice(reading.from, reading.to)
    .every(({ digits, ordinal, text }) => (digits && !ordinal) || !/\p{L}/u.test(text))
}

/** A date that hardly any of the first hypotheses hold is wrong one time in four. */
const listUsed = 8
const leastShare = 0.3

/** What was read past noise contradicts nothing. */
const fitToContradict = 0.75
const leastFit = 0.8

/**
 * A postcode that another hypothesis spells otherwise is asked again: on real calls three of four such were wrong. Heard
 * twice alike, it is believed.
 */
export function agreedPostcode(chosen: Ranked, readings: readonly Ranked[], context: AnswerContext): Ranked {
  const { value, fit } = chosen.reading
  if (!isGiven(chosen.reading) || value === context.earlier) return chosen
  const others = readings.filter(({ reading }) => isGiven(reading) && reading.value !== value)
  return others.length > 0 || fit < leastFit ? doubtful(chosen, others) : chosen
}

function doubtful(chosen: Ranked, others: readonly Ranked[]): Ranked {
  const { value } = chosen.reading
  const alternatives = [...new Set([value, ...others.map(({ reading }) => reading.value)])]
  return { ...chosen, reading: { ...chosen.reading, state: 'partial', value: null, part: value, alternatives } }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
