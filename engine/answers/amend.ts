import type { AnswerContext } from './answer.ts'
import { addMonths, isoDay, fromSerial, toSerial, weekdayOf, two, type Day } from './calendar.ts'
import { readLength } from './clock-words.ts'
import { readSpan } from './date-relative.ts'
import { is } from './lexicon.ts'
import type { Heard } from './reading.ts'
import type { DateScene, SaidDate } from './said-date.ts'

/** The day ("2026-10-09") and the clock time ("19:00") of the value that is being put right. */
export interface Standing {
  readonly day?: string
  readonly time?: string
}

/** What is said against the value that stands. */
export interface Amendment extends Standing {
  readonly from: number
  readonly to: number
}

/** What stands of a date, a time or both, as it was said: the wall clock of its own offset. */
export function standingOf({ stands }: AnswerContext): Standing {
  if (typeof stands !== 'string') return {}
  const parts = /^(?:(\d{4}-\d\d-\d\d)T?)?(?:(\d\d:\d\d))?/.exec(stands)
  return { ...(parts?.[1] ? { day: parts[1] } : {}), ...(parts?.[2] ? { time: parts[2] } : {}) }
}

/**
 * A new day or time told by the one that stands: "the Friday after", "a week later", "the day before", "an hour earlier",
 * "half past". Undefined where nothing stands or nothing of the kind was said.
 */
export function amendment(scene: DateScene, standing: Standing): Amendment | undefined {
  const { day, time } = standing
  const { tokens } = scene
  for (let at = 0; at < tokens.length; at++) {
    const moved = day === undefined ? undefined : movedDay(scene, at, dayOf(day))
    if (moved) return { ...moved, day: isoDay(moved.day) }
    const clock = time === undefined ? undefined : movedTime(scene, at, minuteOf(time))
    if (clock) return { ...clock, time: `${two(Math.floor(clock.minute / 60))}:${two(clock.minute % 60)}` }
  }
  return undefined
}

/** A date that was said in part, with what stands of the rest: "the 25th" is of the month that stood. */
export function filledIn(said: SaidDate, standing: Standing, isMeant: (day: Day) => boolean): SaidDate {
  if (standing.day === undefined || said.serial !== undefined || said.year !== undefined) return said
  const { year, month, day } = dayOf(standing.day)
  if (said.weekday !== undefined) return said
  const whole = { year, month: said.month ?? month, day: said.day ?? day }
  if (said.month !== undefined && said.day !== undefined && isMeant(whole)) return said
  if (!isMeant(whole)) return said
  const { grain: _, ...rest } = said
  return { ...rest, ...whole, year: { value: year, sure: true, to: said.to }, grows: false }
}

/** "the Friday after", "the following Friday", "a week later", "the day before that", "the next day". */
function movedDay(
  scene: DateScene,
  at: number,
  stood: Day,
): { readonly day: Day; readonly from: number; readonly to: number } | undefined {
  const { tokens } = scene
  const serial = toSerial(stood)
  const found = (day: Day, to: number) => ({ day, from: at, to: skipThat(scene, to) })
  const weekday = tokens[at]?.lexeme.weekday ?? -1
  const isLed = tokens[at - 1]?.text === 'following'
  if (weekday > 0) {
    const next = serial + ((weekday - weekdayOf(serial) + 6) % 7) + 1
    const before = serial - ((weekdayOf(serial) - weekday + 6) % 7) - 1
    if (isLed || pointsOn(scene, at + 1)) return found(fromSerial(next), isLed ? at + 1 : at + 2)
    return is(tokens[at + 1], 'beforehand') ? found(fromSerial(before), at + 2) : undefined
  }
  if (is(tokens[at], 'next') && is(tokens[at + 1], 'day')) return found(fromSerial(serial + 1), at + 2)
  const span = readSpan(scene, at) ?? loneUnit(scene, at)
  if (span === undefined) return undefined
  const direction = pointsOn(scene, span.to) ? 1 : is(tokens[span.to], 'beforehand') ? -1 : 0
  if (direction === 0) return undefined
  const moved = span.months > 0 ? addMonths(stood, direction * span.months) : fromSerial(serial + direction * span.days)
  return found(moved, span.to + 1)
}

/** "an hour later", "half an hour earlier", "half past", "quarter to": minutes of the day. */
function movedTime(
  { tokens, lexicon }: DateScene,
  at: number,
  stood: number,
): { readonly minute: number; readonly from: number; readonly to: number } | undefined {
  const wrapped = (minute: number): number => ((minute % 1440) + 1440) % 1440
  const length = readLength(tokens, at, lexicon) ?? (is(tokens[at], 'hour') ? { minutes: 60, to: at + 1 } : undefined)
  if (length !== undefined) {
    const later = is(tokens[length.to], 'afterwards')
    if (later || is(tokens[length.to], 'beforehand'))
      return { minute: wrapped(stood + (later ? length.minutes : -length.minutes)), from: at, to: length.to + 1 }
  }
  const hour = Math.floor(stood / 60) * 60
  const { minutesBehind } = lexicon.table.grammar
  const sizeAt = minutesBehind ? at + (is(tokens[at + 1], 'the') ? 2 : 1) : at
  const signAt = minutesBehind ? at : at + 1
  const size = is(tokens[sizeAt], 'half') ? 30 : is(tokens[sizeAt], 'quarter') ? 15 : 0
  const isOver = minutesBehind ? is(tokens[signAt], 'and') : is(tokens[signAt], 'past')
  const isBefore = !isOver && is(tokens[signAt], 'before') && size === 15
  const to = Math.max(sizeAt, signAt) + 1
  const rest = tokens[to]
  const isAlone = rest === undefined || is(rest, 'filler') || is(rest, 'one')
  if (size === 0 || (!isOver && !isBefore) || !isAlone) return undefined
  return { minute: wrapped(hour + (isOver ? size : -size)), from: at, to }
}

/** "after", and not "after next", "after tomorrow", or a time that follows. */
function pointsOn({ tokens }: DateScene, at: number): boolean {
  const next = tokens[at + 1]
  return (
    is(tokens[at], 'afterwards') &&
    !is(next, 'next') &&
    !is(next, 'tomorrow') &&
    (next?.lexeme.number ?? -1) < 0 &&
    next?.digits !== true
  )
}

function skipThat({ tokens }: DateScene, at: number): number {
  return tokens[at]?.text === 'that' ? at + 1 : at
}

/** "tydzień później": a length of one without an article. */
function loneUnit({ tokens }: DateScene, at: number): { days: number; months: number; to: number } | undefined {
  if (is(tokens[at], 'day')) return { days: 1, months: 0, to: at + 1 }
  if (is(tokens[at], 'week')) return { days: 7, months: 0, to: at + 1 }
  return is(tokens[at], 'month') ? { days: 0, months: 1, to: at + 1 } : undefined
}

function dayOf(text: string): Day {
  const [year = 1970, month = 1, day = 1] = text.split('-').map(Number)
  return { year, month, day }
}

function minuteOf(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  return hour * 60 + minute
}

/** The same words without those that an amendment has used. */
export function without(heard: Heard, used: { readonly from: number; readonly to: number }): Heard {
  const { none } = heard.lexicon
  const blank = { text: '-', digits: false, ordinal: false, lexeme: none }
  return {
    ...heard,
    tokens: heard.tokens.map((token, i) => (i >= used.from && i < used.to ? { ...token, ...blank } : token)),
  }
}
