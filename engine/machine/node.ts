import type { CallEvent } from './event.ts'
import type { InnerEvent } from './inner.ts'
import type { Scene } from './scene.ts'

/** All that a machine hears: what happens to the call, and what `step` tells a flow of the others. */
export type MachineEvent = CallEvent | InnerEvent

/**
 * A node of the chart, as the kinds in `engine/states` write it; `compile.ts` makes XState's configuration of it. A flow's
 * state is a node whose children are its phases ("asking", "listening" …).
 */
export interface Node {
  readonly initial?: string
  readonly states?: Readonly<Record<string, Node>>
  readonly entry?: Act
  /** Taken at once, the first whose `when` holds. */
  readonly always?: readonly Transition[]
  readonly on?: { readonly [E in MachineEvent['type']]?: readonly Transition<Extract<MachineEvent, { type: E }>>[] }
  /** The call is over. */
  readonly final?: boolean
}

export interface Transition<E extends MachineEvent = MachineEvent> {
  /** Why it is taken, for people: "the answer was understood". */
  readonly why?: string
  readonly when?: (scene: Scene<E>) => boolean
  /** ".phase" of the same state, or another state's name; absent: stay, only `do`. */
  readonly to?: string
  readonly do?: (scene: Scene<E>) => void
}

/** A transition that was taken: why, and between what. For people, and for what a test has covered. */
export interface Way {
  readonly why: string
  /** The flow's state; null where it holds in all of them. */
  readonly from: string | null
  /** ".phase" of the same state, or another state's name; null: it stayed. */
  readonly to: string | null
  /** The flow that moved, where it is not the call's own. */
  readonly flow?: string
}

/** Changes the scene: patches its context, emits effects. Pure towards everything else. */
export type Act = (scene: Scene) => void
