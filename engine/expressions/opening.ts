import type { Hours } from '../language/flow.ts'
import { dateOf, weekMinuteOf } from './moments.ts'

/** Whether a place with these hours is open at this instant. A closing minute is closed already. */
export function isOpen(hours: Hours, ms: number, timezone: string): boolean {
  const { day, minute } = weekMinuteOf(ms, timezone)
  const isHoliday = hours.some(({ dates }) => dates !== undefined)
  const date = isHoliday ? dateOf(ms, timezone) : ''
  const isOn = (dates: readonly string[] = []): boolean => dates.includes(date) || dates.includes(date.slice(5))
  const holiday = hours.filter(({ dates }) => isOn(dates))
  const spans = holiday.length > 0 ? holiday : hours.filter(({ days }) => days.includes(day))
  return spans.some(({ fromMinute, toMinute }) => minute >= fromMinute && minute < toMinute)
}
