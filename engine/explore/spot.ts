import type { Act } from './acts.ts'
import type { Course } from './course.ts'
import type { Oracle } from './oracle.ts'

/** A call at rest, the first that was found of all that are taken for one. */
export interface Spot {
  readonly course: Course
  /** How it came here; null where the call begins. */
  readonly leg: Leg | null
  /** Legs from the beginning. */
  readonly depth: number
  readonly isEnded: boolean
  /** Where it is: of calls at one place hardly anything differs in what happens next. */
  readonly place: string
  /** Nothing but the place matters from here on. */
  readonly isPlain: boolean
  /** What it is called but for attempts and pace; null where there are none. */
  readonly base: string | null
  /** The one without them, or one at the same place: that one's legs go from here, too, and are not all tried again. Null for none. */
  kin: Spot | null
  /** Where it goes from here; what a hang-up leads to is left out. */
  readonly legs: Leg[]
  /** Whether all that may happen here was tried. */
  isExpanded: boolean
}

/** What happens between two rests of a call: as a rule one move, and how the world answers. */
export interface Leg {
  readonly from: Spot
  readonly acts: readonly Act[]
  readonly course: Course
  readonly oracle: Oracle
  /** Where it leads; null where the call never comes to rest. */
  to: Spot | null
}
