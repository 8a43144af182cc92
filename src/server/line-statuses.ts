import type { Unanswered } from '../../engine/machine/event.ts'
import type { Clock } from '../media/clock.ts'
import type { CallStore } from '../store/store.ts'
import { isOver } from './twilio-fields.ts'

/** Twilio's words for a call that the line has only taken. */
const notYet = new Set(['queued', 'initiated'])

/** What has become of somebody who has not answered, by Twilio's word for how the call is over. */
export function unansweredBy(status: string): Unanswered {
  return ends[status] ?? 'failed'
}

const ends: Readonly<Record<string, Unanswered>> = {
  busy: 'busy',
  'no-answer': 'noanswer',
  failed: 'failed',
  canceled: 'canceled',
}

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

  /** What the line has told of its end; null where it has not. */
  async end(callId: string): Promise<Unanswered | null> {
    const last = (await this.#of(callId)).find(({ status }) => isOver(status))
    return last === undefined ? null : unansweredBy(last.status)
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
