import type { Hypothesis } from '../../answers/answer.ts'
import type { Json } from '../../language/json.ts'
import type { TimerName } from '../../machine/event.ts'
import type { Snapshot } from '../../machine/snapshot.ts'
import { isAtRest, type ToldCall, type ToldStep } from './told-call.ts'

/** What came from outside the machine and not by itself: the caller, the line, whoever sends events. */
export type ActDone =
  | { readonly act: 'says'; readonly hypotheses: readonly Hypothesis[] }
  | { readonly act: 'presses'; readonly keys: string }
  | { readonly act: 'silence'; readonly timer: TimerName }
  /** `said` is what came next in the caller's turn; null for a noise. */
  | { readonly act: 'bargein'; readonly heard: string; readonly hypotheses: readonly Hypothesis[] }
  | { readonly act: 'hangup' }
  | { readonly act: 'reconnect'; readonly awayMs: number }
  | { readonly act: 'crash'; readonly awayMs: number }
  | { readonly act: 'event'; readonly name: string; readonly data: Json }
  /** No test can say it. */
  | { readonly act: 'untellable'; readonly what: string }

/** An act, and where in the call it was. */
export interface PlacedAct {
  readonly done: ActDone
  /** Index of its first event in the log, and one past its last. */
  readonly from: number
  readonly to: number
  readonly before: Snapshot
  /** Nothing was being said or waited for but the caller. */
  readonly isAtRest: boolean
  /** So long had what was being said lasted, or whatever else was awaited: milliseconds since the event before. */
  readonly sinceMs: number
  readonly saying: ToldStep['saying']
  /** What happened by itself since the act before: how many things. */
  readonly happened: number
}

const silent: ReadonlySet<string> = new Set(['noinput', 'keys', 'wait'])

/** What was done to a call, in order. */
export function actsOf({ steps }: ToldCall): readonly PlacedAct[] {
  const acts: PlacedAct[] = []
  let happened = 0
  for (let index = 1; index < steps.length;) {
    const found = actAt(steps, index)
    if (found === null) {
      happened++
      index++
      continue
    }
    const { event, before, saying } = steps[index] as ToldStep
    if (before !== null && before.status !== 'done')
      acts.push({
        done: found.done,
        from: index,
        to: found.to,
        before,
        isAtRest: isAtRest(before),
        sinceMs: event.at - (steps[index - 1]?.event.at ?? event.at),
        saying,
        happened,
      })
    happened = 0
    index = found.to
  }
  return acts
}

function actAt(steps: readonly ToldStep[], index: number): { readonly done: ActDone; readonly to: number } | null {
  const step = steps[index]
  if (step === undefined) return null
  const { event } = step
  const to = index + 1
  switch (event.type) {
    case 'turn.ended':
      return { done: { act: 'says', hypotheses: event.hypotheses }, to }
    case 'key.pressed': {
      let end = to
      let keys = event.key
      for (let next = steps[end]?.event; next?.type === 'key.pressed'; next = steps[++end]?.event) keys += next.key
      return { done: { act: 'presses', keys }, to: end }
    }
    case 'timer.fired':
      return silent.has(event.timer) ? { done: { act: 'silence', timer: event.timer }, to } : null
    case 'speech.interrupted': {
      const next = steps[to]?.event
      const hypotheses = next?.type === 'turn.ended' ? next.hypotheses : []
      return { done: { act: 'bargein', heard: event.heard, hypotheses }, to: next?.type === 'turn.ended' ? to + 1 : to }
    }
    case 'caller.hungup':
      return event.unanswered === undefined
        ? { done: { act: 'hangup' }, to }
        : { done: { act: 'untellable', what: 'nobody answered it' }, to }
    case 'stream.lost':
    case 'stream.resumed':
      return gone(steps, index)
    case 'event.received':
      return { done: { act: 'event', name: event.name, data: event.data }, to }
    case 'operator.ended':
      return { done: { act: 'untellable', what: 'an operator ended it' }, to }
    case 'operator.transferred':
      return { done: { act: 'untellable', what: 'an operator handed it over' }, to }
    default:
      return null
  }
}

/** A server that takes a call over knows nothing of what was unheard: that is how a crash looks in a log. */
function gone(steps: readonly ToldStep[], index: number): { readonly done: ActDone; readonly to: number } {
  const first = steps[index]?.event
  const at = first?.at ?? 0
  let end = index
  while (end < steps.length && steps[end]?.event.type !== 'stream.resumed') {
    const { type } = (steps[end] as ToldStep).event
    if (type === 'caller.hungup') return { done: { act: 'hangup' }, to: end + 1 }
    end++
  }
  const awayMs = Math.max(0, (steps[end]?.event.at ?? at) - at)
  const wasCrash =
    first?.type === 'stream.resumed' ||
    (first?.type === 'stream.lost' && first.unheard === '' && steps[index]?.before?.context.speaking !== null)
  return {
    done: wasCrash ? { act: 'crash', awayMs } : { act: 'reconnect', awayMs },
    to: Math.min(end + 1, steps.length),
  }
}
