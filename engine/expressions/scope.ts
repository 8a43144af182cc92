import type { Hours } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'

/** Everything an expression may read. Slots that are not filled are absent or null. */
export interface Scope {
  readonly slots: JsonObject
  /** Facts of the call: id, from, to, direction. */
  readonly call: JsonObject
  readonly inputs: JsonObject
  /** The last tool's result. */
  readonly result: Json
  /** Epoch milliseconds. */
  readonly nowMs: number
  /** IANA zone in which dates without an offset are meant. */
  readonly timezone: string
  readonly hours: Readonly<Record<string, Hours>>
  /** Rungs played in this visit: { noinput, nomatch }. */
  readonly attempts: JsonObject
  /** Saved names, read by their own name: `options[0].at`. */
  readonly saved: JsonObject
}

/** The names that begin an expression whatever the flow; a saved name may be none of them. */
export const roots: readonly string[] = ['slots', 'call', 'inputs', 'result', 'now', 'today', 'attempts']

/** Words that CEL keeps for itself: they cannot be names. https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
export const reservedWords: readonly string[] = [
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]
