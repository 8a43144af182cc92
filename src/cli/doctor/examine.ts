import type { Check, Finding, Patient } from './finding.ts'
import { checkCertificate } from './checks/certificate.ts'
import { checkClock } from './checks/clock.ts'
import { checkDecisions } from './checks/decisions.ts'
import { checkProviders } from './checks/providers.ts'
import { checkPublicUrl } from './checks/public-url.ts'
import { checkRedis } from './checks/redis.ts'
import { checkSettings } from './checks/settings.ts'
import { checkSignatures } from './checks/signatures.ts'
import { checkTwilioAccount } from './checks/twilio-account.ts'
import { checkTwiml } from './checks/twiml.ts'
import { checkUpgrade } from './checks/upgrade.ts'

/** In the order in which people mend them: what is set, what is reached, what runs over it. */
const checks: readonly Check[] = [
  checkSettings,
  checkPublicUrl,
  checkCertificate,
  checkSignatures,
  checkUpgrade,
  checkTwiml,
  checkTwilioAccount,
  checkRedis,
  checkProviders,
  checkDecisions,
  checkClock,
]

/** Everything at once; the findings in the order of the checks. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  return (await Promise.all(checks.map((check) => check(patient)))).flat()
}
