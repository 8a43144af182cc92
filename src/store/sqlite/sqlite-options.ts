import type { RecordCodec } from '../record-codec.ts'

/** Where the embedded store is, and how long things are kept. */
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
  /** How what callers say is written down. Default: as it is. */
  readonly codec?: RecordCodec
}
