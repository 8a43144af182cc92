import { createHash, randomUUID } from 'node:crypto'
import { answered } from '../../engine/states/answering-machine.ts'
import type { Flow } from '../../engine/language/flow.ts'
import type { Desk } from '../call/desk.ts'
import { dialIntent, dialKey, placementIn, type Placement } from '../call/placed-call.ts'
import { knownForMs, type Services } from '../call/services.ts'
import { endUnanswered } from '../call/unanswered.ts'
import type { OutboundConfig } from '../define-config.ts'
import { LineError } from '../telephony/line.ts'
import type { Dialler } from '../telephony/dialler.ts'
import { EffectLedger } from '../tools/effect-ledger.ts'
import { DialDeadlines } from './dial-deadlines.ts'
import { LineStatuses, unansweredBy } from './line-statuses.ts'
import { capOf, refusalOf, timesOf, typedInputs, type Order, type Refused, type Traffic } from './outbound-rules.ts'
import { trafficOf } from './outbound-traffic.ts'
import { isOver, type Fields } from './twilio-fields.ts'

/** A call of ours. `uncertain`: nobody knows whether it has been dialled, and it is not dialled again. */
export interface Placed {
  readonly callId: string
  readonly status: 'dialled' | 'failed' | 'uncertain'
  /** It was there already: the same key was used before. */
  readonly repeated: boolean
}

export interface OutboundOptions {
  readonly services: Services
  readonly desk: Pick<Desk, 'ended' | 'tell'>
  readonly dialler: Dialler
  /** Without it nobody is called. */
  readonly config: OutboundConfig | undefined
  readonly fault: (callId: string, where: string, error: unknown) => void
}

/**
 * Calls that are begun here. Each is reserved in the store, with the intent to dial it, before the line is asked; the line
 * is asked once. What becomes of it is told by the line, to whichever server, with our own id in every address.
 */
export class Outbound {
  readonly #options: OutboundOptions
  readonly #ledger: EffectLedger
  readonly #statuses: LineStatuses
  readonly #deadlines: DialDeadlines
  /** One is admitted after the other, so that two do not both find the last free place. */
  #admission: Promise<unknown> = Promise.resolve()

  constructor(options: OutboundOptions) {
    this.#options = options
    const { store, clock } = options.services
    this.#ledger = new EffectLedger(store, clock)
    this.#statuses = new LineStatuses(store, clock)
    this.#deadlines = new DialDeadlines(options.services, options.dialler, this.#statuses, options.fault)
  }

  /** Looks after calls of ours whose server has gone, from now on; nothing to do where nobody may be called. */
  keepWatch(): void {
    if (this.#options.config !== undefined) this.#deadlines.keepWatch()
  }

  /** What rings, or is to ring, is left to the other servers. */
  close(): void {
    this.#deadlines.close()
  }

  /** `key`, with who asks, makes it the same call whenever it is asked for again; null is always a new one. */
  async place(asked: Order, by: string, key: string | null): Promise<Placed | Refused> {
    const { store, flows } = this.#options.services
    const flow = flows.named(asked.flow)?.flow ?? null
    const order = { ...asked, inputs: typedInputs(flow, asked.inputs) }
    const callId = key === null ? `o-${randomUUID()}` : this.idOf(by, key)
    if (key !== null && (await store.read(callId)) !== null) return this.#again(callId, order)
    const reserving = this.#admission.then(() => this.#reserve(callId, order, flow))
    this.#admission = reserving.catch(() => {})
    const reserved = await reserving
    if (reserved === 'exists') return this.#again(callId, order)
    if ('code' in reserved) return reserved
    return this.#dial(callId, reserved, flow)
  }

  /** The id of the call that is placed with this key, whether it has been or not. */
  idOf(by: string, key: string): string {
    return `o-${idOf(by, key)}`
  }

  /** The line tells how far a call of ours is. What is older than what was told before changes nothing. */
  async status(callId: string, fields: Fields): Promise<void> {
    const { CallSid: lineId = '', CallStatus = '' } = fields
    const { store } = this.#options.services
    const isNews = await this.#statuses.isNews(callId, Number(fields['SequenceNumber'] ?? 0), CallStatus)
    if (lineId !== '') await store.bind(lineId, callId)
    if (!isNews || !isOver(CallStatus)) return
    const became = await endUnanswered(this.#options.services, callId, unansweredBy(CallStatus))
    if (became === 'begun') await this.#options.desk.ended(lineId, CallStatus)
  }

  /** The line tells who has answered, in Twilio's words. It may be told twice: the call hears it once. */
  async answeredBy(callId: string, who: string): Promise<void> {
    const by = who.startsWith('machine') ? 'machine' : who === 'fax' ? 'fax' : 'person'
    await this.#options.desk.tell(callId, { type: 'event.received', name: answered, data: { by } }, 'answered-by')
  }

  async #reserve(callId: string, order: Order, flow: Flow | null): Promise<Placement | Refused | 'exists'> {
    const { config, services } = this.#options
    const { store, clock, flows, limits, owner } = services
    const now = Math.round(clock.now())
    const refusal = refusalOf(config, order, flow, now)
    if (refusal !== null || config === undefined) return refusal ?? noConfig
    const full = capOf(config, await this.#traffic(config, now))
    if (full !== null) return full
    const { deadlineMs, ringMs } = timesOf(config, order)
    const { to, inputs, language } = order
    const placement: Placement = {
      flow: order.flow,
      to,
      from: config.from,
      inputs,
      ...(language === undefined ? {} : { language }),
      due: now + deadlineMs,
      ringMs,
    }
    const compiled = flows.versionOf === undefined ? flows.named(order.flow) : flows.versionOf(order.flow, to)
    if (compiled === null) return noConfig
    const lease = { owner, ms: limits.leaseMs, nowMs: now }
    const call = { callId, bundle: compiled.bundle, flow: order.flow, startedAt: now, direction: 'outbound' as const }
    if ((await store.create(call, lease, dialIntent(placement))) === 'exists') return 'exists'
    // Another server may have found the last free place too: both see it now, and whoever is too many is not dialled.
    const { lastMinute, now: atOnce } = await this.#traffic(config, now)
    const tooMany = capOf(config, { lastMinute: lastMinute - 1, now: atOnce - 1 })
    if (tooMany !== null) {
      await store.erase(callId, { force: true })
      return tooMany
    }
    // Whoever the line asks, once it is answered, begins it.
    await store.release(callId, 1)
    return placement
  }

  #traffic(config: OutboundConfig, now: number): Promise<Traffic> {
    const { deadlineMs, ringMs } = timesOf(config, { to: '', flow: '', inputs: {} })
    return trafficOf(this.#options.services.store, now, deadlineMs + ringMs)
  }

  async #dial(callId: string, { to, from, ringMs, due }: Placement, flow: Flow | null): Promise<Placed> {
    const { services, dialler, fault } = this.#options
    let lineId: string | null = null
    const outcome = await this.#ledger.make({
      callId,
      key: dialKey,
      act: async () => {
        const detectsMachine = flow !== null && wantsToKnow(flow)
        const endsAfterMs = knownForMs(services.limits)
        lineId = await dialler.dial({ callId, to, from, ringMs, detectsMachine, endsAfterMs })
        return { lineId }
      },
      mayHaveHappened: (error) => !(error instanceof LineError) || error.code === 'unreachable',
      // A request that is on its way still is in nobody's list.
      hasHappened: () => Promise.resolve(null),
    })
    if (outcome.how === 'failed') {
      fault(callId, 'dial', outcome.error)
      await endUnanswered(services, callId, 'failed')
      return { callId, status: 'failed', repeated: false }
    }
    if (lineId !== null) await services.store.bind(lineId, callId)
    this.#deadlines.watch(callId, { due, ringMs })
    return { callId, status: lineId === null ? 'uncertain' : 'dialled', repeated: false }
  }

  /** A call that was asked for before: how dialling it came out. Another order under its key is refused. */
  async #again(callId: string, order: Order): Promise<Placed | Refused> {
    const placed = placementIn(await this.#options.services.store.ledger(callId))
    if (placed === null || !isSame(placed.placement, order)) return otherOrder
    const { state } = placed.entry
    const status = state === 'done' ? 'dialled' : state === 'failed' ? 'failed' : 'uncertain'
    return { callId, status, repeated: true }
  }
}

function isSame({ to, flow, inputs, language }: Placement, order: Order): boolean {
  const text = (of: Pick<Order, 'to' | 'flow' | 'inputs' | 'language'>): string =>
    JSON.stringify([
      of.to,
      of.flow,
      of.language ?? '',
      Object.entries(of.inputs).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ])
  return text({ to, flow, inputs, ...(language === undefined ? {} : { language }) }) === text(order)
}

/** Nobody else's key leads to a call of this token. */
function idOf(by: string, key: string): string {
  return createHash('sha256').update(`${by}\0${key}`).digest('hex').slice(0, 32)
}

/** Whether it matters to a flow who has answered. */
function wantsToKnow({ voicemail, states }: Flow): boolean {
  const waits = Object.values(states).some((state) => state.kind === 'wait' && state.event === answered)
  return voicemail !== undefined || waits
}

const noConfig: Refused = { status: 403, code: 'outbound_off', message: 'Nobody is called from here.' }
const otherOrder: Refused = {
  status: 409,
  code: 'key_used',
  message: 'This Idempotency-Key was used for another call. Use a new one for each.',
}
