/** A day without a zone. */
export interface Day {
  readonly year: number
  /** 1–12. */
  readonly month: number
  readonly day: number
}

/** Days since 1970-01-01, so that days can be added and compared. */
export function toSerial({ year, month, day }: Day): number {
  return Math.round(Date.UTC(year, month - 1, day) / 86_400_000)
}

export function fromSerial(serial: number): Day {
  const date = new Date(serial * 86_400_000)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(serial: number): number {
  return ((((serial + 3) % 7) + 7) % 7) + 1
}

export function daysIn(year: number, month: number): number {
  return month === 2 ? (isLeap(year) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

export function isDay({ year, month, day }: Day): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

/** Moves by months and keeps the day, or takes the month's last one. */
export function addMonths({ year, month, day }: Day, months: number): Day {
  const index = year * 12 + month - 1 + months
  const moved = { year: Math.floor(index / 12), month: (((index % 12) + 12) % 12) + 1 }
  return { ...moved, day: Math.min(day, daysIn(moved.year, moved.month)) }
}

/** "2026-10-09". */
export function isoDay({ year, month, day }: Day): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

export function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}

/** The wall clock of a zone at an instant. */
export interface Clock extends Day {
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** What the zone is ahead of UTC. */
  readonly offsetMinutes: number
}

/** Reads the wall clock of an IANA zone at epoch milliseconds; an unknown zone is UTC. */
export function clockAt(epochMs: number, timezone: string): Clock {
  if (memo && memo.epochMs === epochMs && memo.timezone === timezone) return memo.clock
  const parts: Record<string, number> = {}
  for (const { type, value } of formatterOf(timezone).formatToParts(epochMs)) parts[type] = Number(value)
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second)
  const offsetMinutes = Math.round((asUtc - Math.floor(epochMs / 1000) * 1000) / 60_000)
  const clock = { year, month, day, hour, minute, second, offsetMinutes }
  memo = { epochMs, timezone, clock }
  return clock
}

/** An instant's ISO 8601 form with the zone's offset: "2026-10-09T19:00:00+01:00". A time that a clock change skips moves on. */
export function instant(day: Day, minutes: number, timezone: string): string {
  const asUtc = Date.UTC(day.year, day.month - 1, day.day, 0, minutes)
  const guess = clockAt(asUtc, timezone).offsetMinutes
  const offset = clockAt(asUtc - guess * 60_000, timezone).offsetMinutes
  const wall = clockAt(asUtc - offset * 60_000, timezone)
  const sign = wall.offsetMinutes < 0 ? '-' : '+'
  const size = Math.abs(wall.offsetMinutes)
  return `${isoDay(wall)}T${two(wall.hour)}:${two(wall.minute)}:00${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** `instant` of "YYYY-MM-DD" and "HH:MM". */
export function instantOf(day: string, time: string, timezone: string): string {
  const [year = 0, month = 1, dayOfMonth = 1] = day.split('-').map(Number)
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return instant({ year, month, day: dayOfMonth }, hour * 60 + minute, timezone)
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

function formatterOf(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone)
  if (known) return known
  const options = {
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const
  let made: Intl.DateTimeFormat
  try {
    made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: timezone })
  } catch {
    made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })
  }
  formatters.set(timezone, made)
  return made
}

const formatters = new Map<string, Intl.DateTimeFormat>()
let memo: { readonly epochMs: number; readonly timezone: string; readonly clock: Clock } | undefined
