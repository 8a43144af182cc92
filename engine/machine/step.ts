import { initialTransition, transition } from 'xstate'
import type { AnyStateMachine } from 'xstate'
import type { Json, JsonObject } from '../language/json.ts'
import { ended, failed, failedNode } from '../states/failed.ts'
import type { CompiledFlow } from './compile.ts'
import type { Effect } from './effect.ts'
import type { CallEvent } from './event.ts'
import { Scene } from './scene.ts'
import type { CallContext, Snapshot } from './snapshot.ts'

/** What a step makes of a call: its next snapshot, and what is to be done once that has been committed. */
export interface Stepped {
  readonly snapshot: Snapshot
  readonly effects: readonly Effect[]
  /** Why each transition was taken, in order, for people: "the answer was understood". */
  readonly why: readonly string[]
  /** The fault that sent the call to its spoken way out, for logs: never a caller's words. */
  readonly fault?: Error
}

/** No call may ask again and again for ever: after so many repairs it ends in a sentence (P9). */
const maxRepairs = 24

/**
 * One event folded into a call: pure, no clock but the event's own. The same flow, snapshot and event always give the same
 * bytes. A fault of the flow (an expression that fails, a loop without listening) leads to the spoken way out, not to an
 * exception; an event after the end changes nothing but the count.
 */
export function step(compiled: CompiledFlow, before: Snapshot | null, event: CallEvent): Stepped {
  if (before === null) return begin(compiled, event)
  if (before.status === 'done')
    return { snapshot: { ...before, seq: before.seq + 1 }, effects: [], why: ['the call is over'] }
  const context = { ...before.context, now: event.at }
  const { machine } = compiled
  const at = (value: Json, now: CallContext): ReturnType<AnyStateMachine['resolveState']> =>
    machine.resolveState({ value: value as never, context: now as never, status: 'active' } as never)
  try {
    const [next, actions] = transition(machine, at(before.value, context), event as never)
    const after = settled(compiled, before.seq + 1, next as never, actions as never)
    if (
      after.snapshot.status === 'active' &&
      after.snapshot.context.repairs > maxRepairs &&
      !isFailing(after.snapshot)
    ) {
      return fail(
        compiled,
        before.seq,
        after.snapshot.context,
        event,
        new Error('The caller was asked again too often.'),
      )
    }
    return after
  } catch (error) {
    return fail(compiled, before.seq, context, event, error as Error)
  }
}

function begin(compiled: CompiledFlow, event: CallEvent): Stepped {
  if (event.type !== 'call.started') throw new TypeError(`A call begins with call.started, not with ${event.type}.`)
  const empty: CallContext = {
    call: event.call,
    inputs: event.inputs,
    slots: {},
    saved: {},
    result: null,
    now: event.at,
    seed: event.seed,
    visit: 0,
    utterances: 0,
    attempts: { noinput: 0, nomatch: 0 },
    speaking: null,
    variants: {},
    timers: {},
    awaiting: null,
    keys: '',
    keyed: null,
    partial: {},
    callerHasFloor: false,
    repairs: 0,
    unheard: '',
    settled: null,
    utterance: '',
    outcome: null,
  }
  try {
    const context = { ...empty, slots: defaults(compiled, empty, event) }
    const [next, actions] = initialTransition(compiled.machine, context as never)
    return settled(compiled, 1, next as never, actions as never)
  } catch (error) {
    return fail(compiled, 0, empty, event, error as Error)
  }
}

/** Slots with a `default` are filled before anything is said. */
function defaults(compiled: CompiledFlow, context: CallContext, event: CallEvent): JsonObject {
  const filled: Record<string, Json> = {}
  for (const slot of Object.values(compiled.flow.slots)) {
    if (slot.default === undefined) continue
    const value = new Scene(compiled.flow, { ...context, slots: filled }, event).value(slot.default)
    if (value !== null && value !== '') filled[slot.name] = value
  }
  return filled
}

interface Moved {
  readonly value: Json
  readonly context: CallContext
  readonly status: string
}

type Emitted = { readonly type: 'effect'; readonly params: Effect } | { readonly type: 'why'; readonly params: string }

function settled(compiled: CompiledFlow, seq: number, next: Moved, actions: readonly Emitted[]): Stepped {
  return {
    snapshot: {
      version: 1,
      bundle: compiled.bundle,
      seq,
      status: next.status === 'done' ? 'done' : 'active',
      value: next.value,
      context: next.context,
    },
    effects: actions.flatMap((action) => (action.type === 'effect' ? [action.params] : [])),
    why: actions.flatMap((action) => (action.type === 'why' ? [action.params] : [])),
  }
}

/** Into the spoken way out; where even that fails, the call is over. */
function fail(compiled: CompiledFlow, seq: number, context: CallContext, event: CallEvent, fault: Error): Stepped {
  const scene = new Scene(compiled.flow, context, event)
  failedNode.entry?.(scene)
  const over = event.type === 'caller.hungup'
  return {
    snapshot: {
      version: 1,
      bundle: compiled.bundle,
      seq: seq + 1,
      status: over ? 'done' : 'active',
      value: over ? ended : failed,
      context: scene.context,
    },
    effects: over ? [] : scene.effects,
    why: ['the flow cannot go on'],
    fault,
  }
}

function isFailing(snapshot: Snapshot): boolean {
  return snapshot.value === failed || snapshot.value === ended
}
