/** A move that cannot be made, or a call that never comes to rest: the message says which, for the designer of the test. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError'
}
