import type { CallStore, LedgerEntry } from '../store/store.ts'
import { uncertain } from '../tools/tool-result.ts'
import type { Services } from './services.ts'

/** After its deadline whoever made a call may still be writing down how it came out: so long, and a store's outage longer. */
const graceMs = 30_000
/** What no server with the tool has judged by then is called uncertain without it. */
const longestMs = 60 * 60_000
/** Calls that are looked at each time. */
const mostCalls = 32

type Parts = Pick<Services, 'clock' | 'tools' | 'onJudged'> & {
  readonly store: Pick<CallStore, 'unsettled' | 'ledger' | 'settle'>
}

/** An intent of a call that was over, and how it was found to have come out. */
export interface Judged {
  readonly callId: string
  readonly tool: string
  readonly state: 'done' | 'failed' | 'uncertain'
}

/**
 * What calls have left behind that are over: writes that were intended, and whose server died before it wrote down how they
 * came out. No call will ever ask for them, so the handler is asked here whether they happened; where nobody knows they are
 * called uncertain, for a person to look into. Nothing is made any more. Several servers may judge the same: one is written.
 */
export class Aftermath {
  readonly #services: Parts
  #isJudging = false

  constructor(services: Parts) {
    this.#services = services
  }

  /** Judges what there is. Never rejects: a store that is away is asked the next time. */
  async judge(): Promise<void> {
    if (this.#isJudging) return
    this.#isJudging = true
    try {
      const { store, clock } = this.#services
      const before = Math.round(clock.now()) - graceMs
      for (const callId of await store.unsettled(before, mostCalls)) await this.#judgeCall(callId)
    } catch {
      // Whoever has calls tells of a store that is away.
    } finally {
      this.#isJudging = false
    }
  }

  async #judgeCall(callId: string): Promise<void> {
    const { store, clock } = this.#services
    const now = clock.now()
    const due = (await store.ledger(callId)).filter(
      (entry) => entry.state === 'intended' && Math.max(entry.call.deadline, entry.startedAt ?? 0) + graceMs <= now,
    )
    for (const entry of due) await this.#judgeEntry(callId, entry)
    if (due.length === 0) return
    for (const { key, call, state } of await store.ledger(callId)) {
      if (state === 'intended' || !due.some((entry) => entry.key === key)) continue
      this.#services.onJudged?.({ callId, tool: call.tool, state })
    }
  }

  async #judgeEntry(callId: string, entry: LedgerEntry): Promise<void> {
    const { store, tools, clock } = this.#services
    const { key, call } = entry
    const sinceMs = clock.now() - (entry.state === 'intended' ? (entry.startedAt ?? 0) : 0)
    // What is no tool's, a transfer or a call of ours, was the line's to tell.
    const isTool = !call.tool.startsWith('$')
    // Its time is up, so that nothing is made; a server that lacks the tool leaves it to others.
    if (isTool) await tools.recover({ callId, entry, signal: new AbortController().signal })
    if (isTool && sinceMs < longestMs) return
    await store.settle(
      callId,
      key,
      uncertain('uncertain', 'Its call was over before anybody wrote down how it came out.'),
    )
  }
}
