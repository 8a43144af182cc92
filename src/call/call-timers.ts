import type { TimerName } from '../../engine/machine/event.ts'
import type { Cancel, Clock } from '../media/clock.ts'

/** The timers of one call, by absolute deadlines: one already past fires at once. */
export class CallTimers {
  readonly #clock: Clock
  readonly #fire: (timer: TimerName, due: number) => void
  readonly #armed = new Map<TimerName, Cancel>()

  constructor(clock: Clock, fire: (timer: TimerName, due: number) => void) {
    this.#clock = clock
    this.#fire = fire
  }

  set(timer: TimerName, due: number): void {
    this.clear(timer)
    const wait = (): void => {
      // Never early: a timer of the system may be, by a millisecond.
      const left = due - this.#clock.now()
      if (left > 0) return void this.#armed.set(timer, this.#clock.after(left, wait))
      this.#armed.delete(timer)
      this.#fire(timer, due)
    }
    this.#armed.set(timer, this.#clock.after(Math.max(0, due - this.#clock.now()), wait))
  }

  clear(timer: TimerName): void {
    this.#armed.get(timer)?.()
    this.#armed.delete(timer)
  }

  clearAll(): void {
    for (const cancel of this.#armed.values()) cancel()
    this.#armed.clear()
  }
}
