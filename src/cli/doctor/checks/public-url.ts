import { answerWithinMs, ok, reasonOf, skipped, wrong, type Check } from '../finding.ts'

/** Whether the public address leads to a server of ours. */
export const checkPublicUrl: Check = async ({ config: { publicUrl } }) => {
  if (publicUrl === null) return [skipped('public address', 'CALLCHART_PUBLIC_URL is not set.')]
  const began = performance.now()
  try {
    const response = await fetch(`${publicUrl}/healthz`, {
      signal: AbortSignal.timeout(answerWithinMs),
      redirect: 'manual',
    })
    const ms = Math.round(performance.now() - began)
    if (response.status >= 300 && response.status < 400)
      return [
        wrong(
          'public address',
          `It redirects (${response.status}): Twilio signs the address that it calls, and follows nothing on an upgrade.`,
          'Set CALLCHART_PUBLIC_URL to the address that it leads to.',
        ),
      ]
    const body = (await response.json().catch(() => null)) as { readonly status?: unknown } | null
    if (body?.status === 'alive') return [ok('public address', `A Callchart answers at it, in ${ms} ms.`)]
    return [
      wrong(
        'public address',
        `Something answers at it with ${response.status}, and it is no Callchart.`,
        'Start the server (callchart serve), and lead the proxy or the tunnel to its HOST and PORT.',
      ),
    ]
  } catch (error) {
    return [
      wrong(
        'public address',
        `Nobody answers at it (${reasonOf(error)}).`,
        'Start the server, and the proxy or the tunnel in front of it; look whether the name leads to it, and whether a firewall lets 443 through.',
      ),
    ]
  }
}
