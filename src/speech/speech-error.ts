/** A recogniser or a voice failed. Never carries a caller's words. */
export class SpeechError extends Error {
  override readonly name = 'SpeechError'
  readonly code: 'unavailable' | 'timeout' | 'refused' | 'unsupported_language' | 'aborted'
  readonly retryable: boolean
  constructor(code: SpeechError['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.retryable = code === 'unavailable' || code === 'timeout'
  }
}
