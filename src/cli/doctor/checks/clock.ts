import { answerWithinMs, ok, skipped, warning, wrong, type Check } from '../finding.ts'

/** Whether this machine's clock is right, by what others write into their answers; tokens and leases are of it. */
export const checkClock: Check = async ({ config: { twilio, openai, publicUrl } }) => {
  const places = [
    twilio === null ? null : (twilio.apiBaseUrl ?? 'https://api.twilio.com'),
    openai === null ? null : (openai.baseUrl ?? 'https://api.openai.com'),
    publicUrl,
  ]
  for (const place of places) {
    const skew = place === null ? null : await skewOf(place)
    if (skew === null || place === null) continue
    const told = `This machine’s clock is ${Math.abs(skew).toFixed(1)} s ${skew < 0 ? 'behind' : 'ahead of'} that of ${new URL(place).host}.`
    const advice = 'Run a time service: chrony, systemd-timesyncd, or that of the host under a container.'
    if (Math.abs(skew) > 30) return [wrong('clock', told, advice)]
    return [Math.abs(skew) > 2 ? warning('clock', told, advice) : ok('clock', told)]
  }
  return [skipped('clock', 'There is nobody to compare it with.')]
}

/** Seconds that this clock is ahead; null where nobody answers with the time. Whole seconds are told: half of one is added. */
async function skewOf(place: string): Promise<number | null> {
  try {
    const began = Date.now()
    const response = await fetch(place, { redirect: 'manual', signal: AbortSignal.timeout(answerWithinMs) })
    const here = (began + Date.now()) / 2
    await response.body?.cancel()
    const there = Date.parse(response.headers.get('date') ?? '')
    return Number.isNaN(there) ? null : (here - there - 500) / 1000
  } catch {
    return null
  }
}
