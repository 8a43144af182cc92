import type { AnyMachineSnapshot } from 'xstate'
import type { Json } from '../language/json.ts'
import type { CompiledFlow, Inside } from './compile.ts'
import type { Effect } from './effect.ts'
import { deepest, frameOf, freshFor, handedOver, restored, withDefaults } from './frames.ts'
import { demand } from './grants.ts'
import type { InnerEvent, Resume, Wish } from './inner.ts'
import type { Way } from './node.ts'
import { pureInitialTransition, pureTransition, resolved, type Moved } from './pure-transition.ts'
import type { CallContext, Frame } from './snapshot.ts'

/** More flows than this begin or end in one step only where they run each other without ever listening. */
const mostSwitches = 32

/** What one event made of a call, in whichever of its flows. */
export interface Settled {
  readonly state: AnyMachineSnapshot
  readonly effects: readonly Effect[]
  readonly ways: readonly Way[]
}

/** The flow that is running. Throws where the bundle has none of that name. */
export function runningOf(compiled: CompiledFlow, { flow }: Pick<CallContext, 'flow'>): Inside {
  const inside = flow === undefined ? compiled : compiled.inner(flow)
  if (inside === null) throw new Error(`There is no flow ${flow ?? ''} in this bundle.`)
  return inside
}

/**
 * Carries out what a flow wants of the others, until none wants anything: begins them, ends them, and goes on in those that
 * waited. All within one step, so that a call is never stored between two flows.
 */
export function settle(compiled: CompiledFlow, first: Moved): Settled {
  const effects = [...first.effects]
  const ways = [...first.ways]
  let moved = first
  for (let n = 0; moved.wish !== null; n++) {
    if (n >= mostSwitches) throw new Error('Flows run each other without ever listening.')
    moved = carryOut(compiled, moved.state, moved.wish)
    effects.push(...moved.effects)
    ways.push(...moved.ways)
  }
  return { state: moved.state, effects, ways }
}

function carryOut(compiled: CompiledFlow, state: AnyMachineSnapshot, wish: Wish): Moved {
  const context = state.context as CallContext
  const running = runningOf(compiled, context)
  const stack = context.stack ?? []
  const at = context.now
  switch (wish.type) {
    case 'run': {
      const inside = compiled.inner(wish.flow)
      // A flow that is not there, or too deep, has failed as a flow that runs can fail.
      if (inside === null || stack.length >= deepest)
        return pureTransition(running.machine, state, back(wish.resume, at, 'error', {}))
      const frame = frameOf(running.flow.flow, state.value as Json, context, wish)
      return begin(inside, freshFor(inside.flow, context, wish.inputs, [...stack, frame], compiled.flow))
    }
    case 'goto': {
      const inside = compiled.inner(wish.flow)
      if (inside === null) throw new Error(`There is no flow ${wish.flow} in this bundle.`)
      const inputs = handedOver(running.flow, inside.flow, context, wish.inputs)
      return begin(inside, freshFor(inside.flow, context, inputs, stack, compiled.flow))
    }
    case 'return': {
      const frame = stack.at(-1)
      if (frame === undefined) throw new Error('There is no flow to come back to.')
      const event: InnerEvent =
        frame.then === undefined
          ? back(frame.resume, at, wish.outcome, wish.outputs)
          : { type: 'state.jumped', at, to: frame.then }
      return goOn(compiled, frame, context, stack.slice(0, -1), event)
    }
    default: {
      const jump: InnerEvent = { type: 'state.jumped', at, to: wish.to }
      if (wish.out === 0) return pureTransition(running.machine, state, jump)
      const frame = stack.at(-wish.out)
      if (frame === undefined) throw new Error('There is no such flow to come back to.')
      return goOn(compiled, frame, context, stack.slice(0, -wish.out), jump)
    }
  }
}

function begin(inside: Inside, empty: CallContext): Moved {
  demand(empty, inside.flow.requires, `The flow "${inside.flow.flow}"`)
  const started = { type: 'flow.resumed', at: empty.now, how: 'ask' } as const
  return pureInitialTransition(inside.machine, withDefaults(inside.flow, empty, started))
}

function goOn(
  compiled: CompiledFlow,
  frame: Frame,
  before: CallContext,
  stack: readonly Frame[],
  event: InnerEvent,
): Moved {
  const context = timed(restored(frame, before, stack, compiled.flow), frame)
  const { machine } = runningOf(compiled, context)
  return pureTransition(machine, resolved(machine, frame.value, context), event)
}

/** An interrupt's cool-down begins when it is over. */
function timed(context: CallContext, { because }: Frame): CallContext {
  if (because?.startsWith('interrupt:') !== true) return context
  return { ...context, interrupted: { ...context.interrupted, [because]: context.now } }
}

const hows: ReadonlySet<string> = new Set(['restate', 'ask', 'silent', 'goback', 'stop'])

/** A flow that comes back to a question may say by its outcome how. */
function back(
  resume: Resume,
  at: number,
  outcome: string,
  outputs: Extract<Wish, { type: 'return' }>['outputs'],
): InnerEvent {
  if (resume === 'outcome') return { type: 'run.finished', at, outcome, outputs }
  const how = hows.has(outcome) ? (outcome as Extract<InnerEvent, { type: 'flow.resumed' }>['how']) : resume
  return { type: 'flow.resumed', at, how }
}
