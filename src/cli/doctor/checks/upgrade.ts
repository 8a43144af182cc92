import twilio from 'twilio'
import { WebSocket } from 'ws'
import { streamBase } from '../../../telephony/twilio/signature.ts'
import { paths } from '../../../telephony/twilio/twiml.ts'
import { answerWithinMs, ok, reasonOf, skipped, warning, wrong, type Check, type Finding } from '../finding.ts'

/** Whether media streams get through: a signed upgrade is answered 101, and one without a signature is not. */
export const checkUpgrade: Check = async ({ config: { twilio: account } }) => {
  if (account === null) return [skipped('upgrade', 'Twilio is not configured.')]
  const address = streamBase(account.publicUrl) + paths.media
  const [token = ''] = account.authTokens
  const signed = await upgraded(address, twilio.getExpectedTwilioSignature(token, address, {}))
  const unsigned = await upgraded(address, null)
  return [judgeSigned(signed), ...(signed === 101 ? [judgeUnsigned(unsigned, account.validateUpgrade)] : [])]
}

function judgeSigned(answer: number | string): Finding {
  if (answer === 101) return ok('upgrade', 'A signed media stream is let in (101).')
  if (answer === 403)
    return wrong(
      'upgrade',
      'A signed media stream is refused (403).',
      'The server has another CALLCHART_PUBLIC_URL or TWILIO_AUTH_TOKEN than this command, or its proxy changes the path.',
    )
  if (answer === 503)
    return wrong(
      'upgrade',
      'The server lets no stream in (503).',
      'It is closing, or has no Twilio account: look at its first lines.',
    )
  return wrong(
    'upgrade',
    typeof answer === 'number'
      ? `A media stream is answered ${answer} instead of 101.`
      : `No media stream comes about (${answer}).`,
    'Let the proxy pass upgrades on (nginx: proxy_http_version 1.1, and the headers Upgrade and Connection), with time-outs of hours.',
  )
}

function judgeUnsigned(answer: number | string, validates: boolean): Finding {
  if (answer !== 101) return ok('upgrade', 'A stream without a signature is refused.')
  if (!validates)
    return warning(
      'upgrade',
      'Streams without a signature are let in (TWILIO_VALIDATE_UPGRADE=false): the token of their call alone protects them.',
      'Leave it out unless a SIP bridge needs it.',
    )
  return wrong(
    'upgrade',
    'A stream without a signature is let in.',
    'The server has TWILIO_VALIDATE_UPGRADE=false: leave it out, and start it again.',
  )
}

/** The status of the answer; a text where there was none. */
function upgraded(address: string, signature: string | null): Promise<number | string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(address, {
      handshakeTimeout: answerWithinMs,
      headers: signature === null ? {} : { 'x-twilio-signature': signature },
    })
    socket.on('open', () => {
      socket.close()
      resolve(101)
    })
    socket.on('unexpected-response', (request, response) => {
      request.destroy()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', (error) => resolve(reasonOf(error)))
  })
}
