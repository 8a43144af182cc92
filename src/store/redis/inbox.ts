import type { RecordCodec } from '../record-codec.ts'
import { mostPosted, type Posted } from '../store.ts'
import type { Keys } from './keys.ts'
import type { Scripted } from './scripts.ts'

/**
 * What was left for calls from outside: a hash a call, beside the call itself, by id. Two who post at the same moment may
 * both pass the bound, by one.
 */
export class Inbox {
  readonly #redis: Scripted
  readonly #keys: Keys
  readonly #codec: RecordCodec

  constructor(redis: Scripted, keys: Keys, codec: RecordCodec) {
    this.#redis = redis
    this.#keys = keys
    this.#codec = codec
  }

  async post(callId: string, { id, at, text }: Posted): Promise<'posted' | 'full' | 'over'> {
    const inbox = this.#keys.inbox(callId)
    if ((await this.#redis.hget(this.#keys.call(callId), 'live')) !== '1') return 'over'
    if ((await this.#redis.hlen(inbox)) >= mostPosted) return 'full'
    await this.#redis.hsetnx(inbox, id, `${Math.round(at)} ${this.#codec.seal(callId, `posted ${id}`, text)}`)
    const leftMs = await this.#redis.pttl(this.#keys.call(callId))
    await this.#redis.pexpire(inbox, Math.max(leftMs, leastMs))
    return 'posted'
  }

  async posted(callId: string): Promise<readonly Posted[]> {
    const all = Object.entries(await this.#redis.hgetall(this.#keys.inbox(callId)))
    return all
      .map(([id, stored]): Posted => {
        const space = stored.indexOf(' ')
        const text = this.#codec.open(callId, `posted ${id}`, stored.slice(space + 1))
        return { id, at: Number(stored.slice(0, space)), text }
      })
      .sort((one, other) => one.at - other.at)
  }

  async unpost(callId: string, id: string): Promise<void> {
    await this.#redis.hdel(this.#keys.inbox(callId), id)
  }
}

/** A call that is about to go takes its inbox along, but not from under whoever reads it just now. */
const leastMs = 60_000
