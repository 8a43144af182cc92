import { ok, warning, wrong, type Check, type Finding } from '../finding.ts'

/** What is missing for real calls, and secrets that could be guessed. */
export const checkSettings: Check = async ({ config }) => {
  const { missingForTwilio, apiTokens, production, keys, redisUrl, redisNodes, openai } = config
  const found: Finding[] = missingForTwilio.map((line) => {
    const [variable = '', what = ''] = line.split(/: (.*)/s)
    return wrong('settings', `${variable} is not set: Twilio cannot call.`, `Set it to ${what}.`)
  })
  for (const { name, secret } of apiTokens)
    if (secret.length < shortestSecret)
      found.push(
        warning(
          'settings',
          `The API token "${name}" has ${secret.length} characters: it can be guessed.`,
          'Make a longer one: openssl rand -base64 32.',
        ),
      )
  if (production && keys.length === 0 && (redisUrl !== null || redisNodes !== null))
    found.push(
      warning(
        'settings',
        'CALLCHART_KEYS is not set: what callers say is not encrypted.',
        'CALLCHART_KEYS="k1:$(openssl rand -base64 32)", the same on every server.',
      ),
    )
  if (production && openai === null)
    found.push(
      warning(
        'settings',
        'OPENAI_API_KEY is not set: no model decides, and unless another provider has a key, words and voice are the embedded ones.',
        'The embedded ones are for demonstrations and tests: set a key of a provider.',
      ),
    )
  return found.length === 0 ? [ok('settings', 'Everything that real calls need is set.')] : found
}

/** Sixteen random letters and digits are some 95 bits. */
const shortestSecret = 16
