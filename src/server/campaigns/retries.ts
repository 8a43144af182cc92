import type { Attempt, Campaign, Retried, Retry } from './campaign.ts'

/** Where a campaign says nothing. A machine that has taken the message is not called again. */
export const usualRetries: Readonly<Record<Retried, Retry>> = {
  busy: { times: 3, afterMs: 10 * 60_000 },
  noanswer: { times: 2, afterMs: 60 * 60_000 },
  machine: { times: 0, afterMs: 4 * 60 * 60_000 },
  failed: { times: 1, afterMs: 15 * 60_000 },
}

/**
 * When a row is called again, by how its last call came out; null where it is not. Each outcome is counted for itself: two
 * retries of a busy line and one of a silent one are three in all.
 */
export function retryAt(
  { retry }: Pick<Campaign, 'retry'>,
  attempts: readonly Attempt[],
  nowMs: number,
): number | null {
  const last = attempts.at(-1)?.outcome
  if (last === undefined || !isRetried(last)) return null
  // Whoever was reached once is left alone for good, whatever comes after.
  if (attempts.some(({ outcome }) => outcome === 'person')) return null
  const { times, afterMs } = retry[last]
  return attempts.filter(({ outcome }) => outcome === last).length > times ? null : nowMs + afterMs
}

function isRetried(outcome: string): outcome is Retried {
  return Object.hasOwn(usualRetries, outcome)
}
