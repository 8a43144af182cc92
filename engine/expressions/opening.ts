import type { Hours } from '../language/flow.ts'
import { weekMinuteOf } from './moments.ts'

/** Whether a place with these hours is open at this instant. A closing minute is closed already. */
export function isOpen(hours: Hours, ms: number, timezone: string): boolean {
  const { day, minute } = weekMinuteOf(ms, timezone)
  return hours.some((span) => span.days.includes(day) && minute >= span.fromMinute && minute < span.toMinute)
}
