import { paths } from '../../../telephony/twilio/twiml.ts'
import { answerWithinMs, ok, reasonOf, skipped, warning, wrong, type Check, type Finding } from '../finding.ts'

/** Whether Twilio knows the account and each of its tokens, and whether its numbers call this server. */
export const checkTwilioAccount: Check = async ({ config: { twilio: account } }) => {
  if (account === null) return [skipped('Twilio', 'It is not configured.')]
  const { accountSid, authTokens, publicUrl } = account
  const base = `${account.apiBaseUrl ?? 'https://api.twilio.com'}/2010-04-01/Accounts/${accountSid}`
  const get = (path: string, token: string): Promise<Response> =>
    fetch(base + path, {
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}` },
      signal: AbortSignal.timeout(answerWithinMs),
    })
  const found: Finding[] = []
  try {
    for (const [index, token] of authTokens.entries()) {
      const { status } = await get('.json', token)
      const which = authTokens.length === 1 ? 'the token' : `token ${index + 1} of ${authTokens.length}`
      if (status === 200) found.push(ok('Twilio', `It knows the account and ${which}.`))
      else if (status === 401 || status === 403)
        // While tokens are rotated one of them is not known yet, or no longer.
        found.push(
          (index === 0 ? wrong : warning)(
            'Twilio',
            `It does not know the account with ${which} (${status}).`,
            'Look both up at console.twilio.com, and set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.',
          ),
        )
      else
        found.push(
          warning('Twilio', `It answers ${status} for the account.`, 'Try again, and look at status.twilio.com.'),
        )
    }
    const [token = ''] = authTokens
    if (found[0]?.status === 'ok') found.push(judgeNumbers(await webhooks(get, token), publicUrl))
  } catch (error) {
    return [
      wrong(
        'Twilio',
        `Its REST interface cannot be reached (${reasonOf(error)}).`,
        'Does a firewall or a proxy keep this machine from api.twilio.com? Transfers and lost calls need it.',
      ),
    ]
  }
  return found
}

type Get = (path: string, token: string) => Promise<Response>

/** The voice webhooks of the account's numbers; null where they are not told. */
async function webhooks(get: Get, token: string): Promise<readonly string[] | null> {
  const response = await get('/IncomingPhoneNumbers.json?PageSize=50', token)
  if (!response.ok) return null
  const body = (await response.json()) as {
    readonly incoming_phone_numbers?: readonly { readonly voice_url?: unknown }[]
  }
  return (body.incoming_phone_numbers ?? []).map(({ voice_url: url }) => (typeof url === 'string' ? url : ''))
}

function judgeNumbers(urls: readonly string[] | null, publicUrl: string): Finding {
  const ours = publicUrl + paths.voice
  if (urls === null) return skipped('Twilio numbers', 'They are not told.')
  if (urls.length === 0)
    return warning('Twilio numbers', 'The account has no number.', 'Buy or port one at console.twilio.com.')
  const here = urls.filter((url) => url.replace(/\/+$/, '') === ours).length
  return here > 0
    ? ok('Twilio numbers', `${here} of ${urls.length} call this server.`)
    : warning(
        'Twilio numbers',
        `None of ${urls.length} calls this server.`,
        `Set a number's voice webhook to ${ours} (POST).`,
      )
}
