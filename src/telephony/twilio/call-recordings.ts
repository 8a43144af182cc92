import type twilio from 'twilio'
import type { RecordingControl } from '../line.ts'
import { lineError } from './client.ts'

/** Twilio's own name for the recording that is under way: https://www.twilio.com/docs/voice/api/recording. */
const current = 'Twilio.CURRENT'

/** Twilio's recording of a call, of both sides apart. While it is paused there is silence in it, so that its times stay true. */
export function createRecordingControl(client: ReturnType<typeof twilio>): RecordingControl {
  async function asked<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request()
    } catch (error) {
      throw lineError(error)
    }
  }
  return {
    start: (lineId) =>
      asked(async () => {
        await client.calls(lineId).recordings.create({ recordingChannels: 'dual', recordingTrack: 'both' })
      }),
    pause: (lineId) =>
      asked(async () => {
        await client.calls(lineId).recordings(current).update({ status: 'paused', pauseBehavior: 'silence' })
      }),
    resume: (lineId) =>
      asked(async () => {
        await client.calls(lineId).recordings(current).update({ status: 'in-progress' })
      }),
    state: (lineId) =>
      asked(async () => {
        const all = await client.calls(lineId).recordings.list({ limit: 20 })
        if (all.some(({ status }) => status === 'in-progress')) return 'on'
        return all.some(({ status }) => status === 'paused') ? 'paused' : 'none'
      }),
  }
}
