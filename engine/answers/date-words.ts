import { ahead, lastWeekday, laterBy, mondayOf, nthWeekday, relative } from './date-relative.ts'
import { fromSerial, weekdayOf } from './calendar.ts'
import { holiday } from './holidays.ts'
import { is, type Lexicon } from './lexicon.ts'
import { readCount } from './numbers.ts'
import type { DateScene, SaidDate } from './said-date.ts'
import type { Token } from './tokens.ts'
import { readYear } from './year.ts'

/** Reads the longest date that begins at `at`. */
export function readDate(scene: DateScene, at: number): SaidDate | undefined {
  return (
    holiday(scene, at) ??
    relative(scene, at) ??
    numeric(scene, at) ??
    monthLed(scene, at) ??
    dayLed(scene, at) ??
    weekdayLed(scene, at)
  )
}

function numeric({ tokens, monthFirst, lexicon }: DateScene, at: number): SaidDate | undefined {
  const [a, sign, b, again, c] = tokens.slice(at, at + 5)
  if (!a?.digits || !sign || !b?.digits || !/^[/.–-]$/.test(sign.text)) return undefined
  const third = again && c?.digits && /^[/.–-]$/.test(again.text) ? c : undefined
  if (a.text.length === 4 && third) {
    return {
      year: { value: Number(a.text), sure: true, to: at + 1 },
      month: Number(b.text),
      day: Number(third.text),
      grows: false,
      from: at,
      to: at + 5,
    }
  }
  if (a.text.length > 2 || b.text.length > 2) return undefined
  const year = readYear(tokens, third ? at + 4 : at + 3, lexicon)
  if (!year && (sign.text === '.' || sign.text === '-')) return undefined
  const swap = (monthFirst && Number(a.text) <= 12) || Number(b.text) > 12
  const [day, month] = swap ? [b, a] : [a, b]
  return {
    day: Number(day.text),
    month: Number(month.text),
    ...(year ? { year } : {}),
    numeric: true,
    grows: !year,
    from: at,
    to: year?.to ?? at + 3,
  }
}

/** "October the 16th", "May 7th 2018"; "April" alone is a month. */
function monthLed({ tokens, lexicon }: DateScene, at: number): SaidDate | undefined {
  const month = tokens[at]?.lexeme.month ?? -1
  if (month < 0) return undefined
  const dayAt = skip(tokens, at + 1, 'the')
  const direct = readYear(tokens, at + 1, lexicon)
  const count = readCount(tokens, dayAt, lexicon)
  if (
    count &&
    count.value >= 1 &&
    count.value <= 31 &&
    !(direct?.sure && !count.ordinal) &&
    notCounted(tokens, count.end)
  ) {
    const year = readYear(tokens, skip(tokens, count.end, 'of'), lexicon)
    return { day: count.value, month, ...(year ? { year } : {}), grows: !year, from: at, to: year?.to ?? count.end }
  }
  const whole = tokens[at]?.text ?? ''
  if (whole === 'may' || whole === 'march' || whole === 'mar') {
    if (!is(tokens[at - 1], 'in') && !is(tokens[at - 1], 'until') && !is(tokens[at - 1], 'from') && tokens.length > 1)
      return undefined
  }
  return {
    month,
    ...(direct?.sure ? { year: direct } : {}),
    grain: 'month',
    grows: true,
    from: at,
    to: direct?.sure ? direct.to : at + 1,
  }
}

/** "the 16th of October 1928", "27th of the 9th", "16 marzec", "el cinco de mayo"; "the 16th" alone needs its ordinal. */
function dayLed(scene: DateScene, at: number): SaidDate | undefined {
  const { tokens, lexicon } = scene
  const the = skip(tokens, at, 'the')
  const start = the > at && tokens[the]?.text === 'dia' ? the + 1 : the
  const count = readCount(tokens, start, lexicon)
  if (!count || count.value < 1 || count.value > 31 || count.digits.length > 2) return undefined
  const day = count.value
  let next = count.end
  while (is(tokens[next], 'of') || is(tokens[next], 'the') || is(tokens[next], 'in')) next++
  const month = tokens[next]?.lexeme.month ?? -1
  if (month > 0) return strayOrdinal(scene, day, at, next) ?? withYear(scene, { day, month, from: at, to: next + 1 })
  const between = tokens[next]?.text ?? ''
  const weekday = count.ordinal && next === count.end ? (tokens[next]?.lexeme.weekday ?? -1) : -1
  if (weekday > 0) return nthWeekday(scene, day, weekday, at, next + 1)
  const misheardOf = next === count.end && (between === 'or' || (count.ordinal && /^(to|for|off)$/.test(between)))
  if (misheardOf) next++
  const american = scene.monthFirst && !count.ordinal ? monthThenDay(scene, day, at, count.end) : undefined
  if (american) return american
  const nth = readCount(tokens, next, lexicon)
  if (nth && nth.value >= 1 && nth.value <= 12 && nth.digits.length <= 2) {
    const year = readYear(tokens, skip(tokens, nth.end, 'of'), lexicon)
    const bothOrdinal = count.ordinal && nth.ordinal && !misheardOf
    if (year || bothOrdinal) {
      if (year || !is(tokens[nth.end], 'minute')) {
        const said = {
          day,
          month: nth.value,
          numeric: !bothOrdinal,
          loose: misheardOf,
          from: at,
          to: year?.to ?? nth.end,
        }
        return { ...said, ...(year ? { year } : {}), grows: !year }
      }
    }
  }
  if (is(tokens[count.end], 'of') && is(tokens[skip(tokens, count.end + 1, 'this')], 'month')) {
    const { month, year } = fromSerial(scene.today)
    const to = skip(tokens, count.end + 1, 'this') + 1
    return { day, month, year: { value: year, sure: true, to }, grows: false, from: at, to }
  }
  if (isHour(tokens, start, count.end, lexicon)) return undefined
  if (isPlaceInList(tokens, start, count.end)) return undefined
  const isEnd =
    tokens.length <= 3 ||
    start > the ||
    (/^(el|le)$/.test(tokens[at]?.text ?? '') && is(tokens[count.end], 'at-sign')) ||
    is(tokens[count.end], 'correction') ||
    is(tokens[at - 1], 'correction')
  if (count.ordinal || (start > at && is(tokens[at], 'the') && lexicon.language !== 'en' && isEnd))
    return { day, grows: true, from: at, to: count.end }
  return undefined
}

/** "Nine twenty-three seventy-nine": an American's month, day and year. */
function monthThenDay({ tokens, lexicon }: DateScene, month: number, from: number, at: number): SaidDate | undefined {
  const nth = month <= 12 ? readCount(tokens, at, lexicon) : undefined
  if (!nth || nth.value < 1 || nth.value > 31 || nth.digits.length > 2) return undefined
  const year = readYear(tokens, nth.end, lexicon)
  return year && { day: nth.value, month, year, numeric: true, grows: false, from, to: year.to }
}

/** "The second one", "the third option", "la segunda", "das zweite": something that was offered; days are masculine. */
function isPlaceInList(tokens: readonly Token[], at: number, end: number): boolean {
  const noun = tokens[end]
  if (is(noun, 'one') || /^(option|choice|opcion|auswahl|choix|opcja|opcje)$/.test(noun?.text ?? '')) return true
  return /^(das|die|la|las)$/.test(tokens[at - 1]?.text ?? '')
}

/** "o ósmej", "ósma trzydzieści": where hours are ordinals they are feminine, and days are not. */
function isHour(tokens: readonly Token[], at: number, end: number, lexicon: Lexicon): boolean {
  if (!lexicon.table.grammar.ordinalHours) return false
  return is(tokens[at - 1], 'at-sign') || /(ej|a)$/.test(tokens[end - 1]?.text ?? '')
}

/**
 * "26th May 8th 1914" is how recognisers write "the 26th of the 8th": before a year, an ordinal behind May is the month.
 * Behind another month it is a year's misheard end ("22nd July 8th 1945") and the reading is loose.
 */
function strayOrdinal({ tokens, lexicon }: DateScene, day: number, from: number, at: number): SaidDate | undefined {
  const nthAt = is(tokens[at + 1], 'the') ? at + 2 : at + 1
  const nth = tokens[nthAt]
  if (!nth?.ordinal || Number(nth.text) > 12) return undefined
  const year = readYear(tokens, nthAt + 1, lexicon)
  const isOfThe = tokens[at]?.text === 'may' && !is(tokens[at - 1], 'of')
  const month = isOfThe ? Number(nth.text) : (tokens[at]?.lexeme.month ?? 0)
  return year?.sure ? { day, month, year, grows: false, loose: true, from, to: year.to } : undefined
}

function withYear(
  { tokens, lexicon }: DateScene,
  said: { day: number; month: number; from: number; to: number },
): SaidDate {
  let at = said.to
  while (is(tokens[at], 'of') || is(tokens[at], 'in') || is(tokens[at], 'year')) at++
  const year = readYear(tokens, at, lexicon)
  return year ? { ...said, year, to: year.to, grows: false } : { ...said, grows: true }
}

/** "Friday", "next Friday", "Friday the 16th of October", "Friday week", "a week on Friday", "Tuesday in a week". */
function weekdayLed(scene: DateScene, at: number): SaidDate | undefined {
  const { tokens, today } = scene
  const before = is(tokens[at], 'next') || is(tokens[at], 'last') || is(tokens[at], 'this') ? at : -1
  let index = before >= 0 ? at + 1 : at
  if (before >= 0 && is(tokens[index], 'week')) index++
  if (before >= 0 && (is(tokens[index], 'on') || is(tokens[index], 'this'))) index++
  const weekday = tokens[index]?.lexeme.weekday ?? -1
  if (weekday < 0) return undefined
  const exact =
    before < 0 ? (dayLed(scene, index + 1) ?? monthLed(scene, index + 1) ?? numeric(scene, index + 1)) : undefined
  if (exact && exact.grain === undefined) return { ...exact, weekday, from: at }
  let serial = ahead(today, weekday)
  let to = index + 1
  if (before >= 0 && is(tokens[before], 'next')) serial = mondayOf(today) + 7 + weekday - 1
  else if (before >= 0 && is(tokens[before], 'last') && is(tokens[to], 'of'))
    return lastWeekday(scene, weekday, at, to + 1)
  else if (before >= 0 && is(tokens[before], 'last')) {
    serial = index - before > 1 ? mondayOf(today) - 7 + weekday - 1 : serial - 7
    if (serial === today) serial -= 7
  } else if (is(tokens[to], 'next') && scene.lexicon.table.grammar.minutesBehind) {
    if (serial - today < 2) serial += 7
    to++
  } else if (is(tokens[to], 'after') && is(tokens[to + 1], 'next')) {
    serial += 7
    to += 2
  } else if (is(tokens[to], 'next') && is(tokens[to + 1], 'week')) {
    serial = mondayOf(today) + 7 + weekday - 1
    to += 2
  } else if (is(tokens[to], 'week')) {
    serial += 7
    to++
  } else if (is(tokens[to], 'in')) {
    const later = laterBy(scene, to)
    if (later) {
      serial = (weekday === weekdayOf(today) ? today : serial) + later.days
      to = later.to
    }
  } else {
    const later = tokens[to]?.text === 'en' ? laterBy(scene, to) : undefined
    if (later) [serial, to] = [serial + later.days, later.to]
  }
  return { weekday, serial, grows: before < 0 && to === index + 1, from: at, to }
}

/** "May 4 people" does not happen, but "march 2 rooms" might: a counted noun takes the number. */
function notCounted(tokens: readonly Token[], at: number): boolean {
  return (tokens[at]?.lexeme.noun ?? -1) < 0
}

function skip(tokens: readonly Token[], at: number, role: 'the' | 'of' | 'this'): number {
  let next = at
  while (is(tokens[next], role)) next++
  return next
}
