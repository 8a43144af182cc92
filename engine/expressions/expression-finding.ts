import type { Span } from './syntax.ts'

/** What kind of fault it is; the rules of the language give each its page. */
export type ExpressionFaultCode =
  | 'syntax'
  | 'limit'
  | 'type'
  | 'unknown-slot'
  | 'unknown-input'
  | 'unknown-name'
  | 'unknown-field'
  | 'unknown-function'
  | 'unknown-option'
  | 'unknown-hours'

/** Something wrong in an expression. */
export interface ExpressionFinding extends Span {
  readonly code: ExpressionFaultCode
  readonly message: string
  /** The name that is not known, and those that are: for "did you mean". */
  readonly name?: string
  readonly known?: readonly string[]
}

/**
 * Something that is read and may be missing: "slots.at", "options" (a saved name), "result", "call.from" (a withheld
 * number), or a field of what a tool has found: "options[0].note".
 */
export interface Read extends Span {
  readonly path: string
  /** Inside `filled()` or `or()`, or after a condition that made sure of it. */
  readonly guarded: boolean
  /** Of a field: it may not be there at all, or it may be null. */
  readonly lacks?: 'absent' | 'null'
}
