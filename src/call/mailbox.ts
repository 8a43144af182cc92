/**
 * What waits for a call, one after another: an item is handled when the one before it has been, however long that takes.
 * Bounded (P9): what comes when it is full is refused.
 */
export class Mailbox<T> {
  readonly #handle: (item: T) => Promise<void>
  readonly #onFault: (error: unknown) => void
  readonly #limit: number
  #waiting: T[] = []
  #running: Promise<void> | null = null
  #state: 'open' | 'sealed' | 'closed' = 'open'

  /** `handle` is not called again before its promise has settled; if it rejects, the mailbox closes and says why. */
  constructor(limit: number, handle: (item: T) => Promise<void>, onFault: (error: unknown) => void) {
    this.#limit = limit
    this.#handle = handle
    this.#onFault = onFault
  }

  get size(): number {
    return this.#waiting.length
  }

  /** `refused` where it is full; `closed` where nothing is taken any more. */
  put(item: T): 'taken' | 'refused' | 'closed' {
    if (this.#state !== 'open') return 'closed'
    if (this.#waiting.length >= this.#limit) return 'refused'
    this.#waiting.push(item)
    // Not at once: whoever puts something in is never in the middle of what it leads to.
    this.#running ??= Promise.resolve().then(() => this.#run())
    return 'taken'
  }

  /** Takes nothing more, and resolves when what is here has been handled. */
  async seal(): Promise<void> {
    if (this.#state === 'open') this.#state = 'sealed'
    await this.#running
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#running
  }

  /** Takes nothing more and forgets what waits; what is being handled goes on. */
  close(): void {
    this.#state = 'closed'
    this.#waiting = []
  }

  async #run(): Promise<void> {
    try {
      for (let item = this.#waiting.shift(); item !== undefined; item = this.#waiting.shift()) await this.#handle(item)
    } catch (error) {
      this.close()
      this.#onFault(error)
    } finally {
      this.#running = null
    }
  }
}
