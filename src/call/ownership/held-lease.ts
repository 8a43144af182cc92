import type { Clock } from '../../media/clock.ts'

/**
 * The lease that this server last confirmed for a call, by its own clock. Counted from when the renewal was asked for, so
 * that it never seems longer here than it is in the store. While it lasts nobody else has the call; afterwards somebody
 * may, whether or not the store can be asked.
 */
export class HeldLease {
  readonly #clock: Clock
  #until: number

  constructor(clock: Clock, until: number) {
    this.#clock = clock
    this.#until = until
  }

  get isHeld(): boolean {
    return this.#clock.now() < this.#until
  }

  /** A renewal has come through, asked for then. A reply that was held up never shortens it. */
  confirmed(until: number): void {
    this.#until = Math.max(this.#until, until)
  }
}
