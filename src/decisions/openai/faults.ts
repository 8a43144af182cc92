import { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai'
import { ProviderError } from '../../providers/provider-error.ts'
import type { ProviderFault } from '../../providers/provider-error.ts'

/**
 * What the SDK throws, as what it says of the provider. Only the status and the code are told on: messages of an API may
 * quote what it was sent.
 */
export function decisionFault(
  error: unknown,
  { name, isLate }: { readonly name: string; readonly isLate: boolean },
): ProviderError {
  if (isLate || error instanceof APIConnectionTimeoutError)
    return new ProviderError('timeout', `${name}: no answer in time`)
  if (error instanceof APIUserAbortError) return new ProviderError('aborted', `${name}: stopped while deciding`)
  const status = error instanceof APIError ? (error.status as number | undefined) : undefined
  const code = error instanceof APIError ? (error.code ?? undefined) : undefined
  if (status === undefined || !(error instanceof APIError))
    return new ProviderError('unavailable', `${name}: the connection failed, or the answer was no JSON`, {
      cause: error instanceof APIError ? (error.cause ?? undefined) : undefined,
    })
  const fault = faultOf(status, code)
  return new ProviderError(
    fault,
    `${name}: ${code === undefined ? status : `${status} ${code}`}${adviceOn(status, code)}`,
    {
      retryAfterMs: fault === 'unavailable' ? retryAfterMs(error.headers) : null,
    },
  )
}

/** Codes that come as a 429, and do not pass. */
const isOutOfCredit = (code: string | undefined): boolean =>
  code === 'insufficient_quota' || code === 'billing_hard_limit_reached'

/**
 * 408, 409, 429 and 5xx pass. A 400 is about this one question: what a caller says may bring it about, and must not have the
 * provider left alone for everybody else.
 */
function faultOf(status: number, code: string | undefined): ProviderFault {
  if (isOutOfCredit(code)) return 'refused'
  if (status >= 500 || [408, 409, 425, 429].includes(status)) return 'unavailable'
  return [400, 413, 422].includes(status) ? 'rejected' : 'refused'
}

function adviceOn(status: number, code: string | undefined): string {
  if (status === 402 || isOutOfCredit(code)) return ': the account has no credit left'
  if (status === 401 || status === 403) return ': check its key'
  if (status === 404) return ': check its model and its base URL'
  return ''
}

/** "Retry-After" in seconds or as a date, and OpenAI's own in milliseconds. */
function retryAfterMs(headers: Headers | undefined): number | null {
  const exact = Number.parseFloat(headers?.get('retry-after-ms') ?? '')
  if (exact >= 0) return exact
  const said = headers?.get('retry-after') ?? ''
  const seconds = Number.parseFloat(said)
  const ms = Number.isNaN(seconds) ? Date.parse(said) - Date.now() : seconds * 1000
  return ms >= 0 ? ms : null
}
