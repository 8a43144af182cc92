/**
 * Why an expression gave no value.
 * - syntax: it cannot be read
 * - unknown: a name or function that does not exist
 * - unfilled: it read something that is not there yet
 * - type: an operation on values that it is not for
 * - limit: too large, or too much work
 */
export type ExpressionFault = 'syntax' | 'unknown' | 'unfilled' | 'type' | 'limit'

/** An expression that gave no value. The message names what was read, never what a caller said. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
  readonly code: ExpressionFault
  readonly cel: string
  constructor(code: ExpressionFault, message: string, cel = '') {
    super(message)
    this.code = code
    this.cel = cel
  }
}
