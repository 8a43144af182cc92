import type { Json } from '../language/json.ts'
import type { Slot } from '../language/slot.ts'

/** One reading of the caller's words by the recogniser, best first in a list. Confidence 0–1, 1 where unknown. */
export interface Hypothesis {
  readonly text: string
  readonly confidence: number
}

/**
 * How far an answer has come; it sets how long a silence ends the turn.
 * - closed: a value that cannot grow ("yes", ten digits of ten)
 * - open: a value, but more words could change it ("seven", then "p.m.")
 * - partial: the beginning of one ("five five five")
 * - none: nothing of the kind asked for
 */
export type AnswerState = 'closed' | 'open' | 'partial' | 'none'

export interface Answer {
  readonly state: AnswerState
  /** null unless closed or open; a partial answer may carry what there is so far in `part`. */
  readonly value: Json
  readonly part?: Json
  /** Other values that the words may mean, likeliest first, without `value`. */
  readonly alternatives: readonly Json[]
  /** Which words of the chosen hypothesis made the value: [first, one past last] of its space-separated words. */
  readonly spans: readonly (readonly [number, number])[]
  /** 0–1: the hypothesis's confidence, lowered for a rank below the first and for words that fit loosely. */
  readonly confidence: number
  /** How a person would read the value back, ready for a voice. Empty without a value. */
  readonly readback: string
}

/** Everything a grammar may know: never a clock of its own. */
export interface AnswerContext {
  readonly language: string
  /** What is asked for. A `choice` `from` a tool's list has its items here as options already. */
  readonly slot: Slot
  /** Now, epoch milliseconds, and the zone in which "tomorrow" is meant. */
  readonly nowMs: number
  readonly timezone: string
  /** Known values, to re-rank what was heard. */
  readonly candidates?: readonly string[]
  /** What an earlier, partial answer to the same question left ("25 November", then the year). */
  readonly earlier?: Json
  /** The value that is being put right: what the new words leave out of it stays ("at eight" keeps the day). */
  readonly stands?: Json
}

export const noAnswer: Answer = { state: 'none', value: null, alternatives: [], spans: [], confidence: 0, readback: '' }
