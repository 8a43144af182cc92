import { readLogEntry, checkStep } from '../read-record.ts'
import { StoreError } from '../store-error.ts'
import type {
  CallStore,
  CommitReply,
  Lease,
  LedgerEntry,
  LogEntry,
  NewCall,
  Settled,
  Step,
  StoredCall,
  Taken,
} from '../store.ts'
import { CallIndex } from './call-index.ts'
import { connect, type Connection, type RedisPlace } from './connect.ts'
import { type Keys, keysWith } from './keys.ts'
import { asStoreError } from './redis-error.ts'
import { Replicas } from './replicas.ts'
import type { Scripted } from './scripts.ts'
import { hashOf, readCall, readLedger } from './stored-hash.ts'

/** One Redis (`url`) or a Redis Cluster (`nodes`), and how long things are kept. */
export type RedisStoreOptions = RedisPlace & {
  /** Before every key; two deployments with one Redis need two. Default "callchart". */
  readonly prefix?: string
  /** A command that takes longer rejects with `timeout`. Default 400: a commit and one more try within a lease of 1 s. */
  readonly commandTimeoutMs?: number
  /**
   * So many replicas must have a write's intent before the write is made; too few within `replicaTimeoutMs` withhold it.
   * Default 0: a primary that is lost takes its last steps along.
   */
  readonly replicas?: number
  /** Default 200. */
  readonly replicaTimeoutMs?: number
  /** A call without a step yet is kept this long. Default 5 h: the 4 h of a call's default time limit and one more. */
  readonly newCallTtlMs?: number
  /** Line ids are kept this long. Default 25 h: the longest call at Twilio lasts 24. */
  readonly lineTtlMs?: number
  /** Bundles are kept this long after they were last put, read or begun with. Default 35 days. */
  readonly bundleTtlMs?: number
}

/**
 * The production store: any number of servers on one Redis 6.2 or newer, or on a Redis Cluster; each step is one script
 * in one slot. Rejects with StoreError where Redis does not answer.
 */
export async function createRedisStore(options: RedisStoreOptions): Promise<CallStore> {
  const commandTimeoutMs = options.commandTimeoutMs ?? 400
  const connection = await connect(options, commandTimeoutMs)
  if (options.replicas === undefined || options.replicas < 1) return new RedisStore(connection, null, options)
  const waitMs = options.replicaTimeoutMs ?? 200
  const { redis } = await connect(options, waitMs + commandTimeoutMs)
  return new RedisStore(connection, new Replicas(redis, options.replicas, waitMs), options)
}

class RedisStore implements CallStore {
  readonly #redis: Scripted
  readonly #where: string
  readonly #keys: Keys
  readonly #index: CallIndex
  readonly #replicas: Replicas | null
  readonly #ttl: { readonly newCall: number; readonly line: number; readonly bundle: number }

  constructor(connection: Connection, replicas: Replicas | null, options: RedisStoreOptions) {
    this.#redis = connection.redis
    this.#where = connection.where
    this.#keys = keysWith(options.prefix ?? 'callchart')
    this.#replicas = replicas
    this.#index = new CallIndex(this.#redis, this.#keys)
    this.#ttl = {
      newCall: options.newCallTtlMs ?? 5 * 3_600_000,
      line: options.lineTtlMs ?? 25 * 3_600_000,
      bundle: options.bundleTtlMs ?? 35 * 86_400_000,
    }
  }

  create(call: NewCall, lease: Lease): Promise<'created' | 'exists'> {
    return this.#ask(async () => {
      const known = await this.#redis.exists(this.#keys.call(call.callId))
      if (known === 1) return 'exists'
      await this.#index.add(call, lease)
      const reply = await this.#redis.callCreate(
        this.#keys.call(call.callId),
        lease.owner,
        until(lease),
        call.bundle,
        call.flow,
        Math.round(call.startedAt),
        call.direction,
        this.#ttl.newCall,
      )
      await this.#meanwhile(this.#keepBundle(call.bundle, this.#ttl.bundle), this.#index.tidy(call))
      return reply as 'created' | 'exists'
    })
  }

  take(callId: string, lease: Lease, options: { readonly force: boolean }): Promise<Taken | 'held' | 'missing'> {
    return this.#ask(async () => {
      await this.#index.hint(callId, until(lease))
      const reply = (await this.#redis.callTake(
        this.#keys.call(callId),
        this.#keys.ledger(callId),
        lease.owner,
        until(lease),
        Math.round(lease.nowMs),
        options.force ? 1 : 0,
      )) as 'held' | 'missing' | [string[], string[]]
      if (typeof reply === 'string') return reply
      const facts = hashOf(reply[0])
      try {
        const call = readCall(callId, facts) as StoredCall
        return { token: call.token, call, ledger: readLedger(callId, hashOf(reply[1])) }
      } catch (error) {
        const unreadable = asStoreError(error, this.#where)
        // Whoever had the call is fenced by now, and the sweeper must not find it for ever.
        if (unreadable.code === 'corrupt') await this.#redis.callBury(this.#keys.call(callId), facts['token'] ?? '')
        else await this.release(callId, Number(facts['token']))
        throw unreadable
      }
    })
  }

  commit(step: Step): Promise<CommitReply> {
    return this.#ask(async () => {
      checkStep(step)
      const { callId, seq, entry } = step
      // Sent ahead on the same connection, not waited for: create has written it; this grows a lost index again.
      if (step.live && seq % rehintEvery === 0) void this.#meanwhile(this.#index.hint(callId, step.nowMs))
      const intents = step.intents.flatMap((call, ordinal) => [
        call.key,
        JSON.stringify({ seq, ordinal, startedAt: Math.round(step.nowMs), call }),
      ])
      const reply = (await this.#redis.callCommit(
        this.#keys.call(callId),
        this.#keys.log(callId),
        this.#keys.ledger(callId),
        step.token,
        seq,
        entry.id,
        JSON.stringify(step.snapshot),
        JSON.stringify(entry.event),
        Math.ceil(step.ttlMs),
        step.live ? 1 : 0,
        ...intents,
      )) as CommitReply
      if (reply === 'OK' && !step.live) {
        await this.#meanwhile(this.#index.ended(callId), this.#keepBundle(step.snapshot.bundle, step.ttlMs))
      }
      return reply
    })
  }

  async replicated(callId: string): Promise<boolean> {
    return this.#replicas === null || this.#replicas.have(this.#keys.mark(callId))
  }

  renew(callId: string, token: number, lease: Lease): Promise<boolean> {
    return this.#ask(async () => (await this.#redis.callRenew(this.#keys.call(callId), token, until(lease))) === 1)
  }

  release(callId: string, token: number): Promise<void> {
    return this.#ask(async () => {
      const released = await this.#redis.callRelease(this.#keys.call(callId), token)
      // A hint that cannot be written is only late: it was due when the lease would have run out.
      if (released === 1) await this.#meanwhile(this.#index.hintNow(callId))
    })
  }

  read(callId: string): Promise<StoredCall | null> {
    return this.#ask(async () => readCall(callId, await this.#redis.hgetall(this.#keys.call(callId))))
  }

  log(callId: string): Promise<readonly LogEntry[]> {
    return this.#ask(async () => {
      const entries = await this.#redis.xrange(this.#keys.log(callId), '-', '+')
      return entries.map(([at, [, id, , event]]) =>
        readLogEntry(callId, Number.parseInt(at, 10), id ?? '', event ?? ''),
      )
    })
  }

  list(options: { readonly live?: boolean; readonly limit: number }): Promise<readonly StoredCall[]> {
    return this.#ask(() => this.#index.list(options))
  }

  bind(lineId: string, callId: string): Promise<string> {
    return this.#ask(
      async () => (await this.#redis.callBind(this.#keys.line(lineId), callId, this.#ttl.line)) as string,
    )
  }

  findByLine(lineId: string): Promise<string | null> {
    return this.#ask(() => this.#redis.get(this.#keys.line(lineId)))
  }

  settle(callId: string, key: string, entry: Settled): Promise<boolean> {
    return this.#ask(async () => {
      const outcome = JSON.stringify(entry.outcome)
      return (await this.#redis.callSettle(this.#keys.ledger(callId), key, entry.state, outcome)) === 1
    })
  }

  ledger(callId: string): Promise<readonly LedgerEntry[]> {
    return this.#ask(async () => readLedger(callId, await this.#redis.hgetall(this.#keys.ledger(callId))))
  }

  orphans(nowMs: number, limit: number): Promise<readonly string[]> {
    return this.#ask(() => this.#index.orphans(nowMs, limit))
  }

  putBundle(hash: string, text: string): Promise<void> {
    return this.#ask(async () => {
      await this.#redis.set(this.#keys.bundle(hash), text, 'PX', this.#ttl.bundle, 'NX')
      await this.#keepBundle(hash, this.#ttl.bundle)
    })
  }

  getBundle(hash: string): Promise<string | null> {
    return this.#ask(async () => {
      const text = await this.#redis.get(this.#keys.bundle(hash))
      if (text !== null) await this.#meanwhile(this.#keepBundle(hash, this.#ttl.bundle))
      return text
    })
  }

  ping(): Promise<void> {
    return this.#ask(async () => {
      // A write, to a key of its own: a Redis that only reads, or is full, cannot carry calls.
      await this.#redis.set(this.#keys.line('ping'), 1, 'PX', 1000)
    })
  }

  async close(): Promise<void> {
    this.#replicas?.close()
    this.#redis.disconnect()
  }

  async #keepBundle(hash: string, ttlMs: number): Promise<void> {
    await this.#redis.callKeep(this.#keys.bundle(hash), Math.ceil(ttlMs))
  }

  /** Work that may fail without harm: hints are mended by the sweep, and bundles kept by the next use. */
  async #meanwhile(...work: Promise<unknown>[]): Promise<void> {
    await Promise.allSettled(work)
  }

  async #ask<T>(body: () => Promise<T>): Promise<T> {
    try {
      return await body()
    } catch (error) {
      throw error instanceof StoreError ? error : asStoreError(error, this.#where)
    }
  }
}

/** Steps between two hints of a call: seldom enough to cost nothing, often enough for a lost index. */
const rehintEvery = 8

function until(lease: Lease): number {
  return Math.round(lease.nowMs + lease.ms)
}
