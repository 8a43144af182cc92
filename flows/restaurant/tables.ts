import { recordsOf } from '../records.ts'

/** A table that is booked for two hours. */
export interface Booking {
  readonly id: string
  /** ISO 8601 with an offset. */
  readonly at: string
  readonly guests: number
  readonly mobile: string
}

export const bookings = recordsOf<Booking>('restaurant-bookings')

/** How many guests sit at once. */
const seats = 40
const stayMs = 2 * 3_600_000

/** Whether so many guests find a seat from then on. */
export async function hasRoom(guests: number, at: string): Promise<boolean> {
  const from = Date.parse(at)
  const there = (await bookings.all()).filter((booking) => Math.abs(Date.parse(booking.at) - from) < stayMs)
  return there.reduce((sum, booking) => sum + booking.guests, guests) <= seats
}

/** At most three times that are free: the one asked for, else those nearest to it within an hour and a half. */
export async function freeTimes(guests: number, at: string): Promise<readonly string[]> {
  const free: string[] = []
  for (const minutes of [0, -30, 30, -60, 60, -90, 90]) {
    const time = shifted(at, minutes)
    if (free.length < 3 && (await hasRoom(guests, time))) free.push(time)
    if (minutes === 0 && free.length === 1) return free
  }
  return free.sort()
}

/** The same offset, so many minutes later: what is read out is the restaurant's own clock. */
function shifted(at: string, minutes: number): string {
  const offset = /([+-]\d\d:\d\d|Z)$/.exec(at)?.[1] ?? 'Z'
  const offsetMinutes = offset === 'Z' ? 0 : Number(offset.slice(0, 3)) * 60 + Number(offset[0] + offset.slice(4))
  const local = new Date(Date.parse(at) + (minutes + offsetMinutes) * 60_000).toISOString().slice(0, 19)
  return `${local}${offset}`
}
