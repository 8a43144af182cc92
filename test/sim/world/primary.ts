import {
  mostPosted,
  type CommitReply,
  type Lease,
  type LedgerEntry,
  type LogEntry,
  type NewCall,
  type Posted,
  type Settled,
  type Step,
  type StoredCall,
  type Taken,
} from '../../../src/store/store.ts'
import type { ToolCall } from '../../../engine/machine/effect.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import { checkStep } from '../../../src/store/read-record.ts'
import { readSnapshot } from '../../../src/store/read-snapshot.ts'
import { callerOf } from '../../../src/store/record-codec.ts'
import { StoreError } from '../../../src/store/store-error.ts'

interface Kept {
  readonly call: NewCall
  token: number
  owner: string | null
  leaseUntil: number
  live: boolean
  seq: number
  snapshot: string | null
  /** The number of the person on the line, once a step has told it. */
  caller: string | null
  readonly log: { readonly seq: number; readonly id: string; readonly event: string }[]
  readonly ledger: Map<string, LedgerEntry>
  readonly inbox: Map<string, Posted>
  expiresAt: number
}

/**
 * The store's own side: the contract of CallStore (test/contract/store.ts) in memory, each method at once and whole. Every
 * change can be taken back, so that a replica that lags behind can take its place: what had not been copied is then lost.
 */
export class Primary {
  readonly #now: () => number
  readonly #calls = new Map<string, Kept>()
  readonly #lines = new Map<string, string>()
  readonly #bundles = new Map<string, string>()
  /** How each change since the last copy is taken back, newest last. */
  #changes: { readonly at: number; readonly undo: () => void }[] = []
  #keepsChanges: boolean

  /** `hasReplica`: changes are kept until they have been copied for sure. */
  constructor(now: () => number, hasReplica = false) {
    this.#now = now
    this.#keepsChanges = hasReplica
  }

  create(call: NewCall, lease: Lease, intent?: ToolCall): 'created' | 'exists' {
    if (this.#find(call.callId) !== null) return 'exists'
    const ledger = new Map<string, LedgerEntry>()
    if (intent !== undefined) {
      const startedAt = Math.round(lease.nowMs)
      ledger.set(intent.key, { key: intent.key, call: copyOf(intent), state: 'intended', startedAt })
    }
    this.#set(this.#calls, call.callId, {
      call: { ...call, startedAt: Math.round(call.startedAt) },
      token: 1,
      owner: lease.owner,
      leaseUntil: until(lease),
      live: true,
      seq: 0,
      snapshot: null,
      caller: null,
      log: [],
      ledger,
      inbox: new Map(),
      expiresAt: this.#now() + 5 * 3_600_000,
    })
    return 'created'
  }

  take(callId: string, lease: Lease, { force }: { readonly force: boolean }): Taken | 'held' | 'missing' {
    const kept = this.#find(callId)
    if (kept === null) return 'missing'
    if (!force && kept.leaseUntil > lease.nowMs && kept.owner !== lease.owner) return 'held'
    this.#change(kept, { token: kept.token + 1, owner: lease.owner, leaseUntil: until(lease) })
    let snapshot: Snapshot | null
    try {
      snapshot = snapshotOf(kept)
    } catch (error) {
      // Whoever had the call is fenced, and nobody finds it for ever; or it is left for a newer server.
      if (error instanceof StoreError && error.code === 'refused') this.release(callId, kept.token)
      else this.#change(kept, { live: false })
      throw error
    }
    return { token: kept.token, call: { ...storedOf(kept), snapshot }, ledger: copyOf([...kept.ledger.values()]) }
  }

  commit(step: Step): CommitReply {
    checkStep(step)
    const kept = this.#find(step.callId)
    if (kept === null || kept.token !== step.token) return 'FENCED'
    if (step.owner !== undefined && step.owner !== kept.owner) return 'FENCED'
    if (step.seq !== kept.seq + 1) return kept.log[step.seq - 1]?.id === step.entry.id ? 'DUP' : 'CONFLICT'
    this.#change(kept, {
      seq: step.seq,
      snapshot: JSON.stringify(step.snapshot),
      caller: callerOf(step.snapshot.context.call),
      live: step.live,
      expiresAt: this.#now() + step.ttlMs,
    })
    kept.log.push({ seq: step.seq, id: step.entry.id, event: JSON.stringify(step.entry.event) })
    this.#undoable(() => kept.log.pop())
    for (const call of step.intents) {
      const known = kept.ledger.get(call.key)
      if (known !== undefined && known.state !== 'failed') continue
      const startedAt = Math.round(step.nowMs)
      this.#set(kept.ledger, call.key, { key: call.key, call: copyOf(call), state: 'intended', startedAt })
    }
    return 'OK'
  }

  renew(callId: string, token: number, lease: Lease): boolean {
    const kept = this.#find(callId)
    if (kept === null || kept.token !== token || kept.owner !== lease.owner) return false
    this.#change(kept, { leaseUntil: Math.max(kept.leaseUntil, until(lease)) })
    return true
  }

  release(callId: string, token: number): void {
    const kept = this.#find(callId)
    if (kept !== null && kept.token === token) this.#change(kept, { owner: null, leaseUntil: 0 })
  }

  read(callId: string): StoredCall | null {
    const kept = this.#find(callId)
    if (kept === null) return null
    return { ...storedOf(kept), snapshot: snapshotOf(kept) }
  }

  log(callId: string): readonly LogEntry[] {
    const log = this.#find(callId)?.log ?? []
    return log.map(({ seq, id, event }) => ({ seq, id, event: JSON.parse(event) as LogEntry['event'] }))
  }

  list({ live, limit }: { readonly live?: boolean; readonly limit: number }): readonly StoredCall[] {
    return [...this.#calls.values()]
      .filter((kept) => (live === undefined || kept.live === live) && kept.expiresAt > this.#now())
      .sort((one, other) => other.call.startedAt - one.call.startedAt)
      .slice(0, limit)
      .map((kept) => {
        try {
          return { ...storedOf(kept), snapshot: snapshotOf(kept) }
        } catch {
          return { ...storedOf(kept), snapshot: null }
        }
      })
  }

  bind(lineId: string, callId: string): string {
    if (!this.#lines.has(lineId)) this.#set(this.#lines, lineId, callId)
    return this.#lines.get(lineId) ?? callId
  }

  findByLine(lineId: string): string | null {
    return this.#lines.get(lineId) ?? null
  }

  lineOf(callId: string): string | null {
    for (const [lineId, bound] of this.#lines) if (bound === callId) return lineId
    return null
  }

  settle(callId: string, key: string, entry: Settled): boolean {
    const kept = this.#find(callId)
    const known = kept?.ledger.get(key)
    if (kept === null || known === undefined) return false
    const isOpen =
      known.state === 'intended' ||
      (known.state === 'uncertain' && entry.state !== 'uncertain') ||
      (known.state === 'failed' && entry.state === 'done')
    if (isOpen) this.#set(kept.ledger, key, { key, call: known.call, ...copyOf(entry) })
    return isOpen
  }

  ledger(callId: string): readonly LedgerEntry[] {
    return copyOf([...(this.#find(callId)?.ledger.values() ?? [])])
  }

  post(callId: string, posted: Posted): 'posted' | 'full' | 'over' {
    const kept = this.#find(callId)
    if (kept?.live !== true) return 'over'
    if (kept.inbox.size >= mostPosted) return 'full'
    if (!kept.inbox.has(posted.id)) this.#set(kept.inbox, posted.id, posted)
    return 'posted'
  }

  posted(callId: string): readonly Posted[] {
    return [...(this.#find(callId)?.inbox.values() ?? [])].sort((one, other) => one.at - other.at)
  }

  unpost(callId: string, id: string): void {
    const inbox = this.#find(callId)?.inbox
    const posted = inbox?.get(id)
    if (inbox === undefined || posted === undefined) return
    inbox.delete(id)
    if (this.#keepsChanges) this.#changes.push({ at: this.#now(), undo: () => void inbox.set(id, posted) })
  }

  orphans(nowMs: number, limit: number): readonly string[] {
    return [...this.#calls.values()]
      .filter(({ live, leaseUntil, expiresAt }) => live && leaseUntil <= nowMs && expiresAt > this.#now())
      .sort((one, other) => one.leaseUntil - other.leaseUntil)
      .slice(0, limit)
      .map(({ call }) => call.callId)
  }

  unsettled(beforeMs: number, limit: number): readonly string[] {
    const isLeft = (entry: LedgerEntry): boolean => entry.state === 'intended' && (entry.startedAt ?? 0) < beforeMs
    return [...this.#calls.values()]
      .filter(({ live, expiresAt, ledger }) => !live && expiresAt > this.#now() && [...ledger.values()].some(isLeft))
      .slice(0, limit)
      .map(({ call }) => call.callId)
  }

  callsOf(number: string): readonly string[] {
    if (number === '') return []
    return [...this.#calls.values()]
      .filter(({ caller, expiresAt }) => caller === number && expiresAt > this.#now())
      .map(({ call }) => call.callId)
  }

  erase(callId: string, { force }: { readonly force: boolean }): 'erased' | 'live' | 'missing' {
    const kept = this.#find(callId)
    if (kept === null) return 'missing'
    if (kept.live && !force) return 'live'
    this.#remove(this.#calls, callId)
    for (const [lineId, bound] of this.#lines) if (bound === callId) this.#remove(this.#lines, lineId)
    return 'erased'
  }

  putBundle(hash: string, text: string): void {
    this.#set(this.#bundles, hash, text)
  }

  getBundle(hash: string): string | null {
    return this.#bundles.get(hash) ?? null
  }

  /** How long a call is kept from now on; null where there is none. For the contract. */
  keptForMs(callId: string): number | null {
    const kept = this.#find(callId)
    return kept === null ? null : kept.expiresAt - this.#now()
  }

  /** Spoils what is stored. For the contract. */
  poison(callId: string, snapshot: string): void {
    const kept = this.#find(callId)
    if (kept !== null) this.#change(kept, { snapshot })
  }

  /** All there is. For the contract. */
  raw(): string {
    const calls = [...this.#calls.values()].map((kept) => [kept, [...kept.ledger], [...kept.inbox]])
    return JSON.stringify([calls, [...this.#lines], [...this.#bundles]])
  }

  /** Everything up to now is on the replica. */
  copied(): void {
    this.#changes = []
  }

  /** The replica takes over: what was changed later than this, and was not surely copied, is lost. How many changes that were. */
  failOver(lagMs: number): number {
    const from = this.#now() - lagMs
    let lost = 0
    for (let last = this.#changes.at(-1); last !== undefined && last.at > from; last = this.#changes.at(-1)) {
      this.#changes.pop()
      last.undo()
      lost += 1
    }
    // Whatever it has is all there is.
    this.#changes = []
    return lost
  }

  #find(callId: string): Kept | null {
    const kept = this.#calls.get(callId)
    return kept === undefined || kept.expiresAt <= this.#now() ? null : kept
  }

  #change(kept: Kept, to: Partial<Kept>): void {
    if (this.#keepsChanges) {
      const { token, owner, leaseUntil, live, seq, snapshot, caller, expiresAt } = kept
      this.#undoable(() => Object.assign(kept, { token, owner, leaseUntil, live, seq, snapshot, caller, expiresAt }))
    }
    Object.assign(kept, to)
  }

  #set<T>(map: Map<string, T>, key: string, value: T): void {
    const before = map.get(key)
    this.#undoable(() => {
      if (before === undefined) map.delete(key)
      else map.set(key, before)
    })
    map.set(key, value)
  }

  #remove<T>(map: Map<string, T>, key: string): void {
    const before = map.get(key)
    if (before === undefined) return
    map.delete(key)
    this.#undoable(() => void map.set(key, before))
  }

  #undoable(undo: () => void): void {
    if (this.#keepsChanges) this.#changes.push({ at: this.#now(), undo })
  }
}

function storedOf({ call, token, owner, leaseUntil, live }: Kept): Omit<StoredCall, 'snapshot'> {
  return { ...call, token, owner, leaseUntil, live }
}

/** As the adapters read it, byte for byte checked. */
function snapshotOf({ call: { callId }, snapshot: text, seq }: Kept): Snapshot | null {
  const snapshot = text === null ? null : readSnapshot(text, callId)
  if ((snapshot?.seq ?? 0) !== seq) throw new StoreError('corrupt', `Call ${callId} stands at another step.`)
  return snapshot
}

function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

function until(lease: Lease): number {
  return Math.round(lease.nowMs + lease.ms)
}
