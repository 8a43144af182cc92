import type twilio from 'twilio'
import { LineError, type RoomControl } from '../line.ts'
import { lineError, type RestOptions } from './client.ts'
import { paths, roomName, roomQuery, seatInRoom } from './twiml.ts'

/** Twilio counts in whole seconds, and its clock is not ours. */
const clockSlackMs = 2000

/**
 * Warm transfers by Twilio's conferences: the caller's call is given a `<Conference>` to wait in, and who is rung is a call
 * of its own, which hears the brief before it joins (a participant that is added by REST would join unheard:
 * https://www.twilio.com/docs/voice/api/conference-participant-resource).
 */
export function createRoomControl(client: ReturnType<typeof twilio>, options: RestOptions): RoomControl {
  const { publicUrl, ownMusic = false } = options

  async function asked<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request()
    } catch (error) {
      throw lineError(error)
    }
  }

  return {
    seat: (lineId, room) =>
      asked(async () => {
        await client.calls(lineId).update({ twiml: seatInRoom({ publicUrl, room, ownMusic }) })
      }),
    hasSeated: (room) =>
      asked(async () => (await client.conferences.list({ friendlyName: roomName(room), limit: 1 })).length > 0),
    ring: (room, { to, from, ringMs }) =>
      asked(async () => {
        const { sid } = await client.calls.create({
          to,
          from,
          url: publicUrl + paths.whisper + roomQuery(room),
          method: 'POST',
          // Sent again where nobody answers, or somebody with an error.
          statusCallback: `${publicUrl}${paths.leg}${roomQuery(room)}#rc=2&rp=ct,rt,5xx`,
          statusCallbackEvent: ['initiated', 'completed'],
          statusCallbackMethod: 'POST',
          timeout: Math.min(600, Math.max(5, Math.ceil(ringMs / 1000))),
        })
        return sid
      }),
    hasRung: (to, sinceMs) =>
      asked(async () => {
        const calls = await client.calls.list({ to, limit: 20 })
        // One without a date may be a new one; and several callers may be put through to one number at a time.
        return calls.some(({ dateCreated }) => !(dateCreated?.getTime() < sinceMs - clockSlackMs)) ? null : false
      }),
    async release(legId) {
      try {
        await asked(() => client.calls(legId).update({ status: 'completed' }))
      } catch (error) {
        if (!(error instanceof LineError) || error.code !== 'unknown_call') throw error
      }
    },
  }
}
