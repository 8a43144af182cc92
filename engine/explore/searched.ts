import type { Way } from '../machine/node.ts'
import type { RehearsalStart } from '../rehearsal/call-under-way.ts'
import type { Danger } from './danger.ts'
import type { Answering } from './oracle.ts'
import type { Leg, Spot } from './spot.ts'

export interface SearchOptions {
  readonly starts: readonly RehearsalStart[]
  readonly answering: Answering
  /** Tools that write. */
  readonly writes: ReadonlySet<string>
  /** Words that callers say in written tests. */
  readonly harvest: readonly string[]
  /** The most legs from the beginning. */
  readonly depth: number
  /** The most legs that are tried in all. */
  readonly runs: number
  /** The order in which they are tried: it matters only where not all can be. */
  readonly seed: number
  /** Nothing is left out because it hardly matters: neither orders nor what is read no more. */
  readonly isWhole: boolean
  /** What of the flow's text the ways of a whole call reach. */
  readonly reached: (ways: readonly Way[]) => readonly string[]
}

export interface Progress {
  readonly runs: number
  readonly spots: number
  readonly depth: number
}

export interface Searched {
  readonly spots: readonly Spot[]
  /** The shortest call for each danger, the shortest first. */
  readonly dangers: readonly { readonly danger: Danger; readonly leg: Leg }[]
  /** The shortest call that reaches each part of the flow. */
  readonly reached: ReadonlyMap<string, Leg>
  /** The shortest call that takes each transition, by its name. */
  readonly taken: ReadonlyMap<string, Leg>
  readonly runs: number
  /** Nothing was left out for want of depth or runs. */
  readonly isComplete: boolean
}
