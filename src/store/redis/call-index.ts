import type { RecordCodec } from '../record-codec.ts'
import type { Lease, NewCall, StoredCall } from '../store.ts'
import type { IndexKeys, Keys } from './keys.ts'
import type { Scripted } from './scripts.ts'
import { type Hash, isUnsettledIntent, readListed } from './stored-hash.ts'

/**
 * Where to look for calls: hints, outside the slots of the calls themselves, so never to be believed. A hint is written
 * before the call that it is for, and checked against the call when it is read; a stale one is mended then.
 *
 * The due time is not moved by a renewal (three a second and call): it stays where it is, too early, until a sweep finds
 * it due, reads the call and moves it to the lease's real end. So it is never too late, at one read a lease.
 */
export class CallIndex {
  readonly #redis: Scripted
  readonly #keys: Keys
  readonly #codec: RecordCodec
  constructor(redis: Scripted, keys: Keys, codec: RecordCodec) {
    this.#redis = redis
    this.#keys = keys
    this.#codec = codec
  }

  /** Before a call is created. */
  async add(call: NewCall, lease: Lease): Promise<void> {
    const { due, live, calls } = this.#keys.index(call.callId)
    const until = Math.round(lease.nowMs + lease.ms)
    await this.#redis.callIndex(due, live, calls, call.callId, until, Math.round(call.startedAt))
  }

  /** Before a call is taken, and now and then while it runs: an index that was lost in a failover grows again. */
  async hint(callId: string, untilMs: number): Promise<void> {
    await this.#redis.zadd(this.#keys.index(callId).due, 'NX', Math.round(untilMs), callId)
  }

  /** A released call is due at once. */
  async hintNow(callId: string): Promise<void> {
    await this.#redis.zadd(this.#keys.index(callId).due, 'XX', 0, callId)
  }

  /** After a call has ended. */
  async ended(callId: string): Promise<void> {
    const { due, live } = this.#keys.index(callId)
    await Promise.all([this.#redis.zrem(due, callId), this.#redis.zrem(live, callId)])
  }

  /** The port's `orphans`. */
  async orphans(nowMs: number, limit: number): Promise<readonly string[]> {
    const found = await Promise.all(this.#keys.shards.map((shard) => this.#orphansOf(shard, nowMs, limit)))
    return found
      .flat()
      .sort((x, y) => x.until - y.until)
      .slice(0, limit)
      .map(({ callId }) => callId)
  }

  async #orphansOf(shard: IndexKeys, nowMs: number, limit: number): Promise<{ callId: string; until: number }[]> {
    const orphans = new Map<string, number>()
    const batch = limit + 64
    // A hint that is read is an orphan's, or is mended and due no more, so a next round sees further.
    for (let round = 0; round < maxRounds && orphans.size < limit; round++) {
      const hints = pairs(await this.#redis.zrangebyscore(shard.due, '-inf', nowMs, 'WITHSCORES', 'LIMIT', 0, batch))
      const verdicts = await Promise.all(hints.map(([callId, score]) => this.#check(shard, callId, score, nowMs)))
      for (const verdict of verdicts) if (verdict !== null) orphans.set(verdict.callId, verdict.until)
      if (hints.length < batch) break
    }
    return [...orphans].map(([callId, until]) => ({ callId, until }))
  }

  async #check(
    shard: IndexKeys,
    callId: string,
    score: number,
    nowMs: number,
  ): Promise<{ callId: string; until: number } | null> {
    const [live, untilText] = await this.#redis.hmget(this.#keys.call(callId), 'live', 'until')
    const until = Number(untilText)
    if (live === '1' && until <= nowMs) return { callId, until }
    if (live === '1') await this.#redis.zadd(shard.due, 'XX', until, callId)
    else if (live === '0') await this.ended(callId)
    else if (score <= nowMs - youngMs) await this.#forget(shard, callId)
    return null
  }

  /** The port's `list`. */
  async list(options: { readonly live?: boolean; readonly limit: number }): Promise<readonly StoredCall[]> {
    const { live, limit } = options
    for (let depth = limit; ; depth *= 4) {
      const ids = await this.#newest(live === true ? 'live' : 'calls', depth)
      const hashes = await Promise.all(ids.map(({ callId }) => this.#redis.hgetall(this.#keys.call(callId))))
      const calls = ids.flatMap(({ callId }, i) => readListed(callId, hashes[i] as Hash, this.#codec) ?? [])
      const wanted = calls.filter((call) => live === undefined || call.live === live)
      // The newest of each shard were looked at: enough of them, or all there are.
      if (wanted.length >= limit || ids.length < depth) return wanted.slice(0, limit)
    }
  }

  async #newest(which: 'live' | 'calls', depth: number): Promise<{ callId: string; startedAt: number }[]> {
    const found = await Promise.all(
      this.#keys.shards.map((shard) => this.#redis.zrange(shard[which], 0, `${depth - 1}`, 'REV', 'WITHSCORES')),
    )
    return found
      .flatMap((flat) => pairs(flat).map(([callId, startedAt]) => ({ callId, startedAt })))
      .sort((x, y) => y.startedAt - x.startedAt)
      .slice(0, depth)
  }

  /**
   * Looks at the oldest calls of a shard and forgets those whose time is over. With each call that is added two may go,
   * so that the index stays as long as the longest retention makes it.
   */
  async tidy(added: NewCall): Promise<void> {
    const shard = this.#keys.index(added.callId)
    const oldest = pairs(await this.#redis.zrange(shard.calls, 0, '1', 'WITHSCORES'))
    await Promise.all(
      oldest.map(async ([callId, startedAt]) => {
        if (startedAt > added.startedAt - youngMs) return
        if ((await this.#redis.exists(this.#keys.call(callId))) === 0) await this.#forget(shard, callId)
      }),
    )
  }

  /** After a call was erased. */
  erased(callId: string): Promise<void> {
    return this.#forget(this.#keys.index(callId), callId)
  }

  /** With an intent: where to look for one that nobody settles. */
  async opened(callId: string, nowMs: number): Promise<void> {
    await this.#redis.zadd(this.#keys.index(callId).open, 'NX', Math.round(nowMs), callId)
  }

  /** The port's `unsettled`. */
  async unsettled(beforeMs: number, limit: number): Promise<readonly string[]> {
    const found = await Promise.all(this.#keys.shards.map((shard) => this.#unsettledOf(shard, beforeMs, limit)))
    return found.flat().slice(0, limit)
  }

  async #unsettledOf(shard: IndexKeys, beforeMs: number, limit: number): Promise<readonly string[]> {
    const ids = await this.#redis.zrangebyscore(shard.open, '-inf', `(${Math.round(beforeMs)}`, 'LIMIT', 0, limit + 64)
    const verdicts = await Promise.all(ids.map((callId) => this.#isUnsettled(shard, callId, beforeMs)))
    return ids.filter((_, index) => verdicts[index])
  }

  async #isUnsettled(shard: IndexKeys, callId: string, beforeMs: number): Promise<boolean> {
    const [live, fields] = await Promise.all([
      this.#redis.hget(this.#keys.call(callId), 'live'),
      this.#redis.hkeys(this.#keys.ledger(callId)),
    ])
    // A call that goes on looks after its own; it may leave something behind yet.
    if (live === '1') await this.#redis.zadd(shard.open, 'XX', Math.round(beforeMs + youngMs), callId)
    if (live === '1') return false
    const known = new Set(fields)
    const isOpen = live !== null && fields.some((field) => isUnsettledIntent(field, known))
    if (!isOpen) await this.#redis.zrem(shard.open, callId)
    return isOpen
  }

  async #forget(shard: IndexKeys, callId: string): Promise<void> {
    await Promise.all([shard.due, shard.open, shard.live, shard.calls].map((key) => this.#redis.zrem(key, callId)))
  }
}

/** A hint comes before its call, so one without a call is kept this long: far beyond any command's time-out. */
const youngMs = 60_000
/** Bounds a sweep while calls end and begin under it; what is left is found by the next. */
const maxRounds = 20

function pairs(flat: readonly string[]): [string, number][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] as string, Number(flat[2 * i + 1])])
}
