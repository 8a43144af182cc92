import type { RecordCodec } from '../record-codec.ts'
import type { Step } from '../store.ts'
import type { Keys } from './keys.ts'
import type { Scripted } from './scripts.ts'

/**
 * Which calls are a caller's, so that they can be erased. As the other indexes a hint: noted before a call's first and last
 * step, checked when it is read, and kept longer than the call.
 */
export class CallerIndex {
  readonly #redis: Scripted
  readonly #keys: Keys
  readonly #codec: RecordCodec
  constructor(redis: Scripted, keys: Keys, codec: RecordCodec) {
    this.#redis = redis
    this.#keys = keys
    this.#codec = codec
  }

  async note(number: string, { callId, nowMs, ttlMs }: Pick<Step, 'callId' | 'nowMs' | 'ttlMs'>): Promise<void> {
    const [tag] = this.#codec.callerTags(number)
    const keptMs = Math.ceil(ttlMs + graceMs)
    await this.#redis.callCaller(this.#keys.caller(tag), callId, Math.round(nowMs + keptMs), Math.round(nowMs), keptMs)
  }

  /** The port's `callsOf`. */
  async callsOf(number: string): Promise<readonly string[]> {
    const tags = this.#codec.callerTags(number)
    const found = await Promise.all(tags.map((tag) => this.#redis.zrange(this.#keys.caller(tag), 0, '-1')))
    const ids = [...new Set(found.flat())]
    const kept = await Promise.all(ids.map((callId) => this.#redis.exists(this.#keys.call(callId))))
    return ids.filter((_, index) => kept[index] === 1)
  }

  async forget(number: string, callId: string): Promise<void> {
    await Promise.all(this.#codec.callerTags(number).map((tag) => this.#redis.zrem(this.#keys.caller(tag), callId)))
  }
}

/** Servers' clocks differ, and a call is noted a moment before its step is written. */
const graceMs = 60 * 60_000
