import type { Cancel, Clock } from '../media/clock.ts'

/**
 * Barks once when nothing has stirred for so long. Whatever stirs it costs no timer: one rings at the earliest moment that
 * can matter, and looks.
 */
export class Watchdog {
  readonly #clock: Clock
  readonly #afterMs: number
  readonly #bark: () => void
  #stirredAt: number
  #next: Cancel | null = null

  constructor(clock: Clock, afterMs: number, bark: () => void) {
    this.#clock = clock
    this.#afterMs = afterMs
    this.#bark = bark
    this.#stirredAt = clock.now()
    this.#watch()
  }

  /** Something has happened. */
  stir(): void {
    this.#stirredAt = this.#clock.now()
  }

  close(): void {
    this.#next?.()
    this.#next = null
  }

  #watch(): void {
    const leftMs = this.#stirredAt + this.#afterMs - this.#clock.now()
    if (leftMs > 0) this.#next = this.#clock.after(leftMs, () => this.#watch())
    else {
      this.#next = null
      this.#bark()
    }
  }
}
