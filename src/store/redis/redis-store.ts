import type { ToolCall } from '../../../engine/machine/effect.ts'
import { leaseEnd } from '../lease-end.ts'
import { readLogEntry, checkStep } from '../read-record.ts'
import { callerOf, plainCodec, type RecordCodec } from '../record-codec.ts'
import { StoreError } from '../store-error.ts'
import type {
  CallStore,
  CommitReply,
  Lease,
  LedgerEntry,
  LogEntry,
  NewCall,
  Posted,
  Settled,
  Step,
  StoredCall,
  Taken,
} from '../store.ts'
import { Bundles } from './bundles.ts'
import { CallIndex } from './call-index.ts'
import { CallerIndex } from './caller-index.ts'
import { connect, type Connection } from './connect.ts'
import { Inbox } from './inbox.ts'
import { type Keys, keysWith } from './keys.ts'
import { Lines } from './lines.ts'
import { asStoreError } from './redis-error.ts'
import type { RedisStoreOptions } from './redis-options.ts'
import { Replicas } from './replicas.ts'
import type { Scripted } from './scripts.ts'
import { hashOf, intentRecord, readCall, readLedger, readListed } from './stored-hash.ts'

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
  readonly #inbox: Inbox
  readonly #bundles: Bundles
  readonly #callers: CallerIndex
  readonly #lines: Lines
  readonly #codec: RecordCodec
  readonly #replicas: Replicas | null
  readonly #newCallTtlMs: number

  constructor(connection: Connection, replicas: Replicas | null, options: RedisStoreOptions) {
    this.#redis = connection.redis
    this.#where = connection.where
    this.#keys = keysWith(options.prefix ?? 'callchart')
    this.#replicas = replicas
    this.#codec = options.codec ?? plainCodec
    this.#inbox = new Inbox(this.#redis, this.#keys, this.#codec)
    this.#bundles = new Bundles(this.#redis, this.#keys, options.bundleTtlMs ?? 35 * 86_400_000)
    this.#index = new CallIndex(this.#redis, this.#keys, this.#codec)
    this.#callers = new CallerIndex(this.#redis, this.#keys, this.#codec)
    this.#lines = new Lines(this.#redis, this.#keys, options.lineTtlMs ?? 25 * 3_600_000)
    this.#newCallTtlMs = options.newCallTtlMs ?? 5 * 3_600_000
  }

  create(call: NewCall, lease: Lease, intent?: ToolCall): Promise<'created' | 'exists'> {
    return this.#ask(async () => {
      const known = await this.#redis.exists(this.#keys.call(call.callId))
      if (known === 1) return 'exists'
      await this.#index.add(call, lease)
      if (intent !== undefined) await this.#index.opened(call.callId, lease.nowMs)
      const startedAt = Math.round(lease.nowMs)
      const reply = await this.#redis.callCreate(
        this.#keys.call(call.callId),
        this.#keys.ledger(call.callId),
        lease.owner,
        leaseEnd(lease),
        call.bundle,
        call.flow,
        Math.round(call.startedAt),
        call.direction,
        this.#newCallTtlMs,
        ...(intent === undefined ? [] : this.#intended(call.callId, intent, { seq: 0, ordinal: 0, startedAt })),
      )
      await this.#meanwhile(this.#bundles.keep(call.bundle), this.#index.tidy(call))
      return reply as 'created' | 'exists'
    })
  }

  take(callId: string, lease: Lease, options: { readonly force: boolean }): Promise<Taken | 'held' | 'missing'> {
    return this.#ask(async () => {
      await this.#index.hint(callId, leaseEnd(lease))
      const reply = (await this.#redis.callTake(
        this.#keys.call(callId),
        this.#keys.ledger(callId),
        lease.owner,
        leaseEnd(lease),
        Math.round(lease.nowMs),
        options.force ? 1 : 0,
      )) as 'held' | 'missing' | [string[], string[]]
      if (typeof reply === 'string') return reply
      const facts = hashOf(reply[0])
      try {
        const call = readCall(callId, facts, this.#codec) as StoredCall
        return { token: call.token, call, ledger: readLedger(callId, hashOf(reply[1]), this.#codec) }
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
      if (step.intents.length > 0) void this.#meanwhile(this.#index.opened(callId, step.nowMs))
      if (step.live && seq % rehintEvery === 0) void this.#meanwhile(this.#index.hint(callId, step.nowMs))
      const caller = callerOf(step.snapshot.context.call)
      // Sent ahead too, and waited for with the step: a call that its caller's index does not know could not be erased.
      const noted = caller !== null && (seq === 1 || !step.live) ? this.#callers.note(caller, step) : null
      const startedAt = Math.round(step.nowMs)
      const intents = step.intents.flatMap((call, ordinal) => this.#intended(callId, call, { seq, ordinal, startedAt }))
      const committed = this.#redis.callCommit(
        this.#keys.call(callId),
        this.#keys.log(callId),
        this.#keys.ledger(callId),
        step.token,
        seq,
        entry.id,
        this.#codec.seal(callId, 'snapshot', JSON.stringify(step.snapshot)),
        this.#codec.seal(callId, `event ${seq}`, JSON.stringify(entry.event)),
        Math.ceil(step.ttlMs),
        step.live ? 1 : 0,
        step.owner ?? '',
        ...intents,
      )
      const [reply] = (await Promise.all([committed, noted])) as [CommitReply, void]
      if (reply === 'OK' && !step.live) {
        await this.#meanwhile(this.#index.ended(callId), this.#bundles.keep(step.snapshot.bundle, step.ttlMs))
      }
      return reply
    })
  }

  /** An intent as a script takes it: its key and its record. */
  #intended(
    callId: string,
    call: ToolCall,
    at: { readonly seq: number; readonly ordinal: number; readonly startedAt: number },
  ): [string, string] {
    return [call.key, intentRecord({ ...at, call: this.#codec.seal(callId, `call ${call.key}`, JSON.stringify(call)) })]
  }

  async replicated(callId: string): Promise<boolean> {
    return this.#replicas === null || this.#replicas.have(this.#keys.mark(callId))
  }

  renew(callId: string, token: number, lease: Lease): Promise<boolean> {
    return this.#ask(
      async () => (await this.#redis.callRenew(this.#keys.call(callId), token, leaseEnd(lease), lease.owner)) === 1,
    )
  }

  release(callId: string, token: number): Promise<void> {
    return this.#ask(async () => {
      const released = await this.#redis.callRelease(this.#keys.call(callId), token)
      // A hint that cannot be written is only late: it was due when the lease would have run out.
      if (released === 1) await this.#meanwhile(this.#index.hintNow(callId))
    })
  }

  read(callId: string): Promise<StoredCall | null> {
    return this.#ask(async () => readCall(callId, await this.#redis.hgetall(this.#keys.call(callId)), this.#codec))
  }

  log(callId: string): Promise<readonly LogEntry[]> {
    return this.#ask(async () => {
      const entries = await this.#redis.xrange(this.#keys.log(callId), '-', '+')
      return entries.map(([at, [, id, , event]]) => {
        const seq = Number.parseInt(at, 10)
        return readLogEntry(callId, seq, id ?? '', this.#codec.open(callId, `event ${seq}`, event ?? ''))
      })
    })
  }

  list(options: { readonly live?: boolean; readonly limit: number }): Promise<readonly StoredCall[]> {
    return this.#ask(() => this.#index.list(options))
  }

  bind(lineId: string, callId: string): Promise<string> {
    return this.#ask(() => this.#lines.bind(lineId, callId))
  }

  findByLine(lineId: string): Promise<string | null> {
    return this.#ask(() => this.#lines.find(lineId))
  }

  lineOf(callId: string): Promise<string | null> {
    return this.#ask(() => this.#lines.of(callId))
  }

  settle(callId: string, key: string, entry: Settled): Promise<boolean> {
    return this.#ask(async () => {
      const outcome = this.#codec.seal(callId, `outcome ${key}`, JSON.stringify(entry.outcome))
      return (await this.#redis.callSettle(this.#keys.ledger(callId), key, entry.state, outcome)) === 1
    })
  }

  ledger(callId: string): Promise<readonly LedgerEntry[]> {
    return this.#ask(async () => readLedger(callId, await this.#redis.hgetall(this.#keys.ledger(callId)), this.#codec))
  }

  post(callId: string, posted: Posted): Promise<'posted' | 'full' | 'over'> {
    return this.#ask(() => this.#inbox.post(callId, posted))
  }

  posted(callId: string): Promise<readonly Posted[]> {
    return this.#ask(() => this.#inbox.posted(callId))
  }

  unpost(callId: string, id: string): Promise<void> {
    return this.#ask(() => this.#inbox.unpost(callId, id))
  }

  orphans(nowMs: number, limit: number): Promise<readonly string[]> {
    return this.#ask(() => this.#index.orphans(nowMs, limit))
  }

  unsettled(beforeMs: number, limit: number): Promise<readonly string[]> {
    return this.#ask(() => this.#index.unsettled(beforeMs, limit))
  }

  callsOf(number: string): Promise<readonly string[]> {
    return this.#ask(() => this.#callers.callsOf(number))
  }

  erase(callId: string, options: { readonly force: boolean }): Promise<'erased' | 'live' | 'missing'> {
    return this.#ask(async () => {
      const hash = await this.#redis.hgetall(this.#keys.call(callId))
      const keys = this.#keys
      const parts = [keys.call(callId), keys.log(callId), keys.ledger(callId), keys.mark(callId)]
      const reply = (await this.#redis.callErase(...parts, options.force ? 1 : 0)) as 'erased' | 'live' | 'missing'
      if (reply !== 'erased') return reply
      const facts = readListed(callId, hash, this.#codec)?.snapshot?.context.call
      const caller = facts === undefined ? null : callerOf(facts)
      await Promise.all([
        this.#index.erased(callId),
        this.#redis.del(keys.inbox(callId)),
        caller === null ? null : this.#callers.forget(caller, callId),
        this.#lines.forget(callId, facts?.lineId),
      ])
      return reply
    })
  }

  putBundle(hash: string, text: string): Promise<void> {
    return this.#ask(() => this.#bundles.put(hash, text))
  }

  getBundle(hash: string): Promise<string | null> {
    return this.#ask(() => this.#bundles.get(hash))
  }

  ping(): Promise<void> {
    // A write, to a key of its own: a Redis that only reads, or is full, cannot carry calls.
    return this.#ask(async () => void (await this.#redis.set(this.#keys.line('ping'), 1, 'PX', 1000)))
  }

  async close(): Promise<void> {
    this.#replicas?.close()
    this.#redis.disconnect()
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
