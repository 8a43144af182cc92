import type { Keys } from './keys.ts'
import type { Scripted } from './scripts.ts'

/** The line's ids of calls, and the calls' of the line: by keys of their own, so that they are found whatever is in the call. */
export class Lines {
  readonly #redis: Scripted
  readonly #keys: Keys
  readonly #ttlMs: number

  constructor(redis: Scripted, keys: Keys, ttlMs: number) {
    this.#redis = redis
    this.#keys = keys
    this.#ttlMs = ttlMs
  }

  async bind(lineId: string, callId: string): Promise<string> {
    const [bound] = await Promise.all([
      this.#redis.callBind(this.#keys.line(lineId), callId, this.#ttlMs),
      // Of a call that comes too late nobody asks.
      this.#redis.callBind(this.#keys.lineOf(callId), lineId, this.#ttlMs),
    ])
    return bound as string
  }

  find(lineId: string): Promise<string | null> {
    return this.#redis.get(this.#keys.line(lineId))
  }

  of(callId: string): Promise<string | null> {
    return this.#redis.get(this.#keys.lineOf(callId))
  }

  /** `known`: its line's id as the call itself has it; an older Callchart has written no other. */
  async forget(callId: string, known: string | null = null): Promise<void> {
    const lineId = (await this.of(callId)) ?? known
    await this.#redis.del(this.#keys.lineOf(callId))
    if (lineId !== null && (await this.find(lineId)) === callId) await this.#redis.del(this.#keys.line(lineId))
  }
}
