import twilio from 'twilio'
import { connectStream, paths } from '../../../telephony/twilio/twiml.ts'
import { signToken, tokenKeys } from '../../../telephony/twilio/token.ts'
import { answerWithinMs, ok, reasonOf, skipped, wrong, type Check, type Finding } from '../finding.ts'
import { lintTwiml } from '../twiml-lint.ts'

/**
 * Whether what Twilio is answered is TwiML that it takes: the stream of each flow, as this configuration writes it, and what
 * the server itself answers for a call that nobody knows (its way out).
 */
export const checkTwiml: Check = async ({ config: { twilio: account }, flows }) => {
  if (account === null) return [skipped('TwiML', 'Twilio is not configured.')]
  const { publicUrl, accountSid, authTokens } = account
  const found: Finding[] = []
  for (const flow of flows) {
    const claim = { callId: `c-${'0'.repeat(36)}`, lineId: form.CallSid, accountSid, flow }
    const token = signToken(tokenKeys(authTokens), claim, Date.now())
    try {
      found.push(...judge(`the stream of "${flow}"`, connectStream({ publicUrl, callId: claim.callId, flow, token })))
    } catch (error) {
      found.push(
        wrong('TwiML', `The stream of a flow cannot be written: ${reasonOf(error)}.`, 'Give the flow a shorter name.'),
      )
    }
  }
  const url = publicUrl + paths.resume
  const [token = ''] = authTokens
  try {
    const response = await fetch(url, {
      method: 'POST',
      signal: AbortSignal.timeout(answerWithinMs),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': twilio.getExpectedTwilioSignature(token, url, form),
      },
      body: new URLSearchParams(form).toString(),
    })
    const type = response.headers.get('content-type') ?? ''
    if (response.status === 200 && /\bxml\b/.test(type)) found.push(...judge('the way out', await response.text()))
    else
      found.push(
        wrong(
          'TwiML',
          `For a call that nobody knows the server answers ${response.status} (${type || 'no type'}) instead of TwiML.`,
          'See "signatures"; a proxy in front of it may answer in its place.',
        ),
      )
  } catch (error) {
    found.push(wrong('TwiML', `The server does not answer (${reasonOf(error)}).`, 'See "public address".'))
  }
  return found.length > 0
    ? found
    : [ok('TwiML', `The streams of ${flows.length} flows and the way out are as Twilio takes them.`)]
}

function judge(what: string, xml: string): readonly Finding[] {
  return lintTwiml(xml).map((fault) => wrong('TwiML', `In ${what}: ${fault}`, 'That is a fault of ours: report it.'))
}

/** No call has it. */
const form = { CallSid: `CA${'0'.repeat(32)}`, CallStatus: 'in-progress' }
