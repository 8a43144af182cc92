import type { Hypothesis } from '../../answers/answer.ts'
import type { Json } from '../../language/json.ts'

/** In which words a stored call is told: as they were, or with invented ones for whatever tells who called. */
export interface Words {
  /** A telephone number, or "" where it was withheld. */
  number(number: string): string
  /** What a tool returned, an event brought, a call was given. */
  json(data: Json): Json
  /** A slot's value. */
  value(slot: string, value: Json): Json
  /** The caller's words in the events from…to of the log. */
  said(hypotheses: readonly Hypothesis[], from: number, to: number): readonly Hypothesis[]
  /** Keys that were pressed one after the other, from this event of the log on. */
  keys(keys: string, from: number): string
  /** A value that the model read, and the words that say it. Null where there is no telling. */
  quoted(slot: string, value: Json, words: string): { readonly value: Json; readonly quote: string } | null
}
