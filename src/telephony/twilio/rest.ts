import twilio from 'twilio'
import { LineError } from '../line.ts'
import type { CallControl } from '../line.ts'
import { createRoomControl } from './rooms.ts'
import { paths, transfer } from './twiml.ts'

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

/**
 * What is done to a Twilio call from outside its stream. Rejects with LineError: `unreachable` (may be tried again; the
 * request may have been carried out), `unknown_call` (over or never there), `refused`, `not_configured`. A hang-up of a
 * call that is over already resolves.
 */
export function createCallControl(options: RestOptions): CallControl {
  const client = twilioClient(options)

  async function update(
    lineId: string,
    change: { status: 'completed' } | { url: string; method: 'POST' } | { twiml: string },
  ) {
    try {
      await client.calls(lineId).update(change)
    } catch (error) {
      throw lineError(error)
    }
  }

  return {
    async hangup(lineId) {
      try {
        await update(lineId, { status: 'completed' })
      } catch (error) {
        if (error instanceof LineError && error.code === 'unknown_call') return
        throw error
      }
    },
    // The resume route answers with the stream: whichever server gets it makes the token and has the last word.
    reconnect: (lineId) => update(lineId, { url: options.publicUrl + paths.resume, method: 'POST' }),
    // Who is rung for a call is a call of its own, whose parent is the caller's.
    async hasTransferred(lineId, sinceMs) {
      try {
        const rung = await client.calls.list({ parentCallSid: lineId, limit: 20 })
        // Twilio counts in whole seconds, and its clock is not ours.
        return rung.some(({ dateCreated }) => !(dateCreated?.getTime() < sinceMs - 2000))
      } catch (error) {
        throw lineError(error)
      }
    },
    transfer: (lineId, { to, mode, ringMs }) =>
      update(lineId, {
        twiml: transfer({ publicUrl: options.publicUrl, number: to, ringMs, screened: mode !== 'cold' }),
      }),
    room: createRoomControl(client, options),
  }
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

/** Where no account is configured: every request rejects with `not_configured`, saying what is missing. */
export function noCallControl(missing: string): CallControl {
  const refuse = () => Promise.reject(new LineError('not_configured', `Twilio is not configured: ${missing}`))
  return { hangup: refuse, reconnect: refuse, transfer: refuse }
}
