import type { Hours } from './flow.ts'
import type { Json } from './json.ts'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const minutesOfDay = 1440

/**
 * Opening hours as minutes: `{ mon-thu: "12:00-22:00" }`. A span over midnight is cut there, so that every span lies
 * within its days. What is not of that form is left out: the schema has reported it.
 */
export function parseWeek(week: { readonly [key: string]: Json }): Hours {
  return Object.entries(week).flatMap(([key, value]) => {
    const on = parseDays(key)
    if (typeof value !== 'string' || on.length === 0) return []
    return value.split(',').flatMap((span) => parseSpan(span.trim(), on))
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
