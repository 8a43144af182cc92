import type { Tongue } from './tongue.ts'

/** What a rule may look at besides its match. */
export interface Passage {
  readonly language: string
  readonly tongue: Tongue
  readonly text: string
  /** Where the match begins and ends in `text`. */
  readonly from: number
  readonly to: number
}

/** One kind of thing that a voice would stumble over. Rules never look at each other's matches: the first one has it. */
export interface Rule {
  /** Global, and linear: every repetition is bounded. */
  readonly pattern: RegExp
  /** What is said instead; null leaves it as it is. */
  say(match: RegExpExecArray, passage: Passage): string | null
}

/** A little of what stands before a match: enough for a word or two. */
export function before({ text, from }: Passage): string {
  return text.slice(Math.max(0, from - 40), from)
}

export function after({ text, to }: Passage): string {
  return text.slice(to, to + 24)
}

/** Nothing that belongs to the same word or number stands before. */
export const start = String.raw`(?<![\p{L}\p{N}_]|\d[.,:/])`
/** … or behind. */
export const end = String.raw`(?![\p{L}\p{N}_]|[.,:/]\d)`
