import { LineError } from '../line.ts'
import type { CallControl } from '../line.ts'
import { createRecordingControl } from './call-recordings.ts'
import { lineError, twilioClient, type RestOptions } from './client.ts'
import { createRoomControl } from './rooms.ts'
import { paths, transfer, wayOut } from './twiml.ts'

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
    sayLast: (lineId, words) => update(lineId, { twiml: wayOut({ ...words, number: null }) }),
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
    recording: createRecordingControl(client),
  }
}

/** Where no account is configured: every request rejects with `not_configured`, saying what is missing. */
export function noCallControl(missing: string): CallControl {
  const refuse = () => Promise.reject(new LineError('not_configured', `Twilio is not configured: ${missing}`))
  return { hangup: refuse, reconnect: refuse, transfer: refuse }
}
