import { randomUUID, randomInt } from 'node:crypto'
import type { Flow } from '../../engine/language/flow.ts'
import type { JsonObject } from '../../engine/language/json.ts'
import type { TransferOutcome } from '../../engine/machine/event.ts'
import type { CallDesk, Ring } from '../telephony/call-desk.ts'
import type { Line, LineListener } from '../telephony/line.ts'
import type { StoredCall, Taken } from '../store/store.ts'
import { CallSession } from './session.ts'
import type { Services } from './services.ts'

/** Looks at this rate whether a sentence has ended, while calls are handed over. */
const lookEveryMs = 100

/**
 * The calls of one server. A call that rings gets its id in the store before anything else happens; whoever brings a stream
 * for it gets its session, which is made here, or taken over from a server that has it no more.
 */
export class Desk implements CallDesk {
  readonly #services: Services
  readonly #sessions = new Map<string, CallSession>()
  /** Rings and streams of one call come one after another. */
  readonly #opening = new Map<string, Promise<CallSession>>()
  readonly #renewal: NodeJS.Timeout
  #draining = false

  constructor(services: Services) {
    this.#services = services
    this.#renewal = setInterval(() => void this.#renew(), services.limits.renewMs)
    this.#renewal.unref()
  }

  get live(): number {
    return this.#sessions.size
  }

  /** The sessions of this server, for the live view and the operator's commands. */
  get sessions(): Iterable<CallSession> {
    return this.#sessions.values()
  }

  async ring({
    lineId,
    from,
    to,
    direction,
  }: Ring): Promise<{ readonly callId: string; readonly flow: string } | 'unknown_number'> {
    const { store, flows } = this.#services
    const known = await store.findByLine(lineId)
    const stored = known === null ? null : await store.read(known)
    // A webhook that was sent again finds its call; one whose server died before the first step begins it.
    if (stored !== null && (stored.snapshot !== null || this.#sessions.has(stored.callId)))
      return { callId: stored.callId, flow: stored.flow }
    const compiled = flows.forNumber(to)
    if (compiled === null) return 'unknown_number'
    const { flow, bundle } = compiled
    const callId = await store.bind(lineId, `c-${randomUUID()}`)
    const lease = this.#lease()
    const created = await store.create({ callId, bundle, flow: flow.flow, startedAt: lease.nowMs, direction }, lease)
    const taken = created === 'created' ? { token: 1 } : await store.take(callId, lease, { force: true })
    if (taken === 'held' || taken === 'missing') throw new Error(`Call ${callId} cannot be taken: ${taken}.`)
    const session = this.#open({ callId, lineId, token: taken.token }, compiled, null)
    await session.begin({
      call: { id: callId, lineId, from, to, direction },
      inputs: inputsOf(flow),
      seed: randomInt(2 ** 31),
    })
    return { callId, flow: flow.flow }
  }

  async connect(callId: string, line: Line): Promise<LineListener> {
    const session = this.#sessions.get(callId) ?? (await this.#takeOver(callId))
    return session.attach(line)
  }

  async resume(lineId: string): Promise<'reconnect' | 'over' | 'transferring' | 'unknown'> {
    const found = await this.#find(lineId)
    if (found === null) return 'unknown'
    const snapshot = this.#sessions.get(found.callId)?.snapshot ?? found.snapshot
    if (!found.live || snapshot?.status === 'done') return 'over'
    return snapshot?.context.awaiting?.type === 'transfer' ? 'transferring' : 'reconnect'
  }

  async ended(lineId: string, _status: string): Promise<void> {
    const session = await this.#sessionOf(lineId)
    session?.dispatch({ type: 'caller.hungup' })
  }

  async transferred(lineId: string, outcome: TransferOutcome): Promise<void> {
    const session = await this.#sessionOf(lineId)
    const awaiting = session?.snapshot?.context.awaiting
    if (awaiting?.type === 'transfer') session?.dispatch({ type: 'transfer.finished', id: awaiting.id, outcome })
  }

  async drain(ms: number): Promise<void> {
    this.#draining = true
    const until = Date.now() + ms
    await Promise.all([...this.#sessions.values()].map((session) => this.#handOver(session, until)))
    clearInterval(this.#renewal)
  }

  get isDraining(): boolean {
    return this.#draining
  }

  async #handOver(session: CallSession, until: number): Promise<void> {
    while (session.isSpeaking && Date.now() < until) await new Promise((go) => setTimeout(go, lookEveryMs))
    await session.handOver().catch((error: unknown) => session.notice({ type: 'fault', where: 'hand-over', error }))
  }

  #open(
    identity: CallSession['identity'],
    compiled: ConstructorParameters<typeof CallSession>[1],
    snapshot: ConstructorParameters<typeof CallSession>[2],
  ): CallSession {
    const session = new CallSession(identity, compiled, snapshot, this.#services, () => {
      if (this.#sessions.get(identity.callId) === session) this.#sessions.delete(identity.callId)
    })
    this.#sessions.set(identity.callId, session)
    return session
  }

  /** The stream that has come is the proof that the call is to go on here, whoever has it. */
  #takeOver(callId: string): Promise<CallSession> {
    const under = this.#opening.get(callId)
    if (under !== undefined) return under
    const opening = this.#taken(callId, true).finally(() => this.#opening.delete(callId))
    this.#opening.set(callId, opening)
    return opening
  }

  async #taken(callId: string, force: boolean): Promise<CallSession> {
    const { store } = this.#services
    const taken = await store.take(callId, this.#lease(), { force })
    if (taken === 'held' || taken === 'missing') throw new Error(`Call ${callId} cannot be taken: ${taken}.`)
    return this.#restore(taken)
  }

  async #restore({ call, token, ledger }: Taken): Promise<CallSession> {
    const compiled = await this.#services.flows.pinned(call.bundle)
    if (compiled === null)
      throw new Error(`Nobody has the version of flow ${call.flow} that call ${call.callId} began with.`)
    const lineId = call.snapshot?.context.call.lineId ?? ''
    const session = this.#open({ callId: call.callId, lineId, token }, compiled, call.snapshot)
    session.notice({ type: 'taken-over', at: Math.round(this.#services.clock.now()) })
    session.recover(ledger)
    return session
  }

  /** The session of a call that the line tells something of: here, or taken over where nobody holds it. */
  async #sessionOf(lineId: string): Promise<CallSession | null> {
    const found = await this.#find(lineId)
    if (found === null || !found.live) return null
    return this.#sessions.get(found.callId) ?? (await this.#taken(found.callId, false).catch(() => null))
  }

  async #find(lineId: string): Promise<StoredCall | null> {
    const callId = await this.#services.store.findByLine(lineId)
    return callId === null ? null : this.#services.store.read(callId)
  }

  async #renew(): Promise<void> {
    const { store } = this.#services
    await Promise.all(
      [...this.#sessions.values()].map(async (session) => {
        const { callId, token } = session.identity
        try {
          if (!(await store.renew(callId, token, this.#lease()))) session.fenced()
        } catch (error) {
          session.notice({ type: 'fault', where: 'lease', error })
        }
      }),
    )
  }

  #lease(): { owner: string; ms: number; nowMs: number } {
    const { owner, limits, clock } = this.#services
    return { owner, ms: limits.leaseMs, nowMs: Math.round(clock.now()) }
  }
}

function inputsOf(flow: Flow): JsonObject {
  return Object.fromEntries(Object.entries(flow.inputs).map(([name, input]) => [name, input.default ?? null]))
}
