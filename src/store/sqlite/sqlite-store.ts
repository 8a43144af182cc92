import type { DatabaseSync } from 'node:sqlite'
import { checkStep, readLogEntry } from '../read-record.ts'
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
import { Gathered } from './gathered.ts'
import { openDatabase } from './open-database.ts'
import { type CallRow, type LedgerRow, toCall, toLedgerEntry, toListed } from './rows.ts'
import { asStoreError } from './sqlite-error.ts'
import { prepareStatements, type Statements } from './statements.ts'

export interface SqliteStoreOptions {
  /** Path of the file, made with its folder where missing; ":memory:" for a store that ends with the process. */
  readonly file: string
  /**
   * How long a write waits for another process, in milliseconds. SQLite waits synchronously, so this also bounds how
   * long the event loop, and with it the audio of every call, can stand still. Default 200: what is sent ahead to a caller.
   */
  readonly busyTimeoutMs?: number
  /**
   * `process`: a crash of this process, even by SIGKILL, loses nothing, since the operating system holds what was
   * written; a loss of power can lose the last moments' steps (never the file's consistency), and those calls are lost
   * with the machine anyway. `power`: an fsync for every step, milliseconds each, on the event loop. Default `process`.
   */
  readonly survives?: 'process' | 'power'
  /** A call without a step yet is kept this long. Default 5 h: the 4 h of a call's default time limit and one more. */
  readonly newCallTtlMs?: number
  /** Line ids are kept this long. Default 25 h: the longest call at Twilio lasts 24. */
  readonly lineTtlMs?: number
  /** Bundles are kept this long after they were last put, read or begun with. Default 35 days. */
  readonly bundleTtlMs?: number
  /** What expiry is measured by, epoch milliseconds. Default `Date.now`; leases use the caller's `nowMs` instead. */
  readonly clock?: () => number
}

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
  readonly #clock: () => number
  readonly #ttl: { readonly newCall: number; readonly line: number; readonly bundle: number }
  /** A server renews all of its calls at once: one transaction costs a fifth of one for each. */
  readonly #renewals = new Gathered((renewals: readonly Renewal[]) =>
    this.#write(() =>
      renewals.map(({ callId, token, until }) => this.#sql.renew.run(until, callId, token).changes === 1),
    ),
  )

  constructor(options: SqliteStoreOptions) {
    this.#file = options.file
    this.#clock = options.clock ?? Date.now
    this.#ttl = {
      newCall: options.newCallTtlMs ?? 5 * 3_600_000,
      line: options.lineTtlMs ?? 25 * 3_600_000,
      bundle: options.bundleTtlMs ?? 35 * 86_400_000,
    }
    this.#db = openDatabase(options.file, options.busyTimeoutMs ?? 200, options.survives ?? 'process')
    this.#sql = prepareStatements(this.#db)
  }

  async create(call: NewCall, lease: Lease): Promise<'created' | 'exists'> {
    return this.#write(() => {
      this.#purge()
      const made = this.#sql.create.run(
        call.callId,
        lease.owner,
        until(lease),
        call.bundle,
        call.flow,
        Math.round(call.startedAt),
        call.direction,
        this.#expiry(this.#ttl.newCall),
      )
      if (made.changes === 0) return 'exists'
      this.#keepBundle(call.bundle, this.#ttl.bundle)
      return 'created'
    })
  }

  async take(callId: string, lease: Lease, options: { readonly force: boolean }): Promise<Taken | 'held' | 'missing'> {
    const taken = this.#write(() => {
      const row = this.#row(callId)
      if (row === null) return 'missing'
      if (!options.force && row.lease_until > lease.nowMs && row.owner !== lease.owner) return 'held'
      const token = row.token + 1
      this.#sql.own.run(token, lease.owner, until(lease), callId)
      try {
        const call = toCall({ ...row, token, owner: lease.owner, lease_until: until(lease) })
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
    return this.#write(() => {
      const row = this.#sql.position.get(step.callId, this.#clock()) as
        | { token: number; seq: number; bundle: string }
        | undefined
      if (row === undefined || row.token !== step.token) return 'FENCED'
      if (step.seq !== row.seq + 1) {
        const committed = this.#sql.entryId.get(step.callId, step.seq) as { id: string } | undefined
        return committed?.id === step.entry.id ? 'DUP' : 'CONFLICT'
      }
      const { snapshot, entry } = step
      this.#sql.advance.run(
        step.seq,
        JSON.stringify(snapshot),
        step.live ? 1 : 0,
        this.#expiry(step.ttlMs),
        step.callId,
      )
      this.#sql.append.run(step.callId, step.seq, entry.id, JSON.stringify(entry.event))
      for (const [ordinal, intent] of step.intents.entries()) {
        this.#sql.intend.run(step.callId, intent.key, JSON.stringify(intent), Math.round(step.nowMs), step.seq, ordinal)
      }
      if (!step.live) this.#keepBundle(row.bundle, step.ttlMs)
      return 'OK'
    })
  }

  /** One file on one machine: it promises nothing beyond. */
  async replicated(): Promise<boolean> {
    return true
  }

  renew(callId: string, token: number, lease: Lease): Promise<boolean> {
    return this.#renewals.add({ callId, token, until: until(lease) })
  }

  async release(callId: string, token: number): Promise<void> {
    this.#write(() => this.#sql.release.run(callId, token))
  }

  async read(callId: string): Promise<StoredCall | null> {
    return this.#read(() => {
      const row = this.#row(callId)
      return row === null ? null : toCall(row)
    })
  }

  async log(callId: string): Promise<readonly LogEntry[]> {
    return this.#read(() => {
      const rows = this.#sql.log.all(callId, this.#clock()) as unknown as { seq: number; id: string; event: string }[]
      return rows.map((row) => readLogEntry(callId, row.seq, row.id, row.event))
    })
  }

  async list(options: { readonly live?: boolean; readonly limit: number }): Promise<readonly StoredCall[]> {
    return this.#read(() => {
      const statement =
        options.live === undefined ? this.#sql.list : options.live ? this.#sql.listLive : this.#sql.listEnded
      const rows = statement.all(this.#clock(), options.limit) as unknown as CallRow[]
      return rows.map(toListed)
    })
  }

  async bind(lineId: string, callId: string): Promise<string> {
    return this.#write(() => {
      this.#sql.dropLines.run(this.#clock())
      this.#sql.bind.run(lineId, callId, this.#expiry(this.#ttl.line))
      return (this.#sql.findByLine.get(lineId, this.#clock()) as { call_id: string }).call_id
    })
  }

  async findByLine(lineId: string): Promise<string | null> {
    return this.#read(() => {
      const row = this.#sql.findByLine.get(lineId, this.#clock()) as { call_id: string } | undefined
      return row?.call_id ?? null
    })
  }

  async settle(callId: string, key: string, entry: Settled): Promise<boolean> {
    return this.#write(
      () => this.#sql.settle.run(entry.state, JSON.stringify(entry.outcome), callId, key, entry.state).changes === 1,
    )
  }

  async ledger(callId: string): Promise<readonly LedgerEntry[]> {
    return this.#read(() => (this.#row(callId) === null ? [] : this.#ledger(callId)))
  }

  async orphans(nowMs: number, limit: number): Promise<readonly string[]> {
    return this.#read(() => {
      const rows = this.#sql.orphans.all(nowMs, this.#clock(), limit) as unknown as { call_id: string }[]
      return rows.map((row) => row.call_id)
    })
  }

  async putBundle(hash: string, text: string): Promise<void> {
    this.#write(() => {
      this.#sql.dropBundles.run(this.#clock())
      this.#sql.putBundle.run(hash, text, this.#expiry(this.#ttl.bundle))
    })
  }

  async getBundle(hash: string): Promise<string | null> {
    return this.#write(() => {
      const row = this.#sql.getBundle.get(hash, this.#clock()) as { text: string } | undefined
      if (row === undefined) return null
      this.#keepBundle(hash, this.#ttl.bundle)
      return row.text
    })
  }

  async ping(): Promise<void> {
    this.#read(() => this.#sql.ping.get())
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close()
  }

  #row(callId: string): CallRow | null {
    return (this.#sql.read.get(callId, this.#clock()) as CallRow | undefined) ?? null
  }

  #ledger(callId: string): readonly LedgerEntry[] {
    const rows = this.#sql.ledger.all(callId) as unknown as LedgerRow[]
    return rows.map((row) => toLedgerEntry(callId, row))
  }

  /** A few at a time, on the write that adds one: the file stays bounded, and no call waits for a long clean-up. */
  #purge(): void {
    this.#sql.purge.run(this.#clock())
  }

  #keepBundle(hash: string, ttlMs: number): void {
    this.#sql.keepBundle.run(this.#expiry(ttlMs), hash)
  }

  #expiry(ttlMs: number): number {
    return Math.round(this.#clock() + ttlMs)
  }

  #write<T>(body: () => T): T {
    try {
      this.#sql.begin.run()
      try {
        const value = body()
        this.#sql.commit.run()
        return value
      } catch (error) {
        if (this.#db.isTransaction) this.#sql.rollback.run()
        throw error
      }
    } catch (error) {
      throw asStoreError(error, this.#file)
    }
  }

  #read<T>(body: () => T): T {
    try {
      return body()
    } catch (error) {
      throw asStoreError(error, this.#file)
    }
  }
}

interface Renewal {
  readonly callId: string
  readonly token: number
  readonly until: number
}

function until(lease: Lease): number {
  return Math.round(lease.nowMs + lease.ms)
}
