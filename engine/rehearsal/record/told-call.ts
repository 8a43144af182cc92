import type { CompiledFlow } from '../../machine/compile.ts'
import type { Effect, Listen, LookUp, Decide, Say, ToolCall } from '../../machine/effect.ts'
import type { CallEvent } from '../../machine/event.ts'
import { replay } from '../../machine/replay.ts'
import type { Snapshot } from '../../machine/snapshot.ts'

/** One event of a stored call, with what the call was before and after it. */
export interface ToldStep {
  readonly event: CallEvent
  /** null before the call began. */
  readonly before: Snapshot | null
  readonly after: Snapshot
  readonly effects: readonly Effect[]
  /** What was expected of the caller when the event came; null where nobody listened. */
  readonly listen: Listen | null
  /** What was being said when the event came, and since when: epoch milliseconds. */
  readonly saying: { readonly say: Say; readonly from: number } | null
}

/** A stored call, folded. */
export interface ToldCall {
  readonly compiled: CompiledFlow
  readonly started: Extract<CallEvent, { type: 'call.started' }>
  readonly steps: readonly ToldStep[]
  /** Every call of a tool, in order, with when it was made. */
  readonly tools: readonly { readonly call: ToolCall; readonly at: number }[]
  readonly lookUps: readonly LookUp[]
  readonly decisions: readonly { readonly asked: Decide; readonly at: number }[]
}

/** Folds a log. Throws RangeError where it does not begin with `call.started`. */
export function toldCall(compiled: CompiledFlow, events: readonly CallEvent[]): ToldCall {
  const [started] = events
  if (started?.type !== 'call.started') throw new RangeError('A call begins with call.started.')
  const steps: ToldStep[] = []
  const tools: { call: ToolCall; at: number }[] = []
  const lookUps: LookUp[] = []
  const decisions: { asked: Decide; at: number }[] = []
  let before: Snapshot | null = null
  let listen: Listen | null = null
  const queue: Say[] = []
  let from = started.at
  for (const { event, snapshot, effects } of replay(compiled, events)) {
    const [say] = queue
    steps.push({ event, before, after: snapshot, effects, listen, saying: say === undefined ? null : { say, from } })
    if (event.type === 'speech.played' || event.type === 'speech.interrupted') {
      const index = queue.findIndex(({ id }) => id === event.id)
      if (index >= 0) queue.splice(0, index + 1)
      from = event.at
    }
    if (event.type === 'stream.lost' || event.type === 'stream.resumed') queue.length = 0
    for (const effect of effects) {
      if (effect.type === 'say') {
        if (queue.length === 0) from = event.at
        queue.push(effect)
      } else if (effect.type === 'clear') queue.length = 0
      else if (effect.type === 'listen') listen = effect
      else if (effect.type === 'deafen') listen = null
      else if (effect.type === 'tool.call') tools.push({ call: effect, at: event.at })
      else if (effect.type === 'look.up') lookUps.push(effect)
      else if (effect.type === 'decide') decisions.push({ asked: effect, at: event.at })
    }
    before = snapshot
  }
  return { compiled, started, steps, tools, lookUps, decisions }
}

/** Whether nothing is being said or waited for but the caller. */
export function isAtRest({ status, context }: Snapshot): boolean {
  return status === 'done' || (context.speaking === null && context.awaiting === null && context.settled === null)
}
