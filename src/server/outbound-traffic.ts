import type { CallStore, StoredCall } from '../store/store.ts'
import type { Traffic } from './outbound-rules.ts'

/** As many at first; where the store has more, four times as many, and so on. */
const firstListed = 500

/** The calls of ours that are live, on whichever server. Rejects with StoreError. */
export async function liveOfOurs(store: Pick<CallStore, 'list'>): Promise<readonly StoredCall[]> {
  return (await listed(store, true, () => false)).filter(isOurs)
}

/**
 * How many calls of ours there are, on all servers. One that was reserved and of which nothing was heard for `unheardMs`
 * does not hold its place for ever. Rejects with StoreError.
 */
export async function trafficOf(store: Pick<CallStore, 'list'>, nowMs: number, unheardMs: number): Promise<Traffic> {
  const since = nowMs - 60_000
  const [live, newest] = await Promise.all([
    liveOfOurs(store),
    listed(store, undefined, (oldest) => oldest.startedAt <= since),
  ])
  return {
    now: live.filter(({ snapshot, startedAt }) => snapshot !== null || startedAt > nowMs - unheardMs).length,
    lastMinute: newest.filter((call) => isOurs(call) && call.startedAt > since).length,
  }
}

/** The newest calls: all of them, or until the oldest of them is enough. */
async function listed(
  store: Pick<CallStore, 'list'>,
  live: true | undefined,
  isEnough: (oldest: StoredCall) => boolean,
): Promise<readonly StoredCall[]> {
  for (let limit = firstListed; ; limit *= 4) {
    const calls = await store.list(live === undefined ? { limit } : { live, limit })
    const oldest = calls.at(-1)
    if (oldest === undefined || calls.length < limit || isEnough(oldest)) return calls
  }
}

function isOurs({ direction }: StoredCall): boolean {
  return direction === 'outbound'
}
