import { createActor, createMachine, type AnyActorScope, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate'
import type { Json } from '../language/json.ts'
import type { Effect } from './effect.ts'
import type { Wish } from './inner.ts'
import type { MachineEvent, Way } from './node.ts'
import type { CallContext } from './snapshot.ts'

/** What a transition made of the machine, and what its actions told, in order. */
export interface Moved {
  readonly state: AnyMachineSnapshot
  readonly effects: readonly Effect[]
  readonly ways: readonly Way[]
  /** What it wants of the stack of flows; null for nothing. */
  readonly wish: Wish | null
}

/**
 * XState's `transition`, without its price: that function makes an actor for every call, and making one runs the machine's
 * first step again, which makes a step half as dear again (`npm run bench -- step`). Our machines never invoke, spawn, send
 * or delay, so one actor that is never started stands for all of them. Throws what a guard or an action throws.
 */
export function pureTransition(machine: AnyStateMachine, state: AnyMachineSnapshot, event: MachineEvent): Moved {
  const told = new Told()
  return told.moved(machine.transition(state, event, told.scope))
}

/** XState's `initialTransition`, in the same way. */
export function pureInitialTransition(machine: AnyStateMachine, context: CallContext): Moved {
  const told = new Told()
  return told.moved(machine.getInitialSnapshot(told.scope, context))
}

/** The machine in a state that was stored. */
export function resolved(machine: AnyStateMachine, value: Json, context: CallContext): AnyMachineSnapshot {
  return machine.resolveState({ value: value as never, context: context as never, status: 'active' } as never)
}

const nobody = createActor(createMachine({}))
const nothing = (): void => {}

class Told {
  readonly effects: Effect[] = []
  readonly ways: Way[] = []
  wish: Wish | null = null
  readonly scope: AnyActorScope = {
    self: nobody,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    emit: nothing,
    system: nobody.system,
    stopChild: nothing,
    actionExecutor: ({ type, params }) => {
      if (type === 'effect') this.effects.push(params as Effect)
      else if (type === 'way') this.ways.push(params as Way)
      else if (type === 'wish') this.wish = params as Wish
    },
  }

  /** XState keeps what is thrown while a machine begins as its state; what is thrown later it throws. */
  moved(state: AnyMachineSnapshot): Moved {
    if (state.status === 'error') throw state.error
    return { state, effects: this.effects, ways: this.ways, wish: this.wish }
  }
}
