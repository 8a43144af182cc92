/**
 * Everything that a simulated call depends on, as plain data: the same plan is the same call, to the byte. A plan that fails
 * is made smaller by leaving faults and moves out of it.
 */
export interface Plan {
  /** Of latencies, and of all that is left to chance. */
  readonly seed: number
  readonly flow: string
  readonly servers: readonly ServerPlan[]
  readonly line: LinePlan
  readonly caller: CallerPlan
  /** Whether the store has a replica: without one it never fails over. */
  readonly replica: boolean
  readonly faults: readonly Fault[]
  /** A call that we make; without it somebody calls us. */
  readonly outbound?: OutboundPlan
}

/** Somebody whom we call. */
export interface OutboundPlan {
  /** Whether the line takes the order. */
  readonly isTaken: boolean
  /** How long the line keeps it before it rings: sometimes too long. */
  readonly queuedMs: number
  readonly ringsMs: number
  readonly answer: 'person' | 'machine' | 'busy' | 'no-answer' | 'failed'
}

export interface ServerPlan {
  /** How far its clock is off, in milliseconds. */
  readonly skewMs: number
}

export interface LinePlan {
  /** What the line does when a socket ends without a close of ours: asks what follows, or leaves the caller in silence. */
  readonly abnormalEnd: 'redirects' | 'stays'
  /** Some calls send silence for ever, some send none. */
  readonly sendsSilence: boolean
  /** How a transfer comes out, by its number in the call. */
  readonly transfers: readonly ('completed' | 'busy' | 'no-answer' | 'failed')[]
}

export interface CallerPlan {
  /** Of what is said. */
  readonly seed: number
  /** How likely the caller answers as they should, 0–1. */
  readonly sense: number
  /** After so many moves the caller says nothing more. */
  readonly moves: number
  /** Hangs up at this time of the call, if they are still there; null never. */
  readonly hangsUpAtMs: number | null
  /** Says something into what is being said, in this share of cases. */
  readonly interrupts: number
}

/** Where a process can be hit: before a request leaves it, once it has been carried out, when its answer has come. */
export interface Point {
  /** `store.commit:sent`, `tool:done`, `line.media`, or `*`, which counts all of them. */
  readonly at: string
  readonly nth: number
}

export type Fault =
  /** The process ends between two instructions; another begins in its place so much later, null never. */
  | { readonly kind: 'crash'; readonly when: Point; readonly restartMs: number | null; readonly vanishes: boolean }
  /** The process stands still and then goes on as if nothing had been. */
  | { readonly kind: 'pause'; readonly when: Point; readonly ms: number }
  /** Its clock moves on at once. */
  | { readonly kind: 'clock'; readonly when: Point; readonly ms: number }
  /** Takes no new calls, hands its calls over, and begins again with the other version of the flow. */
  | { readonly kind: 'deploy'; readonly atMs: number; readonly server: number }
  | {
      readonly kind: 'request'
      readonly of: Remote
      readonly nth: number
      readonly how: RequestFault
      readonly ms: number
    }
  | { readonly kind: 'outage'; readonly of: 'store' | 'model' | 'replica'; readonly atMs: number; readonly ms: number }
  /** The primary is gone, and the replica, which lags behind, takes its place. */
  | { readonly kind: 'failover'; readonly atMs: number; readonly lagMs: number }
  | { readonly kind: 'stream'; readonly how: StreamFault; readonly atMs: number }

export type Remote = 'store' | 'tool' | 'model' | 'rest' | 'webhook' | 'voice' | 'words'
/** `slow` and `twice` are carried out; of `unanswered` only the answer is lost. */
export type RequestFault = 'lost' | 'unanswered' | 'slow' | 'twice'
export type StreamFault = 'drop' | 'second' | 'repeat frames' | 'late frames' | 'words break'

/** One line for people. */
export function faultLine(fault: Fault): string {
  switch (fault.kind) {
    case 'crash':
      return `crash at ${pointLine(fault.when)}${fault.vanishes ? ', its host vanishes' : ''}, ${fault.restartMs === null ? 'for good' : `back after ${fault.restartMs} ms`}`
    case 'pause':
      return `standstill of ${fault.ms} ms at ${pointLine(fault.when)}`
    case 'clock':
      return `clock jumps ${fault.ms} ms at ${pointLine(fault.when)}`
    case 'deploy':
      return `deploy of server ${fault.server + 1} at ${fault.atMs} ms`
    case 'request':
      return `${fault.of} request ${fault.nth} ${fault.how}${fault.how === 'slow' ? ` (${fault.ms} ms)` : ''}`
    case 'outage':
      return `${fault.of} away at ${fault.atMs} ms for ${fault.ms} ms`
    case 'failover':
      return `store fails over at ${fault.atMs} ms and loses ${fault.lagMs} ms`
    default:
      return `stream: ${fault.how} at ${fault.atMs} ms`
  }
}

/** The name under which a fault is counted. */
export function faultName(fault: Fault): string {
  switch (fault.kind) {
    case 'request':
      return `${fault.of} ${fault.how}`
    case 'outage':
      return `${fault.of} away`
    case 'stream':
      return `stream: ${fault.how}`
    case 'crash':
      return fault.vanishes ? 'crash, host vanishes' : 'crash'
    case 'pause':
      return fault.ms > 1000 ? 'standstill past the lease' : 'standstill'
    case 'clock':
      return 'clock jump'
    default:
      return fault.kind
  }
}

function pointLine({ at, nth }: Point): string {
  return `${at === '*' ? 'await' : at} ${nth}`
}
