import type { CallFacts } from '../../../engine/machine/event.ts'
import type { Transfer } from '../../../engine/machine/effect.ts'
import { LineError, type Room, type RoomControl } from '../../telephony/line.ts'
import { ringKey, type EffectLedger, type OnceOutcome } from '../../tools/effect-ledger.ts'
import type { Outcome } from '../awaited.ts'
import type { CallIdentity } from '../call-identity.ts'
import type { Services } from '../services.ts'
import { isStillOurs } from '../ownership/still-ours.ts'

/** Requests to end the call of whoever was rung, and how long between them. */
const releases = 3
const releaseAgainAfterMs = 1000

/**
 * A warm transfer on a line that has rooms: the caller is seated in one, then somebody is rung for it. Each of the two is an
 * order of its own in the ledger, so that whichever server goes on after a crash makes the one that was not made, and none
 * twice. From then on the line tells of who was rung, any server, under the transfer's id (`TransferOutcomes`).
 */
export class WarmTransfer {
  readonly #identity: CallIdentity
  readonly #services: Services
  readonly #effects: EffectLedger
  readonly #tell: (outcome: Outcome) => void
  readonly #cancelled = new Set<string>()

  constructor(identity: CallIdentity, services: Services, effects: EffectLedger, tell: (outcome: Outcome) => void) {
    this.#identity = identity
    this.#services = services
    this.#effects = effects
    this.#tell = tell
  }

  /** Makes what has not been made of it. What fails is told. */
  async begin(control: RoomControl, { id, ringMs }: Transfer, to: string, how: 'make' | 'recover'): Promise<void> {
    const { clock } = this.#services
    const { callId, lineId } = this.#identity
    const room: Room = { callId, id }
    const began = clock.now()
    const isOurs = (): Promise<boolean> => isStillOurs(this.#services, this.#identity)
    const seated = await this.#effects[how]({
      callId,
      key: id,
      act: () => control.seat(lineId, room),
      mayHaveHappened,
      hasHappened: () => control.hasSeated(room),
      isOurs,
    })
    if (seated.how === 'elsewhere') return
    // Where nobody knows whether they wait in the room they are fetched back: the room is nothing to them then.
    if (seated.how !== 'happened' || this.#cancelled.has(id)) {
      await this.#effects.forgo(callId, ringKey(id))
      return this.#cancelled.has(id) ? undefined : this.#failed(id, seated)
    }
    const from = await this.#ourNumber()
    const rung = await this.#effects[how]({
      callId,
      key: ringKey(id),
      act: async () => ({ leg: await control.ring(room, { to, from, ringMs }) }),
      mayHaveHappened,
      hasHappened: (sinceMs) => control.hasRung(to, sinceMs === 0 ? began : sinceMs),
      isOurs,
    })
    if (rung.how === 'elsewhere') return
    if (this.#cancelled.has(id)) return this.#release(control, id)
    if (rung.how === 'failed') return this.#failed(id, rung)
    // Also where nobody knows: it is waited for as long as it may ring, and the line tells of it if it does.
    this.#tell({ type: 'transfer.progressed', id, how: 'ringing' })
  }

  /** Whoever is being rung is rung no more; where they are not yet, they are not rung at all. Never rejects. */
  async cancel(id: string): Promise<void> {
    this.#cancelled.add(id)
    const { room } = this.#services.control
    if (room !== undefined) await this.#release(room, id)
  }

  async #release(control: RoomControl, id: string): Promise<void> {
    const { clock, observer } = this.#services
    const { callId } = this.#identity
    const kept = await this.#effects.keptOf(callId, ringKey(id))
    const leg = typeof kept === 'object' && kept !== null && 'leg' in kept ? kept.leg : null
    // Who answers later is told that nobody is there any more.
    if (typeof leg !== 'string') return
    for (let left = releases; left > 0; left--) {
      try {
        return await control.release(leg)
      } catch (error) {
        observer.notice(callId, { type: 'fault', where: 'transfer', error })
        if (left > 1) await new Promise<void>((go) => clock.after(releaseAgainAfterMs, go))
      }
    }
  }

  #failed(id: string, outcome: OnceOutcome): void {
    const { observer } = this.#services
    if (outcome.how === 'failed')
      observer.notice(this.#identity.callId, { type: 'fault', where: 'transfer', error: outcome.error })
    this.#tell({ type: 'transfer.finished', id, outcome: 'failed' })
  }

  /** What whoever is rung sees: a number of ours, since the line lets nobody show another's. */
  async #ourNumber(): Promise<string> {
    const call = (await this.#services.store.read(this.#identity.callId).catch(() => null))?.snapshot?.context.call
    return call === undefined ? '' : numberOfOurs(call)
  }
}

function numberOfOurs({ direction, from, to }: CallFacts): string {
  return direction === 'outbound' ? from : to
}

export function mayHaveHappened(error: unknown): boolean {
  return !(error instanceof LineError) || error.code === 'unreachable'
}
