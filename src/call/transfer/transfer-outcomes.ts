import { spokenLanguage } from '../../../engine/machine/call-language.ts'
import type { Transfer } from '../../../engine/machine/effect.ts'
import type { TransferOutcome } from '../../../engine/machine/event.ts'
import type { StoredCall } from '../../store/store.ts'
import type { CallDesk, HowTransferred, RungLeg } from '../../telephony/call-desk.ts'
import { ringKey } from '../../tools/effect-ledger.ts'
import { done } from '../../tools/tool-result.ts'
import type { Outside } from '../posted-events.ts'
import type { Services } from '../services.ts'
import type { CallSession } from '../session.ts'

/** How often the outcome of a transfer is brought to a call that others take at the same time. */
const mostTellings = 3

interface TransferHost {
  /** The session of the line's call here, taken over if need be; null where it is not to be had. */
  take(lineId: string): Promise<CallSession | null>
  /** Leaves it in the store for whichever server has the call; the same `id` again is the same thing. */
  leave(callId: string, what: Outside, id?: string): Promise<unknown>
}

/** What the line says of transfers, brought to the calls that wait for it, whichever server has them. */
export class TransferOutcomes {
  readonly #services: Pick<Services, 'store' | 'flows' | 'control' | 'observer'>
  readonly #host: TransferHost

  constructor(services: Pick<Services, 'store' | 'flows' | 'control' | 'observer'>, host: TransferHost) {
    this.#services = services
    this.#host = host
  }

  /**
   * Whether the line has taken it, or may have, as far as anybody knows; an intent that is not in the ledger is of an older
   * version. What nobody knows the line does: where it asks again it puts nobody through.
   */
  async isTaken(callId: string, id: string): Promise<boolean> {
    const entry = (await this.#services.store.ledger(callId)).find(({ key }) => key === id)
    return entry === undefined || entry.state === 'done' || entry.state === 'uncertain'
  }

  /** Resolves when the call knows, will know, or waits for no transfer; rejects where it cannot be told. */
  async tell(lineId: string, outcome: TransferOutcome, how: HowTransferred): Promise<void> {
    for (let left = mostTellings; left > 0; left--) {
      // Whoever had the call has no stream of it any more, and the fresh one comes wherever the line is answered.
      const session = await this.#host.take(lineId)
      if (session === null) return this.#leave(lineId, outcome, how)
      // What the line has told of the other side before this comes first.
      await session.collect()
      await session.idle()
      const awaiting = session.snapshot?.context.awaiting
      if (awaiting?.type !== 'transfer') return
      session.dispatch(cameOut(awaiting, outcome, how))
      // The line asks next what is to follow: a call that still seemed to be elsewhere would be ended.
      await session.idle()
      const still = session.snapshot?.context.awaiting
      if (still?.type !== 'transfer' || still.id !== awaiting.id) return
      // Another server took the call meanwhile, and knows nothing of it.
    }
    throw new Error('The outcome of a transfer could not be committed.')
  }

  /** As the desk has it: what the line tells of whoever is rung for a warm transfer. */
  async rung(callId: string, transferId: string, leg: RungLeg): ReturnType<CallDesk['rung']> {
    const { store, flows } = this.#services
    const call = await store.read(callId)
    // The caller waits in the room, too.
    if (call?.snapshot?.context.call.lineId === leg.legId) return null
    const transfer = call === null ? null : transferOf(call)
    if (call === null || transfer?.id !== transferId) {
      if (leg.how === 'joined') await this.#release(callId, leg.legId)
      return null
    }
    // That it was rung is known from now on, and by which name its call can be ended.
    await store.settle(callId, ringKey(transferId), done({ leg: leg.legId }))
    const what = toldOf(transferId, leg.how)
    if (what !== null) await this.#host.leave(callId, what, `${transferId}:${leg.how}`)
    const compiled = await flows.pinned(call.bundle)
    const language = compiled === null ? 'en' : spokenLanguage(compiled, call.snapshot?.context)
    return { brief: transfer.brief, language }
  }

  /** The caller has left before they came: they are alone in the room. */
  async #release(callId: string, legId: string): Promise<void> {
    const { control, observer } = this.#services
    await control.room?.release(legId).catch((error: unknown) => {
      observer.notice(callId, { type: 'fault', where: 'transfer', error })
    })
  }

  /** Another server has the call, or is to have it: it finds the outcome in the store, and the line asks until then. */
  async #leave(lineId: string, outcome: TransferOutcome, how: HowTransferred): Promise<void> {
    const { store } = this.#services
    const callId = await store.findByLine(lineId)
    const call = callId === null ? null : await store.read(callId)
    const transfer = call === null ? null : transferOf(call)
    if (call === null || transfer === null) return
    await this.#host.leave(call.callId, cameOut(transfer, outcome, how))
  }
}

/** The transfer that a live call waits for. */
function transferOf({ live, snapshot }: StoredCall): Transfer | null {
  const awaiting = snapshot?.context.awaiting
  return live && awaiting?.type === 'transfer' ? awaiting : null
}

function toldOf(id: string, how: RungLeg['how']): Outside | null {
  if (how === 'ringing' || how === 'answered') return null
  if (how === 'accepted' || how === 'joined' || how === 'left') return { type: 'transfer.progressed', id, how }
  return { type: 'transfer.finished', id, outcome: how }
}

/** What has come of it for a caller whom the line gives back, or who is gone. */
function cameOut({ id, reached }: Transfer, outcome: TransferOutcome, how: HowTransferred): Outside {
  const { isOver = false, isRoom = false } = how
  const hasMet = reached === 'accepted' || reached === 'joined'
  if (isRoom && isOver && !hasMet) return { type: 'caller.hungup' }
  const came = isRoom && outcome === 'completed' && !hasMet ? 'failed' : outcome
  return { type: 'transfer.finished', id, outcome: came, ...(isOver ? { over: true } : {}) }
}
