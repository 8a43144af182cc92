import { isOpen } from '../../../engine/expressions/opening.ts'
import type { Hours } from '../../../engine/language/flow.ts'

const minuteMs = 60_000
/** A week, and a day for the clocks to change. */
const searchedMs = 8 * 24 * 60 * minuteMs

/**
 * The first instant from `nowMs` on at which all these hours are open in that zone, to the minute; `nowMs` itself where they
 * are open, null where they are not open within eight days.
 */
export function opensAt(hours: readonly Hours[], timezone: string, nowMs: number): number | null {
  const areOpen = (ms: number): boolean => hours.every((one) => isOpen(one, ms, timezone))
  if (areOpen(nowMs)) return nowMs
  const first = Math.floor(nowMs / minuteMs) * minuteMs + minuteMs
  for (let ms = first; ms < nowMs + searchedMs; ms += minuteMs) if (areOpen(ms)) return ms
  return null
}

/** As `opensAt`, remembering what it found: ten thousand rows have few zones. */
export function createWindows(hours: readonly Hours[]): (timezone: string, nowMs: number) => number | null {
  const known = new Map<string, { readonly from: number; readonly opens: number | null }>()
  return (timezone, nowMs) => {
    const before = known.get(timezone)
    if (before !== undefined && nowMs >= before.from && nowMs < (before.opens ?? before.from + searchedMs / 8))
      return before.opens
    const opens = opensAt(hours, timezone, nowMs)
    known.set(timezone, { from: nowMs, opens })
    return opens
  }
}
