import type { Json } from '../language/json.ts'
import type { AnswerContext, AnswerState } from './answer.ts'
import { is, type Lexicon } from './lexicon.ts'
import type { Token } from './tokens.ts'

/** One hypothesis, cut up. */
export interface Heard {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly lexicon: Lexicon
}

/** What one type's grammar makes of one hypothesis. */
export interface Reading {
  readonly state: AnswerState
  readonly value: Json
  readonly part?: Json
  readonly alternatives: readonly Json[]
  /** First token and one past the last. */
  readonly from: number
  readonly to: number
  /** 0–1: how well the words fit; 1 is as written in the table. */
  readonly fit: number
}

/** A slot type's grammar: pure and total. */
export type Grammar = (heard: Heard, context: AnswerContext) => Reading

export const nothing: Reading = { state: 'none', value: null, alternatives: [], from: 0, to: 0, fit: 0 }

/** A place in the words where a value was found. */
export interface Match<T> {
  readonly value: T
  readonly from: number
  readonly to: number
}

/** A value's place with the words that lead to it: "at" eight, "on" Friday. They tell what kind of value it is. */
export function led(tokens: readonly Token[], from: number): number {
  let at = from
  while (at > 0 && from - at < 2 && leads.some((role) => is(tokens[at - 1], role))) at--
  return at
}

const leads = ['at-sign', 'on'] as const
