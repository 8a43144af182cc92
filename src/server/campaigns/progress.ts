import type { Campaign, CampaignState, Mark } from './campaign.ts'

/** How far a campaign is, for people and programs. Nothing in it is personal. Rows are `done`, `calling` or `waiting`. */
export interface Progress {
  readonly name: string
  readonly state: CampaignState
  readonly by: string
  readonly createdAt: string
  /** Rows that are not called by then are `expired`. */
  readonly until: string
  readonly perMinute: number
  readonly atOnce: number
  readonly rows: number
  readonly done: number
  /** Rows that ring or talk now. */
  readonly calling: number
  readonly waiting: number
  /** Of those that are done, by how they ended. */
  readonly reached: number
  readonly machine: number
  readonly fax: number
  readonly busy: number
  readonly noanswer: number
  readonly failed: number
  /** Nobody knows whether they rang: they are not called again. */
  readonly uncertain: number
  /** Not called: the number, the flow or its inputs were refused when their turn came. */
  readonly refused: number
  readonly expired: number
  readonly canceled: number
  readonly erased: number
  /** Calls made in all, retries included. */
  readonly calls: number
  /** When the next row may be called; null where none waits, or the campaign does not go on. */
  readonly nextAt: string | null
}

export function progressOf(
  campaign: Campaign,
  state: CampaignState,
  marks: readonly Mark[],
  now: number,
  /** Until when the pace lets nobody be called. */
  pacedUntil = now,
): Progress {
  const ended = (how: Mark['over']): number => marks.filter(({ over }) => over === how).length
  const done = marks.filter((mark) => mark.state === 'over').length
  const calling = marks.filter((mark) => mark.state === 'calling').length
  const waiting = campaign.rows - done - calling
  const known = marks.filter((mark) => mark.state === 'waiting')
  // Of the others nothing is written down: their turn may be at once.
  const earliest = known.length < waiting ? 0 : Math.min(...known.map(({ notBefore = 0 }) => notBefore))
  const next = Math.max(earliest, pacedUntil, now)
  return {
    name: campaign.name,
    state,
    by: campaign.by,
    createdAt: iso(campaign.createdAt),
    until: iso(campaign.until),
    perMinute: campaign.perMinute,
    atOnce: campaign.atOnce,
    rows: campaign.rows,
    done,
    calling,
    waiting,
    reached: ended('person'),
    machine: ended('machine'),
    fax: ended('fax'),
    busy: ended('busy'),
    noanswer: ended('noanswer'),
    failed: ended('failed'),
    uncertain: ended('uncertain'),
    refused: ended('refused'),
    expired: ended('expired'),
    canceled: ended('canceled'),
    erased: ended('erased'),
    calls: marks.reduce((sum, { attempts }) => sum + attempts.length, 0),
    nextAt: state === 'running' && waiting > 0 ? iso(next) : null,
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
