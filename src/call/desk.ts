import { randomInt, randomUUID } from 'node:crypto'
import type { Json } from '../../engine/language/json.ts'
import type { CompiledFlow } from '../../engine/machine/compile.ts'
import type { TransferOutcome } from '../../engine/machine/event.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { StoreError } from '../store/store-error.ts'
import type { StoredCall, Taken } from '../store/store.ts'
import type { CallDesk, HowTransferred, Ring, RungLeg } from '../telephony/call-desk.ts'
import type { Line, LineListener } from '../telephony/line.ts'
import type { CallIdentity } from './call-identity.ts'
import { wayOutOn } from './last-words.ts'
import { Declined, Fitness } from './ownership/fitness.ts'
import { handOverAll } from './ownership/hand-over.ts'
import { Leases } from './ownership/leases.ts'
import { observers } from './observer.ts'
import { once } from './once.ts'
import { writePosted, type Outside } from './posted-events.ts'
import { Ringing } from './ringing.ts'
import { CallSession } from './session.ts'
import type { Chance, Services } from './services.ts'
import { Sweeper } from './ownership/sweeper.ts'
import { TransferOutcomes } from './transfer/transfer-outcomes.ts'
import { learntBefore, returnsTooOften } from './ownership/told-by-log.ts'

const systemChance: Chance = { uuid: () => randomUUID(), integer: (below) => randomInt(below) }

/**
 * The calls of one server. A call that rings gets its id in the store before anything else happens; whoever brings a stream
 * for it gets its session, which is made here, or taken over from a server that has it no more.
 */
export class Desk implements CallDesk {
  readonly #services: Services
  readonly #leases: Leases
  readonly #fitness: Fitness
  readonly #sweeper: Sweeper
  readonly #transfers: TransferOutcomes
  readonly #ringing: Ringing
  readonly #chance: Chance
  readonly #sessions = new Map<string, CallSession>()
  /** What is being taken over just now: of two who ask, one takes. */
  readonly #opening = new Map<string, Promise<CallSession>>()

  constructor(services: Services) {
    this.#services = { ...services, observer: observers(services.observer) }
    this.#leases = new Leases(this.#services, this.#sessions)
    this.#fitness = new Fitness(this.#services)
    this.#chance = services.chance ?? systemChance
    this.#ringing = new Ringing(this.#services, this.#chance, {
      find: (lineId) => this.#find(lineId),
      lease: () => this.#leases.lease(),
      pinned: (taken) => this.#pinned(taken),
      open: (identity, compiled) => this.#open(identity, compiled, null),
      restore: (taken, compiled) => this.#restore(taken, compiled),
    })
    this.#transfers = new TransferOutcomes(this.#services, {
      take: (lineId) => this.#sessionOf(lineId, { force: true }),
      leave: (callId, what, id) => this.tell(callId, what, id),
    })
    this.#sweeper = new Sweeper(this.#services, {
      isHere: (callId) => this.#sessions.has(callId) || this.#opening.has(callId),
      fetch: (callId) => this.#fetch(callId),
    })
  }

  /** Looks after calls that other servers have left, from now on: for a server that can be reached. */
  keepWatch(): void {
    this.#sweeper.start()
  }

  get live(): number {
    return this.#sessions.size
  }

  /** The sessions of this server, for the live view and the operator's commands. */
  get sessions(): Iterable<CallSession> {
    return this.#sessions.values()
  }

  ring(ring: Ring): ReturnType<CallDesk['ring']> {
    return this.#ringing.ring(ring)
  }

  connect(callId: string, line: Line, isFirst = false): LineListener | Promise<LineListener> {
    // At once where it can be: the caller is waiting for the first word.
    return this.#sessions.get(callId)?.attach(line) ?? this.#connectElsewhere(callId, line, isFirst)
  }

  async resume(lineId: string, asksAgain = false): ReturnType<CallDesk['resume']> {
    const found = await this.#find(lineId).catch((error: unknown) => this.#unreadable(lineId, error))
    if (found === null) return 'unknown'
    const session = this.#sessions.get(found.callId)
    const snapshot = session?.snapshot ?? found.snapshot
    if (!found.live || snapshot?.status === 'done') return 'over'
    const awaiting = snapshot?.context.awaiting
    if (awaiting?.type === 'transfer') {
      if (!(await this.#transfers.isTaken(found.callId, awaiting.id))) return 'handing_over'
      if (!asksAgain) return 'transferring'
      // A line that is putting somebody through asks nothing: how it came out was told, and lost by the store.
      await this.#transfers.tell(lineId, 'failed', {})
      return this.resume(lineId)
    }
    const { store, clock } = this.#services
    if (returnsTooOften(await store.log(found.callId), clock.now())) return 'unknown'
    if (session === undefined && (await this.#fitness.turnsAway(found))) return 'elsewhere'
    session?.streamExpected()
    return 'reconnect'
  }

  async ended(lineId: string, _status: string): Promise<void> {
    const session = await this.#sessionOf(lineId, { force: false })
    if (session !== null) {
      session.dispatch({ type: 'caller.hungup' })
      await session.idle()
      if (session.isDone) return
    }
    // Another server has the call, perhaps since just now, and may have no stream that would tell it: the caller was put through.
    const found = await this.#find(lineId)
    if (found?.live === true && found.snapshot !== null) await this.tell(found.callId, { type: 'caller.hungup' })
  }

  async transferred(lineId: string, outcome: TransferOutcome, how: HowTransferred = {}): Promise<void> {
    await this.#transfers.tell(lineId, outcome, how)
  }

  rung(callId: string, transferId: string, leg: RungLeg): ReturnType<CallDesk['rung']> {
    return this.#transfers.rung(callId, transferId, leg)
  }

  /**
   * Tells a call of something from outside it, whichever server has the call: it is in the store once this resolves, and
   * reaches the call once, within a second, whatever becomes of the servers. `over` where the call is over or nobody knows
   * it, `full` where too much waits for it already. The same `id` again is the same event.
   */
  async tell(callId: string, what: Outside, id = this.#chance.uuid()): Promise<'received' | 'over' | 'full'> {
    const { store, clock } = this.#services
    const posted = { id, at: Math.round(clock.now()), text: writePosted(what) }
    const reply = await store.post(callId, posted)
    if (reply !== 'posted') return reply
    void this.#sessions.get(callId)?.collect()
    return 'received'
  }

  /** An event that a call may wait for. */
  receive(callId: string, name: string, data: Json): ReturnType<Desk['tell']> {
    return this.tell(callId, { type: 'event.received', name, data })
  }

  async drain(ms: number): Promise<void> {
    this.#sweeper.stop()
    await handOverAll(this.#sessions, this.#services.clock, ms)
    this.#leases.stop()
  }

  /** The stream that has come is the proof that the call is to go on here, whoever has it. */
  async #connectElsewhere(callId: string, line: Line, isFirst: boolean): Promise<LineListener> {
    try {
      return (await this.#takeOver(callId, { force: true, isFirst })).attach(line)
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'corrupt') throw error
      this.#services.observer.notice(callId, { type: 'fault', where: 'take-over', error })
      return wayOutOn(line, this.#services, this.#services.flows.all[0]?.flow ?? null)
    }
  }

  async #takeOver(callId: string, how: { readonly force: boolean; readonly isFirst?: boolean }): Promise<CallSession> {
    const under = this.#opening.get(callId)
    if (under !== undefined) {
      const session = await under.catch(() => null)
      // Whoever asked first may have had to leave it with its owner.
      return session ?? this.#takeOver(callId, how)
    }
    return once(this.#opening, callId, async () => {
      const here = this.#sessions.get(callId)
      if (here !== undefined) return here
      // Told by whoever has a stream, and by nobody else.
      const fit = await this.#fitness.judge(callId, { stream: how.isFirst !== undefined })
      const force = how.force && fit?.force !== false
      const taken = await this.#services.store.take(callId, this.#leases.lease(), { force })
      if (typeof taken !== 'object') throw new Error(`Call ${callId} cannot be taken: ${taken}.`)
      const streamWithinMs = this.#services.limits.reconnectAfterMs
      const compiled = fit?.compiled ?? (await this.#pinned(taken))
      return this.#restore(taken, compiled, { streamWithinMs, isFirst: how.isFirst === true })
    })
  }

  /** A call that nobody looks after: taken, unless somebody else is quicker, and its caller is brought back. */
  async #fetch(callId: string): Promise<void> {
    const { store, limits } = this.#services
    const found = await store.read(callId)
    // One without a first step is its webhook's to begin: it is sent again, or the caller has heard a way out.
    if (found === null || !found.live || found.snapshot === null) return
    await once(this.#opening, callId, async () => {
      const fit = await this.#fitness.judge(callId, { found })
      const taken = await store.take(callId, this.#leases.lease(), { force: false })
      if (typeof taken !== 'object') throw new NotHad(taken)
      // One that was given up politely has its line asking already.
      const streamWithinMs = found.owner === null ? limits.reconnectAfterMs : limits.fetchAfterMs
      return this.#restore(taken, fit?.compiled ?? (await this.#pinned(taken)), { streamWithinMs, swept: true })
    }).catch((error: unknown) => {
      if (!(error instanceof NotHad || error instanceof Declined)) throw error
    })
  }

  /** The version that the call began with. Where nobody has it the call is declined, for another server to take. */
  async #pinned({ call, token }: Taken): Promise<CompiledFlow> {
    const compiled = await this.#services.flows.pinned(call.bundle)
    if (compiled !== null) return compiled
    await this.#services.store.release(call.callId, token)
    throw new Error(`Nobody has the version of flow ${call.flow} that call ${call.callId} began with.`)
  }

  async #restore(
    { call, token, ledger }: Taken,
    compiled: CompiledFlow,
    how: { readonly streamWithinMs: number; readonly swept?: true; readonly isFirst?: boolean } = {
      streamWithinMs: this.#services.limits.reconnectAfterMs,
    },
  ): Promise<CallSession> {
    const { callId, startedAt, leaseUntil, snapshot, live } = call
    if (snapshot === null || !live) throw new Error(`Call ${callId} ${live ? 'has not begun' : 'is over'}.`)
    // A call goes on without it too: the line teaches it again.
    const log = await this.#services.store.log(callId).catch(() => [])
    const { lineId } = snapshot.context.call
    // The first stream has come here, and the server where the call rang has said nothing yet.
    const isUnheard = how.isFirst === true && snapshot.seq === 1 && snapshot.context.awaiting === null
    const identity = { callId, lineId, token, startedAt, leaseUntil }
    const session = this.#open(identity, compiled, snapshot, isUnheard)
    const { bundle, flow } = call
    const at = this.#leases.lease().nowMs
    session.notice({ type: 'taken-over', at, flow, bundle, ...(how.swept ? { swept: true } : {}) })
    session.recover(ledger, { streamWithinMs: how.streamWithinMs, learnt: learntBefore(log) })
    void session.collect()
    return session
  }

  #open(
    identity: CallIdentity,
    compiled: CompiledFlow,
    snapshot: Snapshot | null,
    isUnheard: boolean = snapshot === null,
  ): CallSession {
    const over = (): void => {
      if (this.#sessions.get(identity.callId) === session) this.#sessions.delete(identity.callId)
    }
    const session = new CallSession(identity, compiled, snapshot, this.#services, over, isUnheard)
    this.#sessions.set(identity.callId, session)
    this.#leases.keep()
    return session
  }

  /** The session of a call that the line tells something of: here, or taken over; null where it is not to be had. */
  async #sessionOf(lineId: string, how: { readonly force: boolean }): Promise<CallSession | null> {
    const found = await this.#find(lineId)
    if (found === null || !found.live || found.snapshot === null) return null
    return this.#sessions.get(found.callId) ?? (await this.#takeOver(found.callId, how).catch(() => null))
  }

  /** The line hears the way out of a call that cannot be read: no sweeper is to cut it short. */
  async #unreadable(lineId: string, error: unknown): Promise<never> {
    const { store } = this.#services
    const callId = error instanceof StoreError && error.code === 'corrupt' ? await store.findByLine(lineId) : null
    if (callId !== null) await store.take(callId, this.#leases.lease(), { force: true }).catch(() => {})
    throw error
  }

  async #find(lineId: string): Promise<StoredCall | null> {
    const callId = await this.#services.store.findByLine(lineId)
    return callId === null ? null : this.#services.store.read(callId)
  }
}

/** Somebody else was quicker. */
class NotHad extends Error {}
