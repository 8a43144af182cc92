import twilio from 'twilio'
import { paths } from '../../../telephony/twilio/twiml.ts'
import { answerWithinMs, ok, reasonOf, skipped, wrong, type Check, type Finding } from '../finding.ts'

/**
 * Whether webhooks are let in as Twilio signs them: with each of the tokens, with and without a slash at the end; and not
 * without a signature. What is posted is a stream's status that tells of nothing.
 */
export const checkSignatures: Check = async ({ config: { twilio: account } }) => {
  if (account === null) return [skipped('signatures', 'Twilio is not configured.')]
  const found: Finding[] = []
  try {
    for (const [index, token] of account.authTokens.entries())
      for (const slash of ['', '/']) {
        const url = `${account.publicUrl}${paths.streamStatus}${slash}`
        const status = await post(url, twilio.getExpectedTwilioSignature(token, url, form))
        if (status >= 300)
          found.push(
            wrong(
              'signatures',
              `A webhook ${slash === '' ? '' : 'with a slash at the end '}signed with token ${index + 1} of ${account.authTokens.length} is answered ${status}.`,
              status === 403
                ? 'The server has another CALLCHART_PUBLIC_URL or TWILIO_AUTH_TOKEN than this command, or its proxy changes path or body.'
                : 'Look at the server’s log, and at what stands in front of it.',
            ),
          )
      }
    const unsigned = await post(`${account.publicUrl}${paths.streamStatus}`, null)
    if (unsigned < 300)
      found.push(
        wrong(
          'signatures',
          `A webhook without a signature is taken (${unsigned}).`,
          'What answers is no Callchart, or something in front of it signs requests: anybody could end calls.',
        ),
      )
  } catch (error) {
    return [wrong('signatures', `The webhook is not answered (${reasonOf(error)}).`, 'See "public address".')]
  }
  if (found.length > 0) return found
  const tokens = account.authTokens.length === 1 ? 'the token' : `each of ${account.authTokens.length} tokens`
  return [
    ok('signatures', `Webhooks signed with ${tokens} are taken, with and without a slash; unsigned ones are not.`),
  ]
}

const form = { CallSid: `CA${'0'.repeat(32)}`, StreamEvent: 'stream-stopped' }

async function post(url: string, signature: string | null): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(answerWithinMs),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(signature === null ? {} : { 'x-twilio-signature': signature }),
    },
    body: new URLSearchParams(form).toString(),
  })
  return response.status
}
