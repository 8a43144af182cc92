import { addMonths, daysIn, fromSerial, toSerial, weekdayOf } from './calendar.ts'
import { is } from './lexicon.ts'
import { readCount } from './numbers.ts'
import type { DateScene, SaidDate } from './said-date.ts'
import type { Token } from './tokens.ts'

/** Days counted from today: "tomorrow", "in three days", "two weeks ago", "a week on Friday", "the day after tomorrow". */
export function relative(scene: DateScene, at: number): SaidDate | undefined {
  const { tokens, today } = scene
  const token = tokens[at]
  const done = (serial: number, to: number, grows = false): SaidDate => ({ serial, grows, from: at, to })
  const near =
    is(token, 'today') || is(token, 'now') || saysToday.test(token?.text ?? '') ? 0 : is(token, 'tomorrow') ? 1 : -1
  if (near === 1 && is(tokens[at + 1], 'week')) return done(today + 8, at + 2)
  if (near >= 0) {
    const later = laterBy(scene, at + 1)
    return done(today + near + (later?.days ?? 0), later?.to ?? at + 1)
  }
  if (is(token, 'overmorrow')) return done(today + 2, at + 1)
  if (is(token, 'yesterday')) return done(today - 1, at + 1)
  if (is(token, 'this') && isPartOfDay(tokens[at + 1])) return done(today, at + 2)
  if (is(token, 'day-before-yesterday')) return done(today - 2, at + 1)
  if (
    is(token, 'next') &&
    is(tokens[at + 1], 'week') &&
    (tokens[at + 2]?.lexeme.weekday ?? -1) < 0 &&
    !is(tokens[at + 2], 'on')
  )
    return undefined
  if (is(token, 'weekend') || (is(token, 'this') && is(tokens[at + 1], 'weekend'))) return undefined
  const start = is(token, 'in') || is(token, 'ago') ? at + 1 : at
  const span = weeksOf(scene, readSpan(scene, start) ?? (start > at ? oneOf(scene, start) : undefined))
  if (!span) return undefined
  const day = fromSerial(today)
  const moved = (direction: number): number =>
    span.months ? toSerial(addMonths(day, direction * span.months)) : today + direction * span.days
  if (is(tokens[span.to], 'ago')) return done(moved(-1), span.to + 1)
  if (start > at && is(token, 'ago')) return done(moved(-1), span.to)
  let after = span.to
  if (is(tokens[after], 'from')) after++
  else if (tokens[after]?.text === 'away') after += is(tokens[after + 1], 'from') ? 2 : 1
  if (after > span.to && (is(tokens[after], 'now') || is(tokens[after], 'today'))) return done(moved(1), after + 1)
  const onDay = is(tokens[after], 'on') ? after + 1 : after
  if (span.days > 0 && span.days % 7 === 0) {
    const weekday = tokens[onDay]?.lexeme.weekday ?? -1
    if (weekday > 0) return done(ahead(today, weekday) + span.days, onDay + 1)
    if (is(tokens[onDay], 'today')) return done(today + span.days, onDay + 1)
    if (is(tokens[onDay], 'tomorrow')) return done(today + 1 + span.days, onDay + 1)
  }
  return start > at ? done(moved(1), span.to) : undefined
}

/** "Tonight" in the languages that say it in two words, which are joined to one. */
const saysToday = /^(esta (tarde|noche)|ce soir|cette nuit|cet apres midi)$/

/** Behind a day: "heute in einer Woche", "de hoy en ocho", "vendredi en quinze", "dziś za tydzień". */
export function laterBy(scene: DateScene, at: number): { days: number; to: number } | undefined {
  const { tokens, lexicon } = scene
  if (!is(tokens[at], 'in') && tokens[at]?.text !== 'en') return undefined
  const span = weeksOf(scene, readSpan(scene, at + 1) ?? oneOf(scene, at + 1))
  if (span) return span.days > 0 ? { days: span.days, to: span.to } : undefined
  if (lexicon.language !== 'fr' && lexicon.language !== 'es') return undefined
  const count = readCount(tokens, at + 1, lexicon)
  const isWeeks = count !== undefined && (count.value === 8 || count.value === 15)
  return isWeeks ? { days: count.value === 8 ? 7 : 14, to: count.end } : undefined
}

/** "Za tydzień": a language without articles says one by saying none. */
function oneOf({ tokens, lexicon }: DateScene, at: number): ReturnType<typeof readSpan> {
  if (lexicon.language !== 'pl') return undefined
  const unit = tokens[at]
  if (/^(tydzien|miesiac|rok|dzien)$/.test(unit?.text ?? ''))
    return is(unit, 'week')
      ? { days: 7, months: 0, to: at + 1 }
      : is(unit, 'day')
        ? { days: 1, months: 0, to: at + 1 }
        : { days: 0, months: is(unit, 'month') ? 1 : 12, to: at + 1 }
  return undefined
}

/** "In acht Tagen", "dans quinze jours": the first day and the last are both counted, and weeks are meant. */
function weeksOf({ lexicon: { language } }: DateScene, span: ReturnType<typeof readSpan>): ReturnType<typeof readSpan> {
  if (span === undefined || span.months > 0) return span
  if (span.days === 8 && /^(de|fr|es)$/.test(language)) return { ...span, days: 7 }
  return span.days === 15 && /^(fr|es)$/.test(language) ? { ...span, days: 14 } : span
}

/** "three days", "a week", "a couple of days", "a fortnight", "two months". */
export function readSpan(
  { tokens, lexicon }: DateScene,
  at: number,
): { days: number; months: number; to: number } | undefined {
  let count = 1
  let next = at
  const number = readCount(tokens, at, lexicon)
  if (number && !number.ordinal) [count, next] = [number.value, number.end]
  else if (is(tokens[at], 'a') || is(tokens[at], 'the')) {
    next = at + 1
    if (tokens[next]?.text === 'couple') [count, next] = [2, is(tokens[next + 1], 'of') ? next + 2 : next + 1]
  } else if (tokens[at]?.text === 'couple') [count, next] = [2, is(tokens[at + 1], 'of') ? at + 2 : at + 1]
  else return undefined
  if (tokens[next]?.text === 'more') next++
  const unit = tokens[next]
  if (is(unit, 'fortnight')) return { days: 14 * count, months: 0, to: next + 1 }
  if (is(unit, 'week')) return { days: 7 * count, months: 0, to: next + 1 }
  if (is(unit, 'day') && !is(unit, 'night') && unit?.text !== 'nights') return { days: count, months: 0, to: next + 1 }
  if (is(unit, 'month')) return { days: 0, months: count, to: next + 1 }
  if (is(unit, 'year')) return { days: 0, months: 12 * count, to: next + 1 }
  return undefined
}

/** "the first Monday in May": the next such day that lies ahead. */
export function nthWeekday(
  { tokens, today }: DateScene,
  nth: number,
  weekday: number,
  from: number,
  at: number,
): SaidDate | undefined {
  const next = is(tokens[at], 'of') || is(tokens[at], 'in') ? at + 1 : at
  const month = tokens[next]?.lexeme.month ?? -1
  if (month < 0 || nth > 4) return undefined
  const { year } = fromSerial(today)
  for (const candidate of [year, year + 1]) {
    const first = toSerial({ year: candidate, month, day: 1 })
    const serial = first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1)
    if (serial >= today) return { serial, grows: false, from, to: next + 1 }
  }
  return undefined
}

/** "The last Friday of May", "of the month", "of next month": the next such day that lies ahead. */
export function lastWeekday(
  { tokens, today }: DateScene,
  weekday: number,
  from: number,
  at: number,
): SaidDate | undefined {
  let next = at
  let isNext = false
  while (is(tokens[next], 'the') || is(tokens[next], 'this') || is(tokens[next], 'next')) {
    isNext ||= is(tokens[next], 'next')
    next++
  }
  const named = tokens[next]?.lexeme.month ?? -1
  if (named < 0 && !is(tokens[next], 'month')) return undefined
  const now = fromSerial(today)
  for (const later of [isNext && named < 0 ? 1 : 0, named < 0 ? 1 : 12]) {
    const { year, month } = addMonths({ ...now, month: named > 0 ? named : now.month, day: 1 }, later)
    const end = toSerial({ year, month, day: daysIn(year, month) })
    const serial = end - ((weekdayOf(end) - weekday + 7) % 7)
    if (serial >= today) return { serial, grows: false, from, to: next + 1 }
  }
  return undefined
}

/** The next such day that lies ahead; never today. */
export function ahead(today: number, weekday: number): number {
  const days = (weekday - weekdayOf(today) + 7) % 7
  return today + (days === 0 ? 7 : days)
}

/** The Monday of a day's week. */
export function mondayOf(today: number): number {
  return today - weekdayOf(today) + 1
}

function isPartOfDay(token: Token | undefined): boolean {
  return is(token, 'morning') || is(token, 'afternoon') || is(token, 'evening') || is(token, 'night')
}
