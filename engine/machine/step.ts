import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import type { Flow } from '../language/flow.ts'
import type { Json } from '../language/json.ts'
import { ended, failed, failedNode } from '../states/failed.ts'
import type { CompiledFlow } from './compile.ts'
import type { Effect } from './effect.ts'
import { languageMeant } from './call-language.ts'
import type { CallEvent } from './event.ts'
import { firstContext } from './first-context.ts'
import { withDefaults } from './frames.ts'
import { demand } from './grants.ts'
import type { Way } from './node.ts'
import { pureInitialTransition, pureTransition, resolved } from './pure-transition.ts'
import { Scene } from './scene.ts'
import type { CallContext, Snapshot } from './snapshot.ts'
import { runningOf, settle, type Settled } from './stack.ts'

/** What a step makes of a call: its next snapshot, and what is to be done once that has been committed. */
export interface Stepped {
  readonly snapshot: Snapshot
  readonly effects: readonly Effect[]
  /** Why each transition was taken, in order, for people: "the answer was understood". */
  readonly why: readonly string[]
  /** The same transitions, with where each came from and led to. */
  readonly ways: readonly Way[]
  /** The fault that sent the call to its spoken way out, for logs: never a caller's words. */
  readonly fault?: Error
}

/** No call may ask again and again for ever: after so many repairs it ends in a sentence (P9). */
const maxRepairs = 24

/**
 * One event folded into a call: pure, no clock but the event's own. The same flow, snapshot and event always give the same
 * bytes. A fault of the flow (an expression that fails, a loop without listening) leads to the spoken way out, not to an
 * exception; an event after the end changes nothing but the count. Throws only where a call does not begin with
 * `call.started`.
 */
export function step(compiled: CompiledFlow, before: Snapshot | null, event: CallEvent): Stepped {
  if (before === null) return begin(compiled, event)
  if (before.status === 'done')
    return { snapshot: { ...before, seq: before.seq + 1 }, effects: [], why: ['the call is over'], ways: [] }
  let context: CallContext = { ...before.context, now: event.at }
  if (event.type === 'timer.fired') {
    if (context.timers[event.timer] !== event.due)
      return {
        snapshot: { ...before, seq: before.seq + 1, context },
        effects: [],
        why: ['that timer is not armed'],
        ways: [],
      }
    // It has rung: no server that takes the call over may ring it again (P5).
    const { [event.timer]: _, ...timers } = context.timers
    context = { ...context, timers }
  }
  try {
    const { machine } = runningOf(compiled, context)
    const moved = pureTransition(machine, { ...stateOf(machine, before), context }, event)
    const after = stepped(compiled, before.seq + 1, settle(compiled, moved))
    if (isAskedTooOften(runningOf(compiled, after.snapshot.context).flow, after.snapshot))
      return fail(compiled, before.seq, context, event, new Error('The caller was asked again too often.'))
    return after
  } catch (error) {
    return fail(compiled, before.seq, context, event, error as Error)
  }
}

/**
 * XState's own form of the snapshots that are live in this process: a fifth of a step goes into finding it again. Only a
 * cache: a snapshot that comes from a store steps alike.
 */
const live = new WeakMap<Snapshot, AnyMachineSnapshot>()

function stateOf(machine: AnyStateMachine, snapshot: Snapshot): AnyMachineSnapshot {
  const known = live.get(snapshot)
  return known?.machine === machine ? known : resolved(machine, snapshot.value, snapshot.context)
}

function begin(compiled: CompiledFlow, event: CallEvent): Stepped {
  if (event.type !== 'call.started') throw new TypeError(`A call begins with call.started, not with ${event.type}.`)
  const language = languageMeant(compiled.flow, event.language ?? '')
  const empty = { ...firstContext(event), ...(language === null ? {} : { language }) }
  try {
    demand(empty, compiled.flow.requires, `The flow "${compiled.flow.flow}"`)
    const context = withDefaults(compiled.flow, empty, event)
    return stepped(compiled, 1, settle(compiled, pureInitialTransition(compiled.machine, context)))
  } catch (error) {
    return fail(compiled, 0, empty, event, error as Error)
  }
}

function stepped(compiled: CompiledFlow, seq: number, { state, effects, ways }: Settled): Stepped {
  const snapshot: Snapshot = {
    version: 1,
    bundle: compiled.bundle,
    seq,
    status: state.status === 'done' ? 'done' : 'active',
    value: state.value as Json,
    context: state.context as CallContext,
  }
  live.set(snapshot, state)
  return { snapshot, effects, why: ways.map(({ why }) => why), ways }
}

/** Into the spoken way out, from where the call was before the event: what the faulty step had begun never happened. */
function fail(compiled: CompiledFlow, seq: number, context: CallContext, event: CallEvent, fault: Error): Stepped {
  const scene = new Scene(flowOf(compiled, context), context, event, compiled.flow)
  failedNode.entry?.(scene)
  return {
    snapshot: {
      version: 1,
      bundle: compiled.bundle,
      seq: seq + 1,
      status: 'active',
      value: failed,
      context: scene.context,
    },
    effects: scene.effects,
    why: ['the flow cannot go on'],
    ways: [{ why: 'the flow cannot go on', from: null, to: failed }],
    fault,
  }
}

/** Where the ladders lead, be it a colleague or a goodbye, is not held up: only a state that would ask once more is. */
function isAskedTooOften(flow: Flow, { status, context, value }: Snapshot): boolean {
  if (status === 'done' || context.repairs <= maxRepairs || value === failed || value === ended) return false
  const name = typeof value === 'string' ? value : Object.keys(value as object)[0]
  const kind = name === undefined ? undefined : flow.states[name]?.kind
  return kind === 'gather' || kind === 'confirm' || kind === 'decide'
}

/** The running flow, or the call's own where that one cannot be found. */
function flowOf(compiled: CompiledFlow, context: CallContext): Flow {
  return (context.flow === undefined ? null : compiled.inner(context.flow)?.flow) ?? compiled.flow
}
