/** The store did not answer, or not as agreed. Never carries a caller's words. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: 'unreachable' | 'timeout' | 'corrupt' | 'refused'
  readonly retryable: boolean
  constructor(code: StoreError['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.retryable = code === 'unreachable' || code === 'timeout'
  }
}
