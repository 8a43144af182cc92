import type { Scripted } from './scripts.ts'

/**
 * Asks a primary's replicas whether they have what was written so far. On a connection of its own: Redis answers WAIT only
 * when they have, and holds up what comes after it on the same connection.
 */
export class Replicas {
  readonly #redis: Scripted
  readonly #needed: number
  readonly #timeoutMs: number

  constructor(redis: Scripted, needed: number, timeoutMs: number) {
    this.#redis = redis
    this.#needed = needed
    this.#timeoutMs = timeoutMs
  }

  /**
   * Whether enough of them have everything that was written before to the slot of `key`. WAIT counts from the last write of
   * its own connection, so there is one right before it, and it comes after all others. False where they do not answer.
   */
  async have(key: string): Promise<boolean> {
    const pipeline = this.#redis.pipeline().set(key, 1, 'PX', 1000).wait(this.#needed, this.#timeoutMs)
    const replies = await pipeline.exec().catch(() => null)
    const [error, count] = replies?.[1] ?? [new Error('no answer'), 0]
    return error === null && Number(count) >= this.#needed
  }

  close(): void {
    this.#redis.disconnect()
  }
}
