import type { CallIdentity } from '../call-identity.ts'
import type { Services } from '../services.ts'

/** Whether nobody has taken the call from this server, as the store has it; the lease is renewed with the question. Rejects where the store does. */
export async function isStillOurs(
  { store, clock, limits, owner }: Pick<Services, 'store' | 'clock' | 'limits' | 'owner'>,
  { callId, token }: CallIdentity,
): Promise<boolean> {
  return store.renew(callId, token, { owner, ms: limits.leaseMs, nowMs: Math.round(clock.now()) })
}
