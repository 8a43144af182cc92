import type { Transfer } from '../../../engine/machine/effect.ts'
import type { EffectLedger, OnceEffect, OnceOutcome } from '../../tools/effect-ledger.ts'
import type { CallIdentity } from '../call-identity.ts'
import type { Services } from '../services.ts'

/** Between two questions to the line. */
const askAgainAfterMs = 3000

/**
 * How a transfer came out of which nobody knows whether the line has taken it, because the line answered nothing: until it is
 * known the caller hears nothing on a stream that lives on, so the line is asked again for as long as the call waits. It is
 * not made again: what has not happened has failed. Never rejects; `unknown` once the call waits for it no more.
 */
export async function askedUntilKnown(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  { callId }: CallIdentity,
  { id }: Transfer,
  how: {
    readonly sinceMs: number
    readonly effects: EffectLedger
    readonly effect: OnceEffect
    readonly abandoned: AbortSignal
  },
): Promise<OnceOutcome> {
  const asking: OnceEffect = {
    ...how.effect,
    // An earlier transfer of this call is another one.
    hasHappened: () => how.effect.hasHappened(how.sinceMs),
    act: () => Promise.reject(new Error('The line has not taken it.')),
    mayHaveHappened: () => false,
  }
  for (;;) {
    await new Promise<void>((go) => clock.after(askAgainAfterMs, go))
    if (how.abandoned.aborted) return { how: 'unknown' }
    const call = await store.read(callId).catch(() => undefined)
    // A store that is away tells nothing.
    if (call === undefined) continue
    const awaiting = call?.snapshot?.context.awaiting
    if (call?.live !== true || awaiting?.type !== 'transfer' || awaiting.id !== id) return { how: 'unknown' }
    const outcome = await how.effects.recover(asking)
    if (outcome.how !== 'unknown') return outcome
  }
}
