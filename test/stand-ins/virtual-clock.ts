import type { Cancel, Clock } from '../../src/media/clock.ts'

interface Waiting {
  readonly due: number
  readonly order: number
  readonly run: () => void
}

/** A clock that stands still until it is moved. Timers fire in the order of their due times, then as they were set. */
export class VirtualClock implements Clock {
  private time: number
  private order = 0
  private readonly waiting = new Set<Waiting>()

  /** Starts at a Thursday, 2026-10-08 12:00 UTC, unless told otherwise. */
  constructor(startsAt = Date.UTC(2026, 9, 8, 12)) {
    this.time = startsAt
  }

  now(): number {
    return this.time
  }

  after(ms: number, run: () => void): Cancel {
    const entry: Waiting = { due: this.time + Math.max(0, ms), order: this.order++, run }
    this.waiting.add(entry)
    return () => void this.waiting.delete(entry)
  }

  /** Timers not yet fired. A test that closes everything expects none. */
  get pending(): number {
    return this.waiting.size
  }

  /** Moves on by `ms`, firing what falls due on the way, at its own time. Promises are not waited for. */
  tick(ms: number): void {
    const until = this.time + ms
    for (let next = this.nextBy(until); next !== null; next = this.nextBy(until)) this.fire(next)
    this.time = until
  }

  /** Like `tick`, and lets every promise settle before it starts, after each timer, and at the end. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms
    await settle()
    for (let next = this.nextBy(until); next !== null; next = this.nextBy(until)) {
      this.fire(next)
      await settle()
    }
    this.time = until
    await settle()
  }

  /** Time goes by and nothing runs, as when a process is held up. What fell due fires late, with the next `tick`. */
  standStill(ms: number): void {
    this.time += ms
  }

  private nextBy(until: number): Waiting | null {
    let next: Waiting | null = null
    for (const entry of this.waiting) {
      if (entry.due > until) continue
      if (next === null || entry.due < next.due || (entry.due === next.due && entry.order < next.order)) next = entry
    }
    return next
  }

  private fire(entry: Waiting): void {
    this.waiting.delete(entry)
    this.time = Math.max(this.time, entry.due)
    entry.run()
  }
}

/** All promise jobs that are ready, and those that they make ready, have run once a turn of the event loop is over. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
