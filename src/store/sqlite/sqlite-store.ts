import type { DatabaseSync } from 'node:sqlite'
import type { ToolCall } from '../../../engine/machine/effect.ts'
import { leaseEnd } from '../lease-end.ts'
import { checkStep, readLogEntry } from '../read-record.ts'
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
import { Gathered } from './gathered.ts'
import { Inbox } from './inbox.ts'
import { Lines } from './lines.ts'
import { openDatabase } from './open-database.ts'
import { type CallRow, type LedgerRow, toCall, toLedgerEntry, toListed } from './rows.ts'
import { asStoreError } from './sqlite-error.ts'
import type { SqliteStoreOptions } from './sqlite-options.ts'
import { prepareStatements, type Statements } from './statements.ts'
import { Transactions } from './transactions.ts'

/**
 * The embedded store: one SQLite file. Synchronous inside, so a method has done its work when it returns its promise.
 * Several processes may share the file: every write is a BEGIN IMMEDIATE, and tokens fence across processes.
 * Throws StoreError where the file cannot be opened.
 */
export function createSqliteStore(options: SqliteStoreOptions): CallStore {
  return new SqliteStore(options)
}

class SqliteStore implements CallStore {
  readonly #file: string
  readonly #db: DatabaseSync
  readonly #sql: Statements
  readonly #work: Transactions
  readonly #inbox: Inbox
  readonly #lines: Lines
  readonly #bundles: Bundles
  readonly #clock: () => number
  readonly #codec: RecordCodec
  readonly #tidying: NodeJS.Timeout
  readonly #newCallTtlMs: number
  /** A server renews all of its calls at once: one transaction costs a fifth of one for each. */
  readonly #renewals = new Gathered((renewals: readonly Renewal[]) =>
    this.#work.write(() =>
      renewals.map(({ callId, token, owner, until }) => this.#sql.renew.run(until, callId, token, owner).changes === 1),
    ),
  )

  constructor(options: SqliteStoreOptions) {
    this.#file = options.file
    this.#clock = options.clock ?? Date.now
    this.#codec = options.codec ?? plainCodec
    this.#newCallTtlMs = options.newCallTtlMs ?? 5 * 3_600_000
    this.#db = openDatabase(options.file, options.busyTimeoutMs ?? 200, options.survives ?? 'process')
    this.#sql = prepareStatements(this.#db)
    this.#work = new Transactions(this.#db, this.#sql, options.file)
    this.#inbox = new Inbox(this.#sql, this.#codec)
    this.#lines = new Lines(this.#sql, this.#clock, options.lineTtlMs ?? 25 * 3_600_000)
    this.#bundles = new Bundles(this.#sql, this.#clock, options.bundleTtlMs ?? 35 * 86_400_000)
    this.#tidy()
    this.#tidying = setInterval(() => this.#tidy(), tidyEveryMs).unref()
  }

  async create(call: NewCall, lease: Lease, intent?: ToolCall): Promise<'created' | 'exists'> {
    return this.#work.write(() => {
      // A few at a time, on the write that adds one: no call waits for a long clean-up.
      this.#sql.purge.run(this.#clock(), 8)
      const made = this.#sql.create.run(
        call.callId,
        lease.owner,
        leaseEnd(lease),
        call.bundle,
        call.flow,
        Math.round(call.startedAt),
        call.direction,
        this.#expiry(this.#newCallTtlMs),
      )
      if (made.changes === 0) return 'exists'
      if (intent !== undefined) {
        const sealed = this.#codec.seal(call.callId, `call ${intent.key}`, JSON.stringify(intent))
        this.#sql.intend.run(call.callId, intent.key, sealed, Math.round(lease.nowMs), 0, 0)
      }
      this.#bundles.keep(call.bundle)
      return 'created'
    })
  }

  async take(callId: string, lease: Lease, options: { readonly force: boolean }): Promise<Taken | 'held' | 'missing'> {
    const taken = this.#work.write(() => {
      const row = this.#row(callId)
      if (row === null) return 'missing'
      if (!options.force && row.lease_until > lease.nowMs && row.owner !== lease.owner) return 'held'
      const token = row.token + 1
      this.#sql.own.run(token, lease.owner, leaseEnd(lease), callId)
      try {
        const call = toCall({ ...row, token, owner: lease.owner, lease_until: leaseEnd(lease) }, this.#codec)
        return { token, call, ledger: this.#ledger(callId) }
      } catch (error) {
        // Committed, not rolled back: whoever had the call is fenced, and the sweeper must not find it for ever.
        const unreadable = asStoreError(error, this.#file)
        if (unreadable.code === 'corrupt') this.#sql.bury.run(callId)
        else this.#sql.release.run(callId, token)
        return unreadable
      }
    })
    if (taken instanceof StoreError) throw taken
    return taken
  }

  async commit(step: Step): Promise<CommitReply> {
    checkStep(step)
    return this.#work.write(() => {
      const row = this.#sql.position.get(step.callId, this.#clock()) as
        | { token: number; owner: string | null; seq: number; bundle: string }
        | undefined
      if (row === undefined || row.token !== step.token) return 'FENCED'
      if (step.owner !== undefined && row.owner !== step.owner) return 'FENCED'
      if (step.seq !== row.seq + 1) {
        const committed = this.#sql.entryId.get(step.callId, step.seq) as { id: string } | undefined
        return committed?.id === step.entry.id ? 'DUP' : 'CONFLICT'
      }
      const { callId, seq, snapshot, entry } = step
      const sealed = (about: string, part: unknown): string => this.#codec.seal(callId, about, JSON.stringify(part))
      this.#sql.advance.run(seq, sealed('snapshot', snapshot), step.live ? 1 : 0, this.#expiry(step.ttlMs), callId)
      this.#sql.append.run(callId, seq, entry.id, sealed(`event ${seq}`, entry.event))
      for (const [ordinal, intent] of step.intents.entries()) {
        const { key } = intent
        this.#sql.intend.run(callId, key, sealed(`call ${key}`, intent), Math.round(step.nowMs), seq, ordinal)
      }
      const caller = seq === 1 ? callerOf(snapshot.context.call) : null
      if (caller !== null) this.#sql.note.run(this.#codec.callerTags(caller)[0], callId)
      if (!step.live) this.#bundles.keep(row.bundle, step.ttlMs)
      return 'OK'
    })
  }

  /** One file on one machine: it promises nothing beyond. */
  async replicated(): Promise<boolean> {
    return true
  }

  renew(callId: string, token: number, lease: Lease): Promise<boolean> {
    return this.#renewals.add({ callId, token, owner: lease.owner, until: leaseEnd(lease) })
  }

  async release(callId: string, token: number): Promise<void> {
    this.#work.write(() => this.#sql.release.run(callId, token))
  }

  async read(callId: string): Promise<StoredCall | null> {
    return this.#work.read(() => {
      const row = this.#row(callId)
      return row === null ? null : toCall(row, this.#codec)
    })
  }

  async log(callId: string): Promise<readonly LogEntry[]> {
    return this.#work.read(() => {
      const rows = this.#sql.log.all(callId, this.#clock()) as unknown as { seq: number; id: string; event: string }[]
      return rows.map(({ seq, id, event }) =>
        readLogEntry(callId, seq, id, this.#codec.open(callId, `event ${seq}`, event)),
      )
    })
  }

  async list(options: { readonly live?: boolean; readonly limit: number }): Promise<readonly StoredCall[]> {
    return this.#work.read(() => {
      const statement =
        options.live === undefined ? this.#sql.list : options.live ? this.#sql.listLive : this.#sql.listEnded
      const rows = statement.all(this.#clock(), options.limit) as unknown as CallRow[]
      return rows.map((row) => toListed(row, this.#codec))
    })
  }

  async bind(lineId: string, callId: string): Promise<string> {
    return this.#work.write(() => this.#lines.bind(lineId, callId))
  }

  async findByLine(lineId: string): Promise<string | null> {
    return this.#work.read(() => this.#lines.find(lineId))
  }

  async lineOf(callId: string): Promise<string | null> {
    return this.#work.read(() => this.#lines.of(callId))
  }

  async settle(callId: string, key: string, entry: Settled): Promise<boolean> {
    const outcome = this.#codec.seal(callId, `outcome ${key}`, JSON.stringify(entry.outcome))
    return this.#work.write(() => this.#sql.settle.run(entry.state, outcome, callId, key, entry.state).changes === 1)
  }

  async ledger(callId: string): Promise<readonly LedgerEntry[]> {
    return this.#work.read(() => (this.#row(callId) === null ? [] : this.#ledger(callId)))
  }

  async post(callId: string, posted: Posted): Promise<'posted' | 'full' | 'over'> {
    return this.#work.write(() => (this.#row(callId)?.live === 1 ? this.#inbox.post(callId, posted) : 'over'))
  }

  async posted(callId: string): Promise<readonly Posted[]> {
    return this.#work.read(() => this.#inbox.posted(callId))
  }

  async unpost(callId: string, id: string): Promise<void> {
    this.#work.write(() => this.#inbox.unpost(callId, id))
  }

  async orphans(nowMs: number, limit: number): Promise<readonly string[]> {
    return this.#work.read(() => {
      const rows = this.#sql.orphans.all(nowMs, this.#clock(), limit) as unknown as { call_id: string }[]
      return rows.map((row) => row.call_id)
    })
  }

  async unsettled(beforeMs: number, limit: number): Promise<readonly string[]> {
    return this.#work.read(() => {
      const rows = this.#sql.unsettled.all(beforeMs, this.#clock(), limit) as unknown as { call_id: string }[]
      return rows.map((row) => row.call_id)
    })
  }

  async callsOf(number: string): Promise<readonly string[]> {
    return this.#work.read(() => {
      const found = this.#codec.callerTags(number).flatMap((tag) => this.#sql.callsOf.all(tag, this.#clock()))
      return [...new Set((found as unknown as { call_id: string }[]).map((row) => row.call_id))]
    })
  }

  async erase(callId: string, options: { readonly force: boolean }): Promise<'erased' | 'live' | 'missing'> {
    const reply = this.#work.write(() => {
      const row = this.#row(callId)
      if (row === null) return 'missing'
      if (row.live === 1 && !options.force) return 'live'
      this.#sql.erase.run(callId)
      this.#sql.eraseLines.run(callId)
      return 'erased'
    })
    // What was erased is still in the write-ahead log until that is written back and emptied.
    if (reply === 'erased') this.#work.read(() => this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
    return reply
  }

  async putBundle(hash: string, text: string): Promise<void> {
    this.#work.write(() => this.#bundles.put(hash, text))
  }

  async getBundle(hash: string): Promise<string | null> {
    return this.#work.write(() => this.#bundles.get(hash))
  }

  async ping(): Promise<void> {
    this.#work.read(() => this.#sql.ping.get())
  }

  async close(): Promise<void> {
    clearInterval(this.#tidying)
    if (this.#db.isOpen) this.#db.close()
  }

  #row(callId: string): CallRow | null {
    return (this.#sql.read.get(callId, this.#clock()) as CallRow | undefined) ?? null
  }

  #ledger(callId: string): readonly LedgerEntry[] {
    const rows = this.#sql.ledger.all(callId) as unknown as LedgerRow[]
    return rows.map((row) => toLedgerEntry(callId, row, this.#codec))
  }

  /** Calls are over also where no new one comes. Another process that writes just now does it instead. */
  #tidy(): void {
    try {
      this.#work.write(() => this.#sql.purge.run(this.#clock(), 200))
    } catch {}
  }

  #expiry(ttlMs: number): number {
    return Math.round(this.#clock() + ttlMs)
  }
}

const tidyEveryMs = 60_000

interface Renewal {
  readonly owner: string
  readonly callId: string
  readonly token: number
  readonly until: number
}
