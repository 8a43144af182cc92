/**
 * Dates and times as flows keep them: text. A date is "2026-10-09", a time "19:00", a date and time
 * "2026-10-09T19:00" in the flow's zone or with an offset of its own. They are compared by what they mean, so that
 * "2026-10-09T19:00" and "2026-10-09T18:00:00Z" are the same moment in London.
 */
const datePattern = /^(\d{4})-(\d\d)-(\d\d)$/
const datetimePattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d\d:\d\d)?$/

const dayMs = 86_400_000
const minuteMs = 60_000

/** An instant that an expression is working with: `now`, and what is computed from it. */
export class Moment {
  readonly ms: number
  constructor(ms: number) {
    this.ms = ms
  }
}

/** A length of time: whole days go by the calendar, the rest by the clock. */
export class Length {
  readonly days: number
  readonly ms: number
  constructor(days: number, ms: number) {
    this.days = days
    this.ms = ms
  }
  /** Milliseconds, a day being 24 hours: for comparing two lengths. */
  get total(): number {
    return this.days * dayMs + this.ms
  }
}

/** Whether this text could be a date or a date and time: cheap, so that ordinary words cost nothing. */
export function looksLikeDate(text: string): boolean {
  return text.length >= 10 && text[4] === '-' && text[7] === '-'
}

export function isDate(text: string): boolean {
  return datePattern.test(text)
}

/** The instant that a date (its first minute) or a date and time means in this zone, or null for any other text. */
export function instantOf(text: string, timezone: string): number | null {
  const date = datePattern.exec(text)
  if (date !== null) return localToInstant(Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3])), timezone)
  const parts = datetimePattern.exec(text)
  if (parts === null) return null
  const [, year, month, day, hour, minute, second = '0', fraction = '0', offset] = parts
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.padEnd(3, '0')),
  )
  if (offset === undefined) return localToInstant(local, timezone)
  if (offset === 'Z') return local
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))
  return local - (offset.startsWith('-') ? -minutes : minutes) * minuteMs
}

/** "2026-10-09": the day on which this instant falls in the zone. */
export function dateOf(ms: number, timezone: string): string {
  return new Date(ms + offsetAt(ms, timezone)).toISOString().slice(0, 10)
}

/** "2026-10-09T19:00:00+01:00". */
export function isoOf(ms: number, timezone: string): string {
  const offset = offsetAt(ms, timezone)
  const minutes = Math.abs(offset) / minuteMs
  const sign = offset < 0 ? '-' : '+'
  const hh = String(Math.floor(minutes / 60)).padStart(2, '0')
  const mm = String(Math.round(minutes % 60)).padStart(2, '0')
  return `${new Date(ms + offset).toISOString().slice(0, 19)}${sign}${hh}:${mm}`
}

/** 1 = Monday … 7 = Sunday, and the minute of that day, in the zone. */
export function weekMinuteOf(ms: number, timezone: string): { day: number; minute: number } {
  const local = new Date(ms + offsetAt(ms, timezone))
  return {
    day: local.getUTCDay() === 0 ? 7 : local.getUTCDay(),
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
  }
}

/** The date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** Days keep the clock's time over a change of summer time; hours and minutes do not. */
export function addLength(ms: number, length: Length, timezone: string): number {
  if (length.days === 0) return ms + length.ms
  return localToInstant(ms + offsetAt(ms, timezone) + length.days * dayMs, timezone) + length.ms
}

/** In an hour that happens twice the first is meant; in one that does not happen, as much later. */
function localToInstant(local: number, timezone: string): number {
  const before = local - offsetAt(local - dayMs, timezone)
  if (before + offsetAt(before, timezone) === local) return before
  const after = local - offsetAt(local + dayMs, timezone)
  return after + offsetAt(after, timezone) === local ? after : before
}

const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, number>()

/** Zones change their offset on a quarter of an hour at the earliest, so one lookup serves fifteen minutes. */
function offsetAt(ms: number, timezone: string): number {
  const quarter = Math.floor(ms / 900_000)
  const key = `${timezone} ${quarter}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  if (offsets.size > 1000) offsets.clear()
  const offset = lookUpOffset(quarter * 900_000, timezone)
  offsets.set(key, offset)
  return offset
}

function lookUpOffset(ms: number, timezone: string): number {
  let format = formats.get(timezone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timezone, format)
  }
  const parts: Record<string, number> = {}
  for (const part of format.formatToParts(ms)) parts[part.type] = Number(part.value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000
}
