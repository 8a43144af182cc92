import type { RecordCodec } from '../record-codec.ts'
import type { RedisPlace } from './connect.ts'

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
  /** How what callers say is written down. Default: as it is. */
  readonly codec?: RecordCodec
}
