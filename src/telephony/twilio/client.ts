import twilio from 'twilio'
import { LineError } from '../line.ts'

/** How Twilio's REST interface is reached. */
export interface RestOptions {
  readonly accountSid: string
  /** The first of the account's tokens is the one used. */
  readonly authTokens: readonly string[]
  readonly publicUrl: string
  /** Another host that speaks Twilio's interface; null is Twilio's own. */
  readonly apiBaseUrl: string | null
  /** For one request. The SDK's own default is 30 s, which no caller waits for. */
  readonly restTimeoutMs: number
  /** Whether callers who wait for somebody hear our music instead of Twilio's. */
  readonly ownMusic?: boolean
}

/** The SDK, with limits that a call can bear. */
export function twilioClient(options: RestOptions): ReturnType<typeof twilio> {
  const client = twilio(options.accountSid, options.authTokens[0], { timeout: options.restTimeoutMs, keepAlive: true })
  if (options.apiBaseUrl !== null) client.api.baseUrl = options.apiBaseUrl
  return client
}

/** The SDK's errors hold headers with credentials, and Twilio's messages hold numbers: neither goes on. */
export function lineError(error: unknown): LineError {
  if (!(error instanceof twilio.RestException)) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
    return new LineError('unreachable', `Twilio could not be reached (${code}).`)
  }
  const { status, code } = error
  const which = code === undefined ? `HTTP ${status}` : `error ${code}, https://www.twilio.com/docs/errors/${code}`
  if (status >= 500 || status === 429)
    return new LineError('unreachable', `Twilio did not take the request (${which}).`)
  if (status === 404 || code === notInProgress) return new LineError('unknown_call', `The call is over (${which}).`)
  return new LineError('refused', `Twilio refused the request (${which}).`)
}

/** "Call is not in-progress. Cannot redirect." */
const notInProgress = 21220
