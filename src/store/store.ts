import type { CallEvent, ToolOutcome } from '../../engine/machine/event.ts'
import type { ToolCall } from '../../engine/machine/effect.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'

/**
 * The call store: what makes a call survive its server. One writer at a time, proved by a fencing token; one gap-free log;
 * every step one atomic, idempotent write. Adapters pass one contract suite (test/contract/store.ts).
 *
 * A method rejects with StoreError when the store cannot be reached or does not answer in time; what is expected
 * (`DUP`, `FENCED` …) is a return value. After a time-out the outcome of a commit is unknown: commit the same step again.
 */
export interface CallStore {
  /**
   * Begins a call: its identity and lease, without a step yet. `exists` where the id is already there.
   * The owner holds token 1. `intent` goes into the ledger with it, both or neither: a call of ours is reserved, with what
   * it takes to dial it, before it is dialled.
   */
  create(call: NewCall, lease: Lease, intent?: ToolCall): Promise<'created' | 'exists'>
  /**
   * Takes a call over, raising its token, so that whoever had it can commit no more. Without `force` only a call whose
   * lease ran out (or is this owner's own) is taken. Where the snapshot cannot be read it rejects: StoreError `corrupt`,
   * and the call is live no more, so that the taker speaks the way out (P8) and no sweeper finds it again; `refused`
   * where a newer version wrote it, and the call is free for a newer server to take.
   */
  take(callId: string, lease: Lease, options: { readonly force: boolean }): Promise<Taken | 'held' | 'missing'>
  /** One step: all of it or nothing. */
  commit(step: Step): Promise<CommitReply>
  /**
   * Whether what was committed for this call would outlive the machine that holds it, as far as the store was set up to
   * promise that: a Redis with replicas asks them. Asked before a write is made; false withholds it. Never rejects.
   */
  replicated(callId: string): Promise<boolean>
  /** Keeps the lease until `lease.nowMs + lease.ms`, or longer if it was to last longer; false when another (by token or by name) has the call, or it was released. */
  renew(callId: string, token: number, lease: Lease): Promise<boolean>
  /** Gives the call up at once, for another server to take (a deploy). */
  release(callId: string, token: number): Promise<void>
  /** Reads without taking: for routes, the command line and replay. */
  read(callId: string): Promise<StoredCall | null>
  /** The log, oldest first. */
  log(callId: string): Promise<readonly LogEntry[]>
  /** The calls known, newest first. One whose snapshot cannot be read is listed with `snapshot: null`. */
  list(options: { readonly live?: boolean; readonly limit: number }): Promise<readonly StoredCall[]>
  /** Maps the line's own id of a call (CallSid) to ours. The first mapping stays; its call id is returned. */
  bind(lineId: string, callId: string): Promise<string>
  findByLine(lineId: string): Promise<string | null>
  /** The line's id of a call, also of one whose snapshot cannot be read. */
  lineOf(callId: string): Promise<string | null>
  /**
   * Ledger: `intended` is written by `commit`; this moves it on, once. False where the key is unknown or already settled.
   * `uncertain` may still become `done` or `failed`, when a late result tells what happened; `failed` may become `done`, when
   * the server that called it so was overtaken by another that made it.
   */
  settle(callId: string, key: string, entry: Settled): Promise<boolean>
  ledger(callId: string): Promise<readonly LedgerEntry[]>
  /**
   * Leaves something for a call, wherever it is and whoever has it next: kept until it is removed, or the call is.
   * `full` where too much waits already, `over` where the call is over or unknown. The same id again changes nothing.
   */
  post(callId: string, posted: Posted): Promise<'posted' | 'full' | 'over'>
  /** What has been left for a call and not removed, oldest first. */
  posted(callId: string): Promise<readonly Posted[]>
  unpost(callId: string, id: string): Promise<void>
  /** Live calls whose lease ran out before `nowMs`, for the sweeper. */
  orphans(nowMs: number, limit: number): Promise<readonly string[]>
  /**
   * Calls that are over with an intent, written down before this time, that nobody has settled: their server died in the
   * middle of it, and no call asks any more how it came out.
   */
  unsettled(beforeMs: number, limit: number): Promise<readonly string[]>
  /**
   * The calls of a caller that are kept, by the number as the line gave it (E.164). Found by a keyed hash: the number itself
   * is in no index.
   */
  callsOf(number: string): Promise<readonly string[]>
  /**
   * Removes a call, whole: snapshot, log, ledger, its line's id and every index entry. A live one only with `force`: then its
   * owner is fenced by its next step, and the caller hears no more from it. Recordings are files, and are not here.
   */
  erase(callId: string, options: { readonly force: boolean }): Promise<'erased' | 'live' | 'missing'>
  /** Bundles (checked flows with all they need) by content hash, kept as long as a call may need them. */
  putBundle(hash: string, text: string): Promise<void>
  getBundle(hash: string): Promise<string | null>
  /** Resolves when the store answers; rejects with StoreError otherwise. For /readyz. */
  ping(): Promise<void>
  close(): Promise<void>
}

export interface Lease {
  /** Which server, for people and for `take` of one's own. */
  readonly owner: string
  readonly ms: number
  /**
   * The caller's clock, epoch milliseconds, in every adapter: so leases run on virtual time in tests and simulations. A
   * server whose clock is wrong takes calls too early or too late; it never makes two writers, since the token is the safety.
   */
  readonly nowMs: number
}

export interface NewCall {
  readonly callId: string
  readonly bundle: string
  readonly flow: string
  readonly startedAt: number
  readonly direction: 'inbound' | 'outbound'
}

export interface Step {
  readonly callId: string
  readonly token: number
  /**
   * Who writes it: must be the owner of the lease too, where told. A store that has failed over to a replica that lagged may
   * give a token a second time, to another server.
   */
  readonly owner?: string
  /** The sequence number that this step makes: the stored one must be one less. */
  readonly seq: number
  readonly snapshot: Snapshot
  readonly entry: LogEntry
  /**
   * Tool calls that the step intends; written to the ledger as `intended` before any is made. A key that is known stays
   * as it is, unless it `failed`: then it did not happen, and is intended anew.
   */
  readonly intents: readonly ToolCall[]
  readonly nowMs: number
  /** Kept this long after this step. */
  readonly ttlMs: number
  readonly live: boolean
}

/** `DUP`: this very step was committed before. `CONFLICT`: another step has that number. `FENCED`: another owns the call. */
export type CommitReply = 'OK' | 'DUP' | 'CONFLICT' | 'FENCED'

export interface LogEntry {
  readonly seq: number
  /** Unique per step, made by its writer: tells DUP from CONFLICT. */
  readonly id: string
  readonly event: CallEvent
}

export interface StoredCall extends NewCall {
  readonly token: number
  readonly owner: string | null
  readonly leaseUntil: number
  readonly live: boolean
  /** null before the first step. */
  readonly snapshot: Snapshot | null
}

/** What was left for a call from outside. */
export interface Posted {
  readonly id: string
  /** Epoch milliseconds, by the clock of whoever left it. */
  readonly at: number
  readonly text: string
}

/** So many of these wait for a call at most (P9). */
export const mostPosted = 32

export interface Taken {
  readonly token: number
  readonly call: StoredCall
  readonly ledger: readonly LedgerEntry[]
}

export type LedgerEntry =
  | { readonly key: string; readonly call: ToolCall; readonly state: 'intended'; readonly startedAt?: number }
  | {
      readonly key: string
      readonly call: ToolCall
      readonly state: 'done' | 'failed' | 'uncertain'
      readonly outcome: ToolOutcome
    }

export interface Settled {
  readonly state: 'done' | 'failed' | 'uncertain'
  readonly outcome: ToolOutcome
}
