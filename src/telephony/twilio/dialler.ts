import { LineError } from '../line.ts'
import type { Dialler } from '../dialler.ts'
import { lineError, twilioClient } from './client.ts'
import type { RestOptions } from './client.ts'
import { paths } from './twiml.ts'

/**
 * Dials by Twilio's REST interface, one request a call and none again: Twilio has no idempotency key. Machines are detected
 * while the call goes on (`asyncAmd`), and told when their tone is over.
 */
export function createDialler(options: RestOptions): Dialler {
  const client = twilioClient(options)
  return {
    async dial({ callId, to, from, ringMs, detectsMachine }) {
      const at = (path: string): string => `${options.publicUrl}${path}?call=${encodeURIComponent(callId)}`
      try {
        const { sid } = await client.calls.create({
          to,
          from,
          url: at(paths.voice),
          method: 'POST',
          // Sent again where nobody answers, or somebody with an error: two retries, which count in Twilio's own 15 s.
          statusCallback: `${at(paths.status)}#rc=2&rp=ct,rt,5xx`,
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          statusCallbackMethod: 'POST',
          timeout: Math.min(600, Math.max(5, Math.ceil(ringMs / 1000))),
          ...(detectsMachine
            ? {
                machineDetection: 'DetectMessageEnd',
                asyncAmd: 'true',
                asyncAmdStatusCallback: at(paths.answeredBy),
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
