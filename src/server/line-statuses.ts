import type { Clock } from '../media/clock.ts'
import type { CallStore } from '../store/store.ts'

/** Twilio's words for a call that the line has only taken. */
const notYet = new Set(['queued', 'initiated'])

/**
 * What the line has told of calls of ours, kept with each call in the store, since any server may be told. They come out of
 * order and more than once: each has a number, and only one that is higher than all before is news.
 */
export class LineStatuses {
  readonly #store: CallStore
  readonly #clock: Clock

  constructor(store: CallStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Keeps a status, and says whether it is the newest. Of one that is told twice both are: what it leads to is done once by itself. */
  async isNews(callId: string, sequence: number, status: string): Promise<boolean> {
    const number = Number.isSafeInteger(sequence) && sequence >= 0 ? sequence : 0
    const text = JSON.stringify({ type: 'line.status', number, status })
    const reply = await this.#store.post(callId, { id: `status-${number}`, at: Math.round(this.#clock.now()), text })
    if (reply === 'over') return false
    return (await this.#of(callId)).every((one) => one.number <= number)
  }

  /** Whether the line has told that it rings, or what came after. */
  async hasRung(callId: string): Promise<boolean> {
    return (await this.#of(callId)).some(({ status }) => !notYet.has(status))
  }

  /** Whether the line has told anything of it. */
  async isKnown(callId: string): Promise<boolean> {
    return (await this.#of(callId)).length > 0
  }

  async #of(callId: string): Promise<readonly { readonly number: number; readonly status: string }[]> {
    const posted = await this.#store.posted(callId)
    return posted.flatMap(({ id, text }) =>
      id.startsWith('status-') ? [JSON.parse(text) as { number: number; status: string }] : [],
    )
  }
}
