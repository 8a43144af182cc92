/**
 * The names of everything in Redis. All keys of a call share its hash tag, so one script reaches them all on a cluster.
 * The index is cut into shards, each with a tag of its own: no key is asked by every call, and none holds them all.
 */
export interface Keys {
  call(callId: string): string
  log(callId: string): string
  ledger(callId: string): string
  /** What was left for the call from outside. */
  inbox(callId: string): string
  /** Written to ask the replicas of the call's slot how far they are. */
  mark(callId: string): string
  line(lineId: string): string
  lineOf(callId: string): string
  /** The calls of one caller, by until when they may be kept; `tag` is a keyed hash of the number. */
  caller(tag: string): string
  bundle(hash: string): string
  /** The shard that holds a call's hints. */
  index(callId: string): IndexKeys
  readonly shards: readonly IndexKeys[]
}

export interface IndexKeys {
  /** Live calls by when their lease may have run out: never later than it really does, often earlier. */
  readonly due: string
  /** Calls with an intent that may not be settled, by when it was written down. */
  readonly open: string
  /** Live calls, by start. */
  readonly live: string
  /** All calls, by start. */
  readonly calls: string
}

/** Fixed for good: another number would look for a call in another shard. */
const shardCount = 16

export function keysWith(prefix: string): Keys {
  const shards = Array.from({ length: shardCount }, (_, shard): IndexKeys => {
    const tag = `${prefix}:{index-${shard}}`
    return { due: `${tag}:due`, open: `${tag}:open`, live: `${tag}:live`, calls: `${tag}:calls` }
  })
  return {
    call: (callId) => `${prefix}:{${callId}}:call`,
    log: (callId) => `${prefix}:{${callId}}:log`,
    ledger: (callId) => `${prefix}:{${callId}}:ledger`,
    inbox: (callId) => `${prefix}:{${callId}}:inbox`,
    mark: (callId) => `${prefix}:{${callId}}:mark`,
    caller: (tag) => `${prefix}:caller:${tag}`,
    line: (lineId) => `${prefix}:line:${lineId}`,
    lineOf: (callId) => `${prefix}:{${callId}}:line`,
    bundle: (hash) => `${prefix}:bundle:${hash}`,
    index: (callId) => shards[shardOf(callId)] as IndexKeys,
    shards,
  }
}

/** FNV-1a over the id's UTF-16 units: spreads ids evenly, alike in every process. */
function shardOf(callId: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < callId.length; i++) hash = Math.imul(hash ^ callId.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % shardCount
}
