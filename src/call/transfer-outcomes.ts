import type { TransferOutcome } from '../../engine/machine/event.ts'
import type { CallStore } from '../store/store.ts'
import type { CallSession } from './session.ts'

/** How often the outcome of a transfer is brought to a call that others take at the same time. */
const mostTellings = 3

/** What the line says of transfers, brought to the calls that wait for it, whichever server has them. */
export class TransferOutcomes {
  readonly #store: Pick<CallStore, 'ledger'>
  readonly #take: (lineId: string) => Promise<CallSession | null>

  /** `take` gives the session of the line's call here, taken over if need be; null where it is not to be had. */
  constructor(store: Pick<CallStore, 'ledger'>, take: (lineId: string) => Promise<CallSession | null>) {
    this.#store = store
    this.#take = take
  }

  /** Whether the line has taken it, as far as anybody knows; an intent that is not in the ledger is of an older version. */
  async isTaken(callId: string, id: string): Promise<boolean> {
    const entry = (await this.#store.ledger(callId)).find(({ key }) => key === id)
    return entry === undefined || entry.state === 'done'
  }

  /** Resolves when the call knows, or waits for no transfer; rejects where it cannot be told. */
  async tell(lineId: string, outcome: TransferOutcome, isOver: boolean): Promise<void> {
    for (let left = mostTellings; left > 0; left--) {
      // Whoever had the call has no stream of it any more, and the fresh one comes wherever the line is answered.
      const session = await this.#take(lineId)
      const awaiting = session?.snapshot?.context.awaiting
      if (session === null || awaiting?.type !== 'transfer') return
      session.dispatch({ type: 'transfer.finished', id: awaiting.id, outcome, ...(isOver ? { over: true } : {}) })
      // The line asks next what is to follow: a call that still seemed to be elsewhere would be ended.
      await session.idle()
      if (session.snapshot?.context.awaiting !== awaiting) return
      // Another server took the call meanwhile, and knows nothing of it.
    }
    throw new Error('The outcome of a transfer could not be committed.')
  }
}
