import type { CallEvent } from '../machine/event.ts'
import type { Snapshot } from '../machine/snapshot.ts'

/**
 * Who had the time:
 * - agent: the agent spoke (a filler counts for what it covers)
 * - caller: the caller was listened to, or nobody spoke
 * - tool, decision, transfer, recording, wait: what was waited for
 * - away: the stream was lost
 */
export type Spender = 'agent' | 'caller' | 'tool' | 'decision' | 'transfer' | 'recording' | 'wait' | 'away'

/** From the end of a caller's turn until the agent's next words were begun. */
export interface ReplyWait {
  /** The event that ended the turn. */
  readonly seq: number
  readonly ms: number
  /** The part of `ms` that passed until the first sound, be it only a filler. */
  readonly firstSoundMs: number
  /** What `ms` was spent on, milliseconds. */
  readonly on: Readonly<Partial<Record<Spender, number>>>
}

/** One folded event: what the call was before and is after. */
export interface Moment {
  readonly event: CallEvent
  readonly before: Snapshot | null
  readonly after: Snapshot
  /** What each utterance that was begun is for. */
  readonly said: readonly { readonly purpose: 'prompt' | 'filler' | 'repair' | 'goodbye' }[]
}

/** Where the time of a call went, milliseconds each. The sum is the call's length. */
export function timeSpent(moments: readonly Moment[]): Readonly<Partial<Record<Spender, number>>> {
  const spent: Partial<Record<Spender, number>> = {}
  let isAway = false
  moments.forEach(({ event, after }, index) => {
    isAway = event.type === 'stream.lost' || (isAway && event.type !== 'stream.resumed')
    const next = moments[index + 1]
    if (next === undefined) return
    add(spent, isAway ? 'away' : spenderOf(after), next.event.at - event.at)
  })
  return spent
}

/** How long callers waited for each reply. A turn that led to nothing said (the call ended, the caller went on) is left out. */
export function replyWaits(moments: readonly Moment[]): readonly ReplyWait[] {
  const waits: ReplyWait[] = []
  for (const [first, { event, after }] of moments.entries()) {
    if (event.type !== 'turn.ended') continue
    const on: Partial<Record<Spender, number>> = {}
    let firstSoundMs: number | null = null
    for (let index = first; index < moments.length; index++) {
      const moment = moments[index] as Moment
      if (index > first && (moment.event.type === 'turn.ended' || moment.event.type === 'stream.lost')) break
      if (moment.said.length > 0) firstSoundMs ??= moment.event.at - event.at
      if (moment.said.some(({ purpose }) => purpose !== 'filler')) {
        waits.push({ seq: after.seq, ms: moment.event.at - event.at, firstSoundMs: firstSoundMs ?? 0, on })
        break
      }
      const next = moments[index + 1]
      if (next !== undefined) add(on, spenderOf(moment.after), next.event.at - moment.event.at)
    }
  }
  return waits
}

/** While something is waited for the time is its own, filler or not. */
function spenderOf({ context }: Snapshot): Spender {
  switch (context.awaiting?.type) {
    case 'tool.call':
      return 'tool'
    case 'decide':
      return 'decision'
    case 'transfer':
      return 'transfer'
    case 'record.start':
      return 'recording'
    default:
  }
  if (context.speaking !== null) return 'agent'
  return context.timers.wait === undefined ? 'caller' : 'wait'
}

function add(spent: Partial<Record<Spender, number>>, spender: Spender, ms: number): void {
  if (ms > 0) spent[spender] = (spent[spender] ?? 0) + ms
}
