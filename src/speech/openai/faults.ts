import { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai'
import { SpeechError } from '../speech-error.ts'

/**
 * What the SDK throws, as the room's own error. Only the status and the code are told on: messages of an API may quote
 * what it was sent.
 */
export function speechFault(error: unknown, doing: string): SpeechError {
  if (error instanceof SpeechError) return error
  if (error instanceof APIUserAbortError) return new SpeechError('aborted', `OpenAI: stopped while ${doing}`)
  if (error instanceof APIConnectionTimeoutError)
    return new SpeechError('timeout', `OpenAI: no answer in time while ${doing}`)
  const status = error instanceof APIError ? error.status : undefined
  const code = error instanceof APIError ? error.code : undefined
  return apiFault(status, code, doing, error)
}

/** A status and a code of the API's, which may both be unknown: then the connection failed. */
export function apiFault(
  status: number | undefined,
  code: string | null | undefined,
  doing: string,
  cause?: unknown,
): SpeechError {
  const named = [status, code].filter((part) => part !== undefined && part !== null).join(' ')
  return new SpeechError(
    code === 'insufficient_quota' ? 'refused' : codeOf(status),
    `OpenAI: ${named === '' ? 'the connection failed' : named} while ${doing}${adviceOn(status, code)}`,
    { cause },
  )
}

/** 408, 409, 429 and 5xx pass; any other 4xx comes again with the next request. */
function codeOf(status: number | undefined): SpeechError['code'] {
  const passing = status === undefined || status >= 500 || [408, 409, 429].includes(status)
  return passing ? 'unavailable' : 'refused'
}

function adviceOn(status: number | undefined, code: string | null | undefined): string {
  if (code === 'insufficient_quota') return ': the account has no credit left'
  if (status === 401 || status === 403) return ': check OPENAI_API_KEY'
  if (status === 404) return ': check the model and OPENAI_BASE_URL'
  return ''
}
