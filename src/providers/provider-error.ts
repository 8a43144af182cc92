/**
 * Why somebody whom we ask over the network did not do what was asked.
 * - `unavailable`: it failed, and may not the next time (5xx, 429, a lost connection, nonsense)
 * - `timeout`: it said nothing in time
 * - `refused`: it will not do it for us now, whatever is asked: a wrong key or model, no credit left
 * - `rejected`: it will not do this one thing; another it may
 * - `unsupported_language`: it does not know the language
 * - `aborted`: it was stopped from here
 */
export type ProviderFault = 'unavailable' | 'timeout' | 'refused' | 'rejected' | 'unsupported_language' | 'aborted'

/** A provider failed. Never carries a caller's words, nor what the provider wrote: it may quote what it was sent. */
export class ProviderError extends Error {
  override readonly name: string = 'ProviderError'
  readonly code: ProviderFault
  /** The same request may go well a little later. */
  readonly retryable: boolean
  /** When the provider wants to be asked again, in milliseconds from now, as it says itself; null where it says nothing. */
  readonly retryAfterMs: number | null
  constructor(
    code: ProviderFault,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterMs?: number | null } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.retryable = code === 'unavailable' || code === 'timeout'
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}
