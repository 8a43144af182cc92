import type { CallEvent, EventType } from './event.ts'
import type { Scene } from './scene.ts'

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
  readonly on?: { readonly [E in EventType]?: readonly Transition<Extract<CallEvent, { type: E }>>[] }
  /** The call is over. */
  readonly final?: boolean
}

export interface Transition<E extends CallEvent = CallEvent> {
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
}

/** Changes the scene: patches its context, emits effects. Pure towards everything else. */
export type Act = (scene: Scene) => void
