import { listensForMs } from '../../../engine/states/answering-machine.ts'
import { LineError } from '../line.ts'
import type { Dialler } from '../dialler.ts'
import { lineError, twilioClient } from './client.ts'
import type { RestOptions } from './client.ts'
import { paths } from './twiml.ts'

/** Where nobody answers, or somebody with an error: two retries, which count in Twilio's own 15 s. */
const sentAgain = '#rc=2&rp=ct,rt,5xx'

/**
 * Dials by Twilio's REST interface, one request a call and none again: Twilio has no idempotency key. Machines are detected
 * while the call goes on (`asyncAmd`), and told when their tone is over.
 */
export function createDialler(options: RestOptions): Dialler {
  const client = twilioClient(options)
  return {
    async dial({ callId, to, from, ringMs, detectsMachine, endsAfterMs }) {
      const at = (path: string): string => `${options.publicUrl}${path}?call=${encodeURIComponent(callId)}`
      try {
        const { sid } = await client.calls.create({
          to,
          from,
          url: at(paths.voice),
          method: 'POST',
          statusCallback: at(paths.status) + sentAgain,
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          statusCallbackMethod: 'POST',
          timeout: Math.min(600, Math.max(5, Math.ceil(ringMs / 1000))),
          // Without it four hours: https://www.twilio.com/docs/voice/api/call-resource.
          timeLimit: Math.ceil(endsAfterMs / 1000),
          ...(detectsMachine
            ? {
                machineDetection: 'DetectMessageEnd',
                machineDetectionTimeout: listensForMs / 1000,
                asyncAmd: 'true',
                // A message is left only by who hears of the tone: sent again, as a status is.
                asyncAmdStatusCallback: at(paths.answeredBy) + sentAgain,
                asyncAmdStatusCallbackMethod: 'POST',
              }
            : {}),
        })
        return sid
      } catch (error) {
        throw lineError(error)
      }
    },
    async cancel(lineId) {
      try {
        await client.calls(lineId).update({ status: 'canceled' })
      } catch (error) {
        const known = lineError(error)
        // It has been answered meanwhile, or is over.
        if (!(known instanceof LineError) || known.retryable) throw known
      }
    },
  }
}
