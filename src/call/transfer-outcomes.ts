import type { TransferOutcome } from '../../engine/machine/event.ts'
import type { CallStore } from '../store/store.ts'
import type { Outside } from './posted-events.ts'
import type { CallSession } from './session.ts'

/** How often the outcome of a transfer is brought to a call that others take at the same time. */
const mostTellings = 3

interface TransferHost {
  /** The session of the line's call here, taken over if need be; null where it is not to be had. */
  take(lineId: string): Promise<CallSession | null>
  /** Leaves it in the store for whichever server has the call. */
  leave(callId: string, outcome: Finished): Promise<unknown>
}

/** What the line says of transfers, brought to the calls that wait for it, whichever server has them. */
export class TransferOutcomes {
  readonly #store: Pick<CallStore, 'ledger' | 'findByLine' | 'read'>
  readonly #host: TransferHost

  constructor(store: Pick<CallStore, 'ledger' | 'findByLine' | 'read'>, host: TransferHost) {
    this.#store = store
    this.#host = host
  }

  /**
   * Whether the line has taken it, or may have, as far as anybody knows; an intent that is not in the ledger is of an older
   * version. What nobody knows the line does: where it asks again it puts nobody through.
   */
  async isTaken(callId: string, id: string): Promise<boolean> {
    const entry = (await this.#store.ledger(callId)).find(({ key }) => key === id)
    return entry === undefined || entry.state === 'done' || entry.state === 'uncertain'
  }

  /** Resolves when the call knows, will know, or waits for no transfer; rejects where it cannot be told. */
  async tell(lineId: string, outcome: TransferOutcome, isOver: boolean): Promise<void> {
    for (let left = mostTellings; left > 0; left--) {
      // Whoever had the call has no stream of it any more, and the fresh one comes wherever the line is answered.
      const session = await this.#host.take(lineId)
      if (session === null) return this.#leave(lineId, outcome, isOver)
      const awaiting = session.snapshot?.context.awaiting
      if (awaiting?.type !== 'transfer') return
      session.dispatch(finished(awaiting.id, outcome, isOver))
      // The line asks next what is to follow: a call that still seemed to be elsewhere would be ended.
      await session.idle()
      if (session.snapshot?.context.awaiting !== awaiting) return
      // Another server took the call meanwhile, and knows nothing of it.
    }
    throw new Error('The outcome of a transfer could not be committed.')
  }

  /** Another server has the call, or is to have it: it finds the outcome in the store, and the line asks until then. */
  async #leave(lineId: string, outcome: TransferOutcome, isOver: boolean): Promise<void> {
    const callId = await this.#store.findByLine(lineId)
    const call = callId === null ? null : await this.#store.read(callId)
    const awaiting = call?.snapshot?.context.awaiting
    if (call?.live !== true || awaiting?.type !== 'transfer') return
    await this.#host.leave(call.callId, finished(awaiting.id, outcome, isOver))
  }
}

type Finished = Extract<Outside, { type: 'transfer.finished' }>

function finished(id: string, outcome: TransferOutcome, isOver: boolean): Finished {
  return { type: 'transfer.finished', id, outcome, ...(isOver ? { over: true } : {}) }
}
