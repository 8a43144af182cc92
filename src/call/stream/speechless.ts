import type { Say } from '../../../engine/machine/effect.ts'
import type { Cancel, Clock } from '../../media/clock.ts'

/** What could not be said leaves the caller in silence. The flow may have more to say: after so long it has not (P10). */
const silentMs = 1500

/**
 * Whether one stream still has a voice. Where something could not be said, by any voice there is, and nothing else is heard
 * soon, somebody is told: the caller waits for a question that was never put. A filler that fails is not such a thing: what
 * it covers goes on.
 */
export class Speechless {
  readonly #clock: Clock
  readonly #told: (error: Error) => void
  #filler: string | null = null
  #due: Cancel | null = null
  #isSo = false

  constructor(clock: Clock, told: (error: Error) => void) {
    this.#clock = clock
    this.#told = told
  }

  /** The last thing that was to be said could not be. */
  get isSo(): boolean {
    return this.#isSo
  }

  /** This is about to be said. */
  about({ id, purpose }: Pick<Say, 'id' | 'purpose'>): void {
    if (purpose === 'filler') this.#filler = id
  }

  failed(id: string, error: Error): void {
    if (id === this.#filler) return
    this.heard()
    this.#isSo = true
    this.#due = this.#clock.after(silentMs, () => this.#told(error))
  }

  /** Something is heard, or nobody listens any more. */
  heard(): void {
    this.#due?.()
    this.#due = null
    this.#isSo = false
  }
}
