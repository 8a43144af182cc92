import type { Lexicon } from './lexicon.ts'
import type { Token } from './tokens.ts'
import type { SaidYear } from './year.ts'

/** A date as said, with what was left out. `serial` is a day already worked out ("tomorrow"). */
export interface SaidDate {
  readonly day?: number
  readonly month?: number
  readonly year?: SaidYear
  readonly weekday?: number
  readonly serial?: number
  /** "in January": the day was not said. */
  readonly grain?: 'month' | 'year'
  /** Only numbers: day and month may change places. */
  readonly numeric?: boolean
  /** Read past something that a recogniser made up. */
  readonly loose?: boolean
  /** "Friday" may become "Friday the 16th". */
  readonly grows: boolean
  readonly from: number
  readonly to: number
}

export interface DateScene {
  readonly tokens: readonly Token[]
  readonly lexicon: Lexicon
  /** Today's serial in the flow's zone. */
  readonly today: number
  /** Month before day, as in the United States. */
  readonly monthFirst: boolean
}
