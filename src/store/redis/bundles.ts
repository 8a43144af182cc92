import type { Keys } from './keys.ts'
import type { Scripted } from './scripts.ts'

/** Flows by the hash of their text, each kept as long as a call may need it. */
export class Bundles {
  readonly #redis: Scripted
  readonly #keys: Keys
  readonly #ttlMs: number

  constructor(redis: Scripted, keys: Keys, ttlMs: number) {
    this.#redis = redis
    this.#keys = keys
    this.#ttlMs = ttlMs
  }

  async put(hash: string, text: string): Promise<void> {
    await this.#redis.set(this.#keys.bundle(hash), text, 'PX', this.#ttlMs, 'NX')
    await this.#lengthen(hash, this.#ttlMs)
  }

  async get(hash: string): Promise<string | null> {
    const text = await this.#redis.get(this.#keys.bundle(hash))
    if (text !== null) await this.keep(hash)
    return text
  }

  /** Never shortens what was promised before. May fail without harm: the next use keeps it. */
  async keep(hash: string, ttlMs = this.#ttlMs): Promise<void> {
    await this.#lengthen(hash, ttlMs).catch(() => {})
  }

  async #lengthen(hash: string, ttlMs: number): Promise<void> {
    await this.#redis.callKeep(this.#keys.bundle(hash), Math.ceil(ttlMs))
  }
}
