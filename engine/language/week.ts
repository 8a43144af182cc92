import type { Hours } from './flow.ts'
import type { Json } from './json.ts'
import { asObject, asTexts } from './reading.ts'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const minutesOfDay = 1440

/**
 * Opening hours as minutes: `{ mon-thu: "12:00-22:00" }`. A span over midnight is cut there, so that every span lies
 * within its days. What is not of that form is left out: the schema has reported it.
 */
export function parseWeek(week: { readonly [key: string]: Json }): Hours {
  return Object.entries(week).flatMap(([key, value]) => {
    if (key === 'holidays') return parseHolidays(value)
    const on = parseDays(key)
    if (typeof value !== 'string' || on.length === 0) return []
    return value.split(',').flatMap((span) => parseSpan(span.trim(), on))
  })
}

/** Dates to times, or a list of dates when it is closed. */
function parseHolidays(value: Json): Hours {
  const dates: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? asTexts(value).map((date) => [date, 'closed'] as const)
    : Object.entries(asObject(value))
  return dates.flatMap(([date, times]): Hours => {
    const spans = typeof times === 'string' ? times.split(',').flatMap((span) => parseSpan(span.trim(), [])) : []
    const closed = [{ days: [], fromMinute: 0, toMinute: 0 }]
    // a holiday ends at midnight
    const evening = spans.filter(({ fromMinute, toMinute }) => fromMinute < toMinute)
    return (evening.length === 0 ? closed : evening).map((span) => ({ ...span, dates: [date] }))
  })
}

function parseDays(key: string): readonly number[] {
  if (key === 'daily') return [1, 2, 3, 4, 5, 6, 7]
  const [first = '', last = first] = key.split('-')
  const from = days.indexOf(first)
  const to = days.indexOf(last)
  if (from < 0 || to < 0) return []
  const length = ((to - from + 7) % 7) + 1
  return Array.from({ length }, (_, index) => ((from + index) % 7) + 1)
}

function parseSpan(span: string, on: readonly number[]): Hours {
  const match = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(span)
  if (match === null) return []
  const fromMinute = Number(match[1]) * 60 + Number(match[2])
  const toMinute = Number(match[3]) * 60 + Number(match[4])
  if (toMinute > fromMinute) return [{ days: on, fromMinute, toMinute }]
  const evening = { days: on, fromMinute, toMinute: minutesOfDay }
  const morning = { days: on.map((day) => (day % 7) + 1), fromMinute: 0, toMinute }
  return toMinute === 0 ? [evening] : [evening, morning]
}
