import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Cluster, Redis } from 'ioredis'
import type { Flow } from '../../../engine/language/flow.ts'
import type { OutboundConfig } from '../../define-config.ts'
import type { CallStore } from '../../store/store.ts'
import type { Outbound } from '../outbound.ts'
import { within } from '../within.ts'
import { readList, type ListFault } from './campaign-order.ts'
import { CampaignQueue } from './campaign-queue.ts'
import type { CampaignRecords, KeptCampaign } from './campaign-records.ts'
import { untouched, type CallOutcome, type Campaign, type Mark } from './campaign.ts'
import { progressOf, type Progress } from './progress.ts'
import { RowCaller } from './row-caller.ts'

export interface CampaignsOptions {
  readonly records: CampaignRecords
  /** For BullMQ: patient, and closed by whoever has made it. */
  readonly redis: Redis | Cluster
  readonly outbound: Pick<Outbound, 'place' | 'idOf'>
  readonly store: Pick<CallStore, 'read' | 'log'>
  /** Without it nobody is called, and no list is taken. */
  readonly config: OutboundConfig | undefined
  readonly flowNamed: (name: string) => Flow | null
  readonly isBusy: () => boolean
  readonly onOutcome: (campaign: Campaign, row: number, attempt: number, callId: string, outcome: CallOutcome) => void
  readonly onFault: (error: unknown) => void
}

/** Why a campaign is not made or changed. `faults`: of the list, each with its row and column. */
export interface Unmade {
  readonly status: 400 | 403 | 404 | 409 | 429
  readonly code: string
  readonly message: string
  readonly faults?: readonly ListFault[]
}

/** How far a row is, without whom it calls. */
export interface RowProgress extends Mark {
  /** From 1. */
  readonly row: number
}

interface OpenCampaign {
  readonly queue: CampaignQueue
  checkedAt: number
}

/**
 * The campaigns of all servers: any of them takes orders, and all take turns with the rows. What a server knows of them is in
 * Redis; it looks there every two seconds for those that it does not work on yet.
 */
export class Campaigns {
  readonly #options: CampaignsOptions
  readonly #open = new Map<string, OpenCampaign>()
  #looking: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: CampaignsOptions) {
    this.#options = options
  }

  /** Takes turns from now on. */
  keepWatch(): void {
    if (this.#isClosed || this.#options.config === undefined) return
    this.#looking = setTimeout(() => {
      this.#round = this.#look()
        .catch(this.#options.onFault)
        .finally(() => this.keepWatch())
    }, lookEveryMs).unref()
  }

  async create(body: unknown, by: string): Promise<Progress | Unmade> {
    const { config, flowNamed, records } = this.#options
    if (config === undefined)
      return unmade(403, 'outbound_off', 'Nobody is called from here: callchart.config.ts has no "outbound".')
    const now = Date.now()
    const list = readList(body, { config, flowNamed, nowMs: now })
    if (!('rows' in list)) {
      const said = list.length === 1 ? 'a fault' : `${list.length} faults`
      return {
        ...unmade(400, 'bad_list', `The list has ${said}: nobody is called.`),
        faults: list.slice(0, mostFaults),
      }
    }
    const { lastsMs, ...facts } = list.campaign
    const going = (await records.list()).filter(({ state }) => state === 'running' || state === 'paused')
    if (going.length >= mostCampaigns && going.every(({ campaign }) => campaign.name !== facts.name))
      return unmade(429, 'too_many_campaigns', `${mostCampaigns} campaigns go on already: wait until one is over.`)
    const campaign: Campaign = { ...facts, id: randomUUID(), by, createdAt: now, until: now + lastsMs }
    const { how, id } = await records.create(campaign, list.rows)
    if (how === 'taken')
      return unmade(409, 'name_used', `There is a campaign "${facts.name}" with another list. Use a new name.`)
    const kept = await records.read(id)
    if (kept === null) return noCampaign
    if (how === 'created') await this.#begin(kept)
    return this.#progress(kept)
  }

  async all(): Promise<readonly Progress[]> {
    return Promise.all((await this.#options.records.list()).map((kept) => this.#progress(kept)))
  }

  async progress(name: string): Promise<Progress | Unmade> {
    const kept = await this.#options.records.find(name)
    return kept === null ? noCampaign : this.#progress(kept)
  }

  async rows(name: string): Promise<readonly RowProgress[] | Unmade> {
    const { records } = this.#options
    const kept = await records.find(name)
    if (kept === null) return noCampaign
    const marks = await records.marks(kept.campaign.id)
    return Array.from({ length: kept.campaign.rows }, (_, index) => ({
      row: index + 1,
      ...(marks.get(index + 1) ?? untouched),
    }))
  }

  /**
   * Calls that ring or talk go on, whatever is ordered. Rows that were not called by the time of a cancel are `canceled`.
   * Paused twice it is paused; one that is over stays so.
   */
  async order(name: string, what: 'pause' | 'resume' | 'cancel'): Promise<Progress | Unmade> {
    const { records } = this.#options
    const kept = await records.find(name)
    if (kept === null) return noCampaign
    const { id } = kept.campaign
    const state = what === 'pause' ? 'paused' : what === 'resume' ? 'running' : 'canceled'
    if (kept.isRetired || (kept.state !== state && !(await records.setState(id, state))))
      return unmade(409, 'campaign_over', `The campaign "${name}" is over: it is ${kept.state}.`)
    const { queue } = await this.#opened(kept)
    await queue.setPaused(what === 'pause')
    if (what === 'cancel') {
      for (const row of await records.open(id)) await this.#cancelRow(id, row)
      await queue.hurry()
    }
    return this.progress(name)
  }

  /** What rings or talks is left to the other servers. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#looking)
    await this.#round
    const open = [...this.#open.values()]
    this.#open.clear()
    await Promise.all(open.map(({ queue }) => this.#closed(queue)))
  }

  async #progress({ campaign, state }: KeptCampaign): Promise<Progress> {
    const { records } = this.#options
    const now = Date.now()
    const [marks, pacedMs] = await Promise.all([records.marks(campaign.id), records.pacedForMs(campaign.id)])
    return progressOf(campaign, state, [...marks.values()], now, now + pacedMs)
  }

  /** A row that waits is over; one that is being called is, once its call is. */
  async #cancelRow(id: string, row: number): Promise<void> {
    const { records } = this.#options
    const { state, attempts } = await records.mark(id, row)
    if (state === 'waiting') await records.setMark(id, row, { state: 'over', attempts, over: 'canceled' })
  }

  async #look(): Promise<void> {
    for (const kept of await this.#options.records.list()) {
      if (this.#isClosed) return
      if (kept.isRetired) await this.#forget(kept.campaign.id)
      else await this.#keepUp(kept)
    }
  }

  async #keepUp(kept: KeptCampaign): Promise<void> {
    const { records } = this.#options
    const { id } = kept.campaign
    const open = await records.openCount(id)
    if (open > 0) {
      const entry = await this.#begin(kept)
      if (Date.now() - entry.checkedAt < checkEveryMs) return
      entry.checkedAt = Date.now()
      // An order whose server died between the one and the other.
      await entry.queue.setPaused(kept.state === 'paused')
      // Jobs that were lost: with a server that had not added them yet, or by a failover.
      if ((await entry.queue.size()) < open) await entry.queue.add(await records.open(id))
      return
    }
    await records.setState(id, 'done')
    const entry = await this.#opened(kept)
    await entry.queue.remove()
    await records.retire(id, Date.now())
    await this.#forget(id)
  }

  /** Works on a campaign from now on, where it does not yet. */
  async #begin(kept: KeptCampaign): Promise<OpenCampaign> {
    const known = this.#open.get(kept.campaign.id)
    if (known !== undefined) return known
    const entry = await this.#opened(kept)
    const { queue } = entry
    await queue.add(await this.#options.records.open(kept.campaign.id))
    await queue.setPaused(kept.state === 'paused')
    if (!this.#isClosed && this.#options.config !== undefined) await queue.start(kept.campaign.atOnce)
    return entry
  }

  async #opened({ campaign }: KeptCampaign): Promise<OpenCampaign> {
    const known = this.#open.get(campaign.id)
    if (known !== undefined) return known
    const { config, records, outbound, store, flowNamed, isBusy, onOutcome, onFault, redis } = this.#options
    const caller = new RowCaller({
      records,
      outbound,
      store,
      // Without one no turn is taken.
      config: config ?? { from: '', flows: [], to: {} },
      flowNamed,
      isBusy,
      onOutcome,
      now: () => Date.now(),
      pause: (ms, signal) => wait(ms, undefined, { signal }).catch(() => {}),
    })
    const queue = new CampaignQueue({
      redis,
      prefix: records.queuePrefix(campaign.id),
      atOnce: campaign.atOnce,
      take: (row, signal) => caller.take(campaign.id, row, signal),
      onFault,
    })
    const entry = { queue, checkedAt: Date.now() }
    this.#open.set(campaign.id, entry)
    return entry
  }

  async #forget(id: string): Promise<void> {
    const entry = this.#open.get(id)
    this.#open.delete(id)
    if (entry !== undefined) await this.#closed(entry.queue)
  }

  async #closed(queue: CampaignQueue): Promise<void> {
    await within(closeWithinMs, 'closing a campaign', queue.close()).catch(this.#options.onFault)
  }
}

function unmade(status: Unmade['status'], code: string, message: string): Unmade {
  return { status, code, message }
}

const noCampaign = unmade(404, 'unknown_campaign', 'There is no campaign of this name.')

const lookEveryMs = 2000
const checkEveryMs = 30_000
const closeWithinMs = 3000
/** Each has a connection of its own on every server. */
const mostCampaigns = 20
const mostFaults = 50
