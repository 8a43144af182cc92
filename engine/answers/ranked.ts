import type { Heard, Reading } from './reading.ts'

/** One hypothesis's reading, with its place in the recogniser's list (0 is its best). */
export interface Ranked {
  readonly reading: Reading
  readonly heard: Heard
  readonly rank: number
  readonly confidence: number
}

/** Whether a reading holds a value. */
export function isGiven(reading: Reading): boolean {
  return reading.state === 'closed' || reading.state === 'open'
}
