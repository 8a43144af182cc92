/**
 * Time, behind a port, so that what waits can be tested without waiting. For spans and moments inside one process;
 * deadlines that another server will read come from the machine's events.
 */
export interface Clock {
  /** Epoch milliseconds with fractions; never goes back. */
  now(): number
  /** Calls `run` once, `ms` from now or a little later, unless cancelled. Cancelling twice, or too late, does nothing. */
  after(ms: number, run: () => void): Cancel
}

export type Cancel = () => void

/**
 * The process's own time. Counted from the process's start by the monotonic clock, because the machine's date may be
 * set back in the middle of a call.
 */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
