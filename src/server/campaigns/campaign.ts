import type { Hours } from '../../../engine/language/flow.ts'
import type { JsonObject } from '../../../engine/language/json.ts'

/** One line of a list: whom to call, about what. Personal: it is written down sealed only. */
export interface Row {
  readonly to: string
  readonly flow: string
  readonly inputs: JsonObject
  readonly language?: string
}

/** How the last call of a row came out. `person`: somebody has answered who is not known to be a machine. */
export type CallOutcome = 'person' | 'machine' | 'fax' | 'busy' | 'noanswer' | 'failed' | 'uncertain'

/** What a row is called again for. A person is never called again, nor where nobody knows whether it rang. */
export type Retried = 'machine' | 'busy' | 'noanswer' | 'failed'

/** How often at most, and how long after the call before. */
export interface Retry {
  readonly times: number
  readonly afterMs: number
}

/** A list of calls with what holds for all of them. Nothing in it is personal. */
export interface Campaign {
  /** Ours: a name may come again once its campaign is forgotten. */
  readonly id: string
  readonly name: string
  /** Who has ordered it: a token's name. */
  readonly by: string
  readonly createdAt: number
  /** Rows that have not been called by then are not called any more. */
  readonly until: number
  readonly rows: number
  /** New calls a minute, evenly; never more than the configuration lets. */
  readonly perMinute: number
  /** Calls that ring or talk at a time. */
  readonly atOnce: number
  readonly retry: Readonly<Record<Retried, Retry>>
  /** In the time zone of who is called, besides the configuration's; null adds nothing to those. */
  readonly hours: Hours | null
}

export type CampaignState = 'running' | 'paused' | 'canceled' | 'done'

/** A call that was made for a row, or is being made. */
export interface Attempt {
  readonly callId: string
  readonly at: number
  /** Absent while it goes on. */
  readonly outcome?: CallOutcome
}

/** Why a row is not called (any more), besides how its last call came out. */
export type Unwanted = 'refused' | 'canceled' | 'expired' | 'erased'

/**
 * How far a row is. `calling`: its last attempt goes on, or is about to. `over` says how it has ended; `code`, of what was
 * refused, why.
 */
export interface Mark {
  readonly state: 'waiting' | 'calling' | 'over'
  readonly attempts: readonly Attempt[]
  /** Waiting: not before this. */
  readonly notBefore?: number
  readonly over?: CallOutcome | Unwanted
  readonly code?: string
}

/** A row of which nothing was written down yet. */
export const untouched: Mark = { state: 'waiting', attempts: [] }

/** What a campaign's calls are placed as: no token can have this name, so that nobody else's key leads to one of them. */
export const placedBy = '$campaign'

/** Alike on every server and every time: the same attempt is the same call. `row` counts from 1, as people do. */
export function attemptKey(campaignId: string, row: number, attempt: number): string {
  return `${campaignId}:${row}:${attempt}`
}
