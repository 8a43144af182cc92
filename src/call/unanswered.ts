import type { CallEvent, Unanswered } from '../../engine/machine/event.ts'
import { startCall } from '../../engine/machine/start-call.ts'
import { step } from '../../engine/machine/step.ts'
import { Committer } from './committer.ts'
import { placementIn } from './placed-call.ts'
import { inputsOf } from './ringing.ts'
import type { Services } from './services.ts'

/**
 * Ends a call of ours that nobody has answered: it is over in the store as what became of it, and nothing that its flow
 * wants is done. `begun` where somebody has answered it and it is a call like any other; `over` where it is over already,
 * or nobody knows it. Rejects where the store does.
 */
export async function endUnanswered(
  services: Services,
  callId: string,
  unanswered: Unanswered,
): Promise<'ended' | 'begun' | 'over'> {
  const { store, clock, limits, owner, flows } = services
  const found = await store.read(callId)
  if (found === null || !found.live) return 'over'
  if (found.snapshot !== null) return 'begun'
  const lease = { owner, ms: limits.leaseMs, nowMs: Math.round(clock.now()) }
  const taken = await store.take(callId, lease, { force: false })
  if (taken === 'missing') return 'over'
  // Whoever holds it is beginning it just now.
  if (taken === 'held') return 'begun'
  const { token, call, ledger } = taken
  const placed = placementIn(ledger)
  const compiled = call.snapshot === null && call.live ? await flows.pinned(call.bundle) : null
  if (compiled === null || placed === null) {
    await store.release(callId, token)
    return call.live ? 'begun' : 'over'
  }
  const { from, to, inputs, language } = placed.placement
  const at = Math.round(clock.now())
  const facts = { id: callId, lineId: '', from, to, direction: 'outbound' as const }
  const began: CallEvent = {
    type: 'call.started',
    at,
    call: facts,
    inputs: { ...inputsOf(compiled.flow), ...inputs },
    seed: 1,
    ...(language === undefined ? {} : { language }),
  }
  const identity = { callId, lineId: '', token, startedAt: call.startedAt, leaseUntil: lease.nowMs + lease.ms }
  const committer = new Committer(identity, services)
  const first = startCall(compiled, began)
  await kept(committer.commit(began, { ...first, effects: [] }))
  const over = { type: 'caller.hungup', at, unanswered } as const
  await kept(committer.commit(over, { ...step(compiled, first.snapshot, over), effects: [] }))
  return 'ended'
}

async function kept(reply: ReturnType<Committer['commit']>): Promise<void> {
  const answer = await reply
  if (typeof answer === 'object') throw answer.lost
}
