import {
  addMonths,
  clockAt,
  daysIn,
  fromSerial,
  isDay,
  isoDay,
  toSerial,
  two,
  weekdayOf,
  type Day,
} from '../calendar.ts'
import { amendment, filledIn, standingOf } from '../amend.ts'
import { standing } from '../correction.ts'
import { sharedMonths } from '../date-stretch.ts'
import { digitDate } from '../date-digits.ts'
import { readDate } from '../date-words.ts'
import type { DateScene, SaidDate } from '../said-date.ts'
import { saidEither } from '../either.ts'
import { directionOf, forDirection, markedAs } from '../direction.ts'
import { is } from '../lexicon.ts'
import { nothing, type Grammar, type Heard, type Match, type Reading } from '../reading.ts'
import { readYear, yearsOf } from '../year.ts'
import type { AnswerContext } from '../answer.ts'
import type { Slot } from '../../language/slot.ts'
import type { Json } from '../../language/json.ts'

/**
 * A day, "YYYY-MM-DD". What is left out is filled by the slot's `range`: ahead of today unless it says past. A date of
 * birth (by the slot's name or hint) needs its year: "25 November" is partial ("--11-25") until the next try brings it.
 */
export const date: Grammar = (heard, context) => {
  const scene = sceneOf(heard, context)
  const said = sharedMonths(allDates(scene), heard.tokens)
  const birth = isBirth(context.slot)
  const stood = standingOf(context)
  const moved = stood.day === undefined || birth ? undefined : amendment(scene, { day: stood.day })
  if (moved?.day !== undefined)
    return { state: 'closed', value: moved.day, alternatives: [], from: moved.from, to: moved.to, fit: 1 }
  const found = standing(
    said.map((value): Match<SaidDate> => ({ value, from: value.from, to: value.to })),
    heard.tokens,
  )
  const whole = found.map((match) => match.value)
  const exact = whole.filter((value) => value.grain === undefined)
  const known = birth && stood.day === undefined ? exact : exact.length > 0 ? exact : whole
  const usable = birth ? known.toSorted((a, b) => completeness(b) - completeness(a)) : known
  const chosen = birth ? usable[0] : forDirection(usable, heard.tokens, directionOf(context.slot))
  if (chosen && !birth && saidEither(chosen, usable, heard.tokens)) {
    const alternatives = usable.map((one) => settle(one, scene, context).value).filter((value) => value !== null)
    return { ...nothing, state: 'partial', alternatives }
  }
  const meant = chosen && filledIn(yearPutRight(chosen, scene), stood, (day) => isMeant(day, scene.today, context.slot))
  const settled = meant ? settle(meant, scene, context) : nothing
  const isOneEnd = directionOf(context.slot) !== undefined && usable.length < 2
  const mayBeOther = isOneEnd && markedAs(heard.tokens, settled.from) === undefined
  const reading: Reading = settled.state === 'closed' && mayBeOther ? { ...settled, state: 'open' } : settled
  if (reading.state !== 'none' && reading.state !== 'partial') return reading
  const completed = complete(heard, context, scene, chosen)
  if (completed) return completed
  return digitDate(heard, context, birth) ?? reading
}

/** "Nineteen ninety, no, nineteen ninety-one": the later year. */
function yearPutRight(said: SaidDate, { tokens, lexicon }: DateScene): SaidDate {
  if (said.year === undefined || !is(tokens[said.to], 'correction')) return said
  let at = said.to + 1
  while (is(tokens[at], 'correction') || is(tokens[at], 'in')) at++
  const year = readYear(tokens, at, lexicon)
  const isYear = year !== undefined && !year.short && (tokens[year.to]?.lexeme.month ?? -1) < 0
  return isYear ? { ...said, year, to: year.to } : said
}

/** Every date in the words, from left to right, none inside another. */
export function allDates(scene: DateScene): SaidDate[] {
  const found: SaidDate[] = []
  for (let i = 0; i < scene.tokens.length;) {
    const said = readDate(scene, i)
    if (said) found.push(said)
    i = said ? said.to : i + 1
  }
  return found
}

export function sceneOf({ tokens, lexicon }: Heard, { nowMs, timezone, language }: AnswerContext): DateScene {
  return { tokens, lexicon, today: toSerial(clockAt(nowMs, timezone)), monthFirst: language.toLowerCase() === 'en-us' }
}

/** Whether the slot asks when somebody was born, so that a year must be said. */
export function isBirth(slot: Slot): boolean {
  return (
    slot.type === 'date' &&
    slot.range !== 'future' &&
    /birth|dob|born|geburt|nacim|naiss|urodz/i.test(`${slot.name} ${slot.hint ?? ''}`)
  )
}

/** The day that was meant, as a reading; none where there is no such day. */
export function settle(said: SaidDate, scene: DateScene, context: AnswerContext): Reading {
  const place = { from: said.from, to: said.to, fit: 1, alternatives: [] as Json[] }
  const { slot } = context
  if (said.serial !== undefined) {
    if (isBirth(slot)) return nothing
    let serial = said.serial
    if (slot.range === 'past' && said.grows && serial > scene.today) serial -= 7
    return { ...place, state: said.grows ? 'open' : 'closed', value: isoDay(fromSerial(serial)) }
  }
  const today = fromSerial(scene.today)
  if (said.grain === 'month') return wholeMonth(said, today, context, place)
  if (said.day === undefined) return nothing
  if (said.month === undefined) {
    if (isBirth(slot)) return { ...place, state: 'partial', value: null, part: `---${two(said.day)}`, fit: 0.5 }
    const value = nearestMonth(said.day, scene.today, slot.range === 'past')
    if (said.weekday !== undefined && weekdayOf(toSerial(value)) !== said.weekday) {
      const agreeing = agreeingMonth(said.day, said.weekday, scene.today, slot.range === 'past')
      return agreeing ? { ...place, state: 'open', value: isoDay(agreeing) } : nothing
    }
    return { ...place, state: said.grows ? 'open' : 'closed', value: isoDay(value) }
  }
  const { day, month } = said
  if (!said.year) {
    if (!isDay({ year: 2024, month, day })) return nothing
    if (isBirth(slot)) return { ...place, state: 'partial', value: null, part: `--${two(month)}-${two(day)}`, fit: 0.6 }
    const value = nearestYear(day, month, scene.today, slot.range === 'past')
    if (said.weekday !== undefined && weekdayOf(toSerial(value)) !== said.weekday)
      return { ...place, state: 'partial', value: null, part: `--${two(month)}-${two(day)}`, fit: 0.5 }
    return { ...place, state: 'open', value: isoDay(value) }
  }
  const years = yearsOf(said.year, today.year, isBirth(slot) || slot.range === 'past').filter((year) =>
    isDay({ year, month, day }),
  )
  const possible = years.filter((year) => isPlausible({ year, month, day }, scene.today, slot))
  const year = possible[0]
  if (year === undefined) {
    const known = isDay({ year: 2024, month, day }) && isBirth(slot)
    return known ? { ...place, state: 'partial', value: null, part: `--${two(month)}-${two(day)}`, fit: 0.4 } : nothing
  }
  const swapped = said.numeric && day <= 12 && day !== month && isDay({ year, month: day, day: month })
  const alternatives = [
    ...possible.slice(1).map((other) => isoDay({ year: other, month, day })),
    ...(swapped ? [isoDay({ year, month: day, day: month })] : []),
  ]
  if (isBirth(slot) && said.year.short && possible.length > 1)
    return {
      ...place,
      state: 'partial',
      value: null,
      part: `--${two(month)}-${two(day)}`,
      alternatives: possible.map((one) => isoDay({ year: one, month, day })),
      fit: 0.5,
    }
  const state = said.year.sure && (!said.grows || said.numeric === true) ? 'closed' : 'open'
  return { ...place, alternatives, state, value: isoDay({ year, month, day }), fit: fitOf(said, scene) }
}

/** Less where only two digits of the year were said, or where numbers are left over behind the date. */
function fitOf(said: SaidDate, { tokens }: DateScene): number {
  const next = tokens[said.to]
  const before = tokens[said.from - 1]
  const leftBefore = before?.digits === true && said.year !== undefined
  const leftOver =
    next !== undefined &&
    (next.digits || next.lexeme.number >= 0) &&
    (tokens[said.to + 1]?.lexeme.noun ?? -1) < 0 &&
    next.gap < 2
  return (
    (said.year?.short ? 0.9 : 1) * (said.loose ? 0.75 : 1) * (leftOver && said.year ? 0.8 : 1) * (leftBefore ? 0.8 : 1)
  )
}

/** Nobody on the telephone is older than 125 or not yet born. */
function isPlausible(day: Day, today: number, slot: Slot): boolean {
  if (!isBirth(slot)) return true
  const serial = toSerial(day)
  return serial <= today && serial > today - 125 * 366
}

/** Whether such a day can be what a slot asks for. */
function isMeant(day: Day, today: number, slot: Slot): boolean {
  if (!isDay(day)) return false
  const serial = toSerial(day)
  return isBirth(slot) || slot.range === 'past' ? serial <= today : slot.range === 'any' || serial >= today
}

function wholeMonth(
  said: SaidDate,
  today: Day,
  { slot }: AnswerContext,
  place: Omit<Reading, 'state' | 'value'>,
): Reading {
  const month = said.month ?? 1
  const direction = directionOf(slot)
  const year = said.year?.value ?? (month < today.month ? today.year + 1 : today.year)
  if (isBirth(slot) || !direction) return { ...place, state: 'partial', value: null, part: `--${two(month)}`, fit: 0.4 }
  const day = direction === 'from' ? 1 : daysIn(year, month)
  return { ...place, state: 'open', value: isoDay({ year, month, day }), fit: 0.8 }
}

function nearestYear(day: number, month: number, today: number, past: boolean): Day {
  const { year } = fromSerial(today)
  for (const candidate of past
    ? [year, year - 1, year - 2, year - 3, year - 4]
    : [year, year + 1, year + 2, year + 3, year + 4]) {
    const value = { year: candidate, month, day }
    if (isDay(value) && (past ? toSerial(value) <= today : toSerial(value) >= today)) return value
  }
  return { year: year + (past ? -8 : 8), month, day: Math.min(day, 28) }
}

function nearestMonth(day: number, today: number, past: boolean): Day {
  const now = fromSerial(today)
  for (let i = 0; i < 12; i++) {
    const moved = addMonths({ ...now, day: 1 }, past ? -i : i)
    const value = { ...moved, day }
    if (isDay(value) && (past ? toSerial(value) <= today : toSerial(value) >= today)) return value
  }
  return now
}

/** "Thursday the 3rd": the nearest month in which the third is a Thursday, within a year. */
function agreeingMonth(day: number, weekday: number, today: number, past: boolean): Day | undefined {
  const now = fromSerial(today)
  for (let i = 0; i < 12; i++) {
    const value = { ...addMonths({ ...now, day: 1 }, past ? -i : i), day }
    const serial = isDay(value) ? toSerial(value) : undefined
    if (serial !== undefined && (past ? serial <= today : serial >= today) && weekdayOf(serial) === weekday)
      return value
  }
  return undefined
}

function completeness(said: SaidDate): number {
  return (said.day ? 1 : 0) + (said.month ? 1 : 0) + (said.year ? 2 : 0)
}

/** What an earlier try left ("--11-25", "---25"), with what this one brings. */
function complete(
  { tokens, lexicon }: Heard,
  context: AnswerContext,
  scene: DateScene,
  said: SaidDate | undefined,
): Reading | undefined {
  const { day: stood } = standingOf(context)
  const earlier = context.earlier ?? (stood === undefined ? undefined : `-${stood.slice(4)}`)
  if (typeof earlier !== 'string') return undefined
  const monthDay = /^--(\d\d)-(\d\d)$/.exec(earlier)
  if (monthDay) {
    for (let i = 0; i < tokens.length; i++) {
      const year = readYear(tokens, i, lexicon)
      // Of a day that stands, a number is no year: it may be anything.
      if (!year || (context.earlier === undefined && (year.short === true || year.value < 1900))) continue
      const whole = settle(
        { day: Number(monthDay[2]), month: Number(monthDay[1]), year, grows: false, from: i, to: year.to },
        scene,
        context,
      )
      if (whole.state === 'closed' || whole.state === 'open') return whole
    }
  }
  const dayOnly = /^---(\d\d)$/.exec(earlier)
  if (dayOnly && said?.month && said.day === undefined) {
    const { month, year, from, to, grows } = said
    return settle({ day: Number(dayOnly[1]), month, ...(year ? { year } : {}), grows, from, to }, scene, context)
  }
  return undefined
}
