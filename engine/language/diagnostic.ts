/** Where something stands in a file. Lines and columns count from 1, offsets from 0. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly start: number
  readonly end: number
}

/**
 * A fault in a flow, as a value. `code` is stable ("unknown-state") and is a page of the manual; `message` says what is
 * wrong and why it matters; `advice` says how to mend it.
 */
export interface Diagnostic {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly advice?: string
  readonly place: Place
  /** JSON path of the value, as keys: ["states", "ask", "next"]. */
  readonly path: readonly (string | number)[]
}
