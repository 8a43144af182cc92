import type { Snapshot } from '../machine/snapshot.ts'

/** Measures how long callers hear nothing while it is not their turn. Milliseconds. */
export class Quiet {
  #longestMs = 0
  #since: number | null = null

  /** The longest so far, what lasts yet among it. */
  longestMs(now: number): number {
    return this.#since === null ? this.#longestMs : Math.max(this.#longestMs, now - this.#since)
  }

  /** After every step: what the call is in now, and whether anything can be heard, or nobody is there to hear. */
  look({ status, context }: Snapshot, now: number, isHeardOrAway: boolean): void {
    const { awaiting, timers } = context
    const isTheirTurn = timers.noinput !== undefined || timers.keys !== undefined
    // a caller who is put through hears it ring, and one who leaves a message speaks
    const isElsewhere = awaiting?.type === 'transfer' || awaiting?.type === 'record.start'
    this.#longestMs = this.longestMs(now)
    if (status === 'done' || isHeardOrAway || isTheirTurn || isElsewhere) this.#since = null
    else this.#since ??= now
  }
}
