import type { CompiledFlow } from '../machine/compile.ts'
import type { CallEvent } from '../machine/event.ts'
import { replay } from '../machine/replay.ts'
import type { Snapshot } from '../machine/snapshot.ts'
import { statePath } from '../machine/state-path.ts'
import { tellEffect, tellEvent, tellReadings } from './tell-event.ts'
import { replyWaits, timeSpent, type Moment, type ReplyWait, type Spender } from './time-spent.ts'

/** One folded event of a call, for people. */
export interface StoryStep {
  readonly seq: number
  /** Milliseconds since the call began. */
  readonly at: number
  readonly event: string
  /** Where the call was, "" before the first step, and where it is. */
  readonly from: string
  readonly to: string
  /** Why each transition was taken, in order. */
  readonly why: readonly string[]
  /** What the caller's words were taken for. */
  readonly readings: readonly string[]
  readonly effects: readonly string[]
  /** Slots that changed: name to its value, null where it was cleared. */
  readonly slots: Readonly<Record<string, string | null>>
  /** The fault that sent the call to its spoken way out. */
  readonly fault?: string
}

/** A call told from its log. */
export interface Story {
  readonly flow: string
  readonly bundle: string
  readonly steps: readonly StoryStep[]
  readonly spent: Readonly<Partial<Record<Spender, number>>>
  readonly waits: readonly ReplyWait[]
  /** What folding the log gives; null for an empty log. */
  readonly snapshot: Snapshot | null
}

/** Folds a log and tells each step. Pure; throws only where the log does not begin with `call.started`. */
export function tellCall(compiled: CompiledFlow, events: readonly CallEvent[]): Story {
  const steps: StoryStep[] = []
  const moments: Moment[] = []
  const began = events[0]?.at ?? 0
  let before: Snapshot | null = null
  for (const { event, snapshot, effects, why, fault } of replay(compiled, events)) {
    steps.push({
      seq: snapshot.seq,
      at: event.at - began,
      event: tellEvent(event),
      from: before === null ? '' : placeOf(before),
      to: placeOf(snapshot),
      why,
      readings: event.type === 'turn.ended' ? tellReadings(event) : [],
      effects: effects.flatMap((effect) => tellEffect(effect, event.at) ?? []),
      slots: changes(before, snapshot),
      ...(fault === undefined ? {} : { fault: fault.message }),
    })
    moments.push({ event, before, after: snapshot, said: effects.filter((effect) => effect.type === 'say') })
    before = snapshot
  }
  return {
    flow: compiled.flow.flow,
    bundle: compiled.bundle,
    steps,
    spent: timeSpent(moments),
    waits: replyWaits(moments),
    snapshot: before,
  }
}

/** With the flow in front where it is not the call's own. */
function placeOf({ value, context }: Snapshot): string {
  return context.flow === undefined ? statePath(value) : `${context.flow}: ${statePath(value)}`
}

function changes(before: Snapshot | null, after: Snapshot): Readonly<Record<string, string | null>> {
  // another flow's slots are its own: they did not change, they were put aside
  if (before !== null && before.context.flow !== after.context.flow) return {}
  const old = before?.context.slots ?? {}
  const now = after.context.slots
  const changed: Record<string, string | null> = {}
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const value = JSON.stringify(now[name])
    if (JSON.stringify(old[name]) !== value) changed[name] = value ?? null
  }
  return changed
}
