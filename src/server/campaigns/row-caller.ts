import type { Flow } from '../../../engine/language/flow.ts'
import type { OutboundConfig } from '../../define-config.ts'
import type { CallStore } from '../../store/store.ts'
import type { Outbound } from '../outbound.ts'
import { hoursOf, timezoneOf, type Refused } from '../outbound-rules.ts'
import { outcomeOf } from './call-outcome.ts'
import type { CampaignRecords } from './campaign-records.ts'
import {
  attemptKey,
  placedBy,
  type CallOutcome,
  type Campaign,
  type Mark,
  type Row,
  type Unwanted,
} from './campaign.ts'
import { retryAt } from './retries.ts'
import { createWindows } from './windows.ts'

/** What is to become of a row's job. */
export type Turn =
  | { readonly type: 'over' }
  /** It is this row's turn again, not before `at`. */
  | { readonly type: 'later'; readonly at: number }
  /** No row of this campaign is called for so long. */
  | { readonly type: 'hold'; readonly ms: number }

export interface RowCallerOptions {
  readonly records: Pick<CampaignRecords, 'read' | 'row' | 'mark' | 'setMark' | 'claimPlace'>
  readonly outbound: Pick<Outbound, 'place' | 'idOf'>
  readonly store: Pick<CallStore, 'read' | 'log'>
  readonly config: OutboundConfig
  readonly flowNamed: (name: string) => Flow | null
  readonly now: () => number
  /** Resolves after so long, or when the signal is given. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
  /** The server has too much to do: nobody is called by it now. */
  readonly isBusy: () => boolean
  /** An attempt has come out. */
  readonly onOutcome: (campaign: Campaign, row: number, attempt: number, callId: string, outcome: CallOutcome) => void
}

/**
 * A row's turn, of one campaign: it is called where it may be, and watched until its call is over. Everything that it does is written down
 * before, and can be done again by any server: a call of a row's attempt has one key, however often it is placed.
 */
export class RowCaller {
  readonly #options: RowCallerOptions
  #windows: ReturnType<typeof createWindows> | undefined

  constructor(options: RowCallerOptions) {
    this.#options = options
  }

  /** Rejects where the store or Redis does; the turn may then be taken again. */
  async take(campaignId: string, row: number, signal: AbortSignal): Promise<Turn> {
    const { records, now } = this.#options
    const kept = await records.read(campaignId)
    const mark = await records.mark(campaignId, row)
    if (kept === null || mark.state === 'over') return { type: 'over' }
    const { campaign, state } = kept
    const begun = await this.#underWay(mark)
    if (begun === 'forgotten') return this.#came(campaign, row, mark, 'uncertain')
    if (begun === 'there') return this.#watch(campaign, row, mark, signal)
    const attempts = mark.state === 'calling' ? mark.attempts.slice(0, -1) : mark.attempts
    const end = (over: Unwanted, code?: string): Promise<Turn> => this.#end(campaign, row, { attempts, over, code })
    const later = async (at: number): Promise<Turn> => {
      await records.setMark(campaign.id, row, { state: 'waiting', attempts, notBefore: at })
      return { type: 'later', at }
    }
    if (state === 'canceled') return end('canceled')
    if (now() >= campaign.until) return end('expired')
    if (mark.notBefore !== undefined && mark.notBefore > now()) return { type: 'later', at: mark.notBefore }
    const called = await records.row(campaign.id, row)
    if (called === null) return end('erased')
    // What was fetched before the campaign was paused waits as the others do.
    if (state === 'paused' || this.#options.isBusy()) return { type: 'later', at: now() + heldMs }
    const opens = this.#opens(campaign, called)
    if (opens > now()) return later(Math.min(opens, campaign.until))
    const waitMs = await records.claimPlace(campaign.id, 60_000 / campaign.perMinute)
    if (waitMs > 0) return { type: 'hold', ms: waitMs }
    return this.#place(campaign, row, called, attempts, { end, later, signal })
  }

  /** Whether the call of a row's last attempt is in the store already, or was, and has been forgotten since. */
  async #underWay(mark: Mark): Promise<'there' | 'forgotten' | 'no'> {
    const last = mark.attempts.at(-1)
    if (mark.state !== 'calling' || last === undefined) return 'no'
    if ((await this.#options.store.read(last.callId)) !== null) return 'there'
    // A call is kept five hours at least: one that was begun within is not there because it was never reserved.
    return this.#options.now() - last.at > keptForSureMs ? 'forgotten' : 'no'
  }

  async #place(
    campaign: Campaign,
    row: number,
    called: Row,
    attempts: Mark['attempts'],
    then: {
      readonly end: (over: Unwanted, code?: string) => Promise<Turn>
      readonly later: (at: number) => Promise<Turn>
      readonly signal: AbortSignal
    },
  ): Promise<Turn> {
    const { records, outbound, now } = this.#options
    const key = attemptKey(campaign.id, row, attempts.length + 1)
    const at = Math.round(now())
    const calling: Mark = { state: 'calling', attempts: [...attempts, { callId: outbound.idOf(placedBy, key), at }] }
    // First written down, then done: whoever finds it so places the same call.
    if (!(await records.setMark(campaign.id, row, calling))) return { type: 'over' }
    const placed = await outbound.place(called, placedBy, key)
    if (!('code' in placed)) return this.#watch(campaign, row, calling, then.signal)
    const again = this.#refusedUntil(placed)
    if (again === null) return then.end('refused', placed.code)
    await then.later(again)
    return placed.status === 429 ? { type: 'hold', ms: Math.max(1, again - now()) } : { type: 'later', at: again }
  }

  /** When a call that was refused may be asked for again; null where it never may. */
  #refusedUntil({ status, code, retryAfterS = 60 }: Refused): number | null {
    const { now } = this.#options
    // Another call of ours may be over sooner than the configuration's own advice.
    if (status === 429) return now() + Math.min(retryAfterS * 1000, busyMs)
    if (code === 'quiet_hours') return now() + 60_000
    // Checked when the list was taken: this server is of another release than the one that took it.
    return code === 'unknown_flow' || code === 'outbound_off' ? now() + otherServerMs : null
  }

  /** Until its call is over, or the server is to end: then the next one watches it. */
  async #watch(campaign: Campaign, row: number, mark: Mark, signal: AbortSignal): Promise<Turn> {
    const { store, now, pause } = this.#options
    const callId = mark.attempts.at(-1)?.callId ?? ''
    for (;;) {
      const found = await store.read(callId)
      if (found === null) return this.#came(campaign, row, mark, 'uncertain')
      if (!found.live) {
        const log = await store.log(callId)
        return this.#came(campaign, row, mark, outcomeOf(log.map(({ event }) => event)))
      }
      if (signal.aborted) return { type: 'later', at: now() }
      await pause(lookEveryMs, signal)
    }
  }

  async #came(campaign: Campaign, row: number, mark: Mark, outcome: CallOutcome): Promise<Turn> {
    const { records, now, onOutcome } = this.#options
    const last = mark.attempts.at(-1)
    if (last === undefined) return { type: 'over' }
    const attempts = [...mark.attempts.slice(0, -1), { ...last, outcome }]
    onOutcome(campaign, row, attempts.length, last.callId, outcome)
    const isCanceled = (await records.read(campaign.id))?.state === 'canceled'
    const at = isCanceled ? null : retryAt(campaign, attempts, Math.round(now()))
    if (at === null) return this.#end(campaign, row, { attempts, over: outcome })
    await records.setMark(campaign.id, row, { state: 'waiting', attempts, notBefore: at })
    return { type: 'later', at }
  }

  async #end(
    { id }: Campaign,
    row: number,
    {
      attempts,
      over,
      code,
    }: Pick<Mark, 'attempts'> & { readonly over: NonNullable<Mark['over']>; code?: string | undefined },
  ): Promise<Turn> {
    const mark: Mark = { state: 'over', attempts, over, ...(code === undefined ? {} : { code }) }
    await this.#options.records.setMark(id, row, mark)
    return { type: 'over' }
  }

  /** When somebody may be called: the configuration's hours and the campaign's own. */
  #opens({ hours }: Campaign, { to, flow: name }: Row): number {
    const { config, flowNamed, now } = this.#options
    const flow = flowNamed(name)
    // A server without the flow has its own answer for that.
    if (flow === null) return now()
    // One campaign's: its hours stay what they are.
    this.#windows ??= createWindows(hours === null ? [hoursOf(config)] : [hoursOf(config), hours])
    return this.#windows(timezoneOf(config, to, flow), now()) ?? now() + 86_400_000
  }
}

const lookEveryMs = 1000
const heldMs = 2000
const busyMs = 5000
const otherServerMs = 30_000
/** An hour less than the store keeps a call that was only reserved. */
const keptForSureMs = 4 * 60 * 60_000
