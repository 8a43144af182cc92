import type { Flow } from '../../engine/language/flow.ts'
import type { JsonObject } from '../../engine/language/json.ts'
import type { CompiledFlow } from '../../engine/machine/compile.ts'
import type { Lease, StoredCall, Taken } from '../store/store.ts'
import type { CallDesk, Ring } from '../telephony/call-desk.ts'
import type { CallIdentity } from './call-identity.ts'
import { once } from './once.ts'
import { placementIn } from './placed-call.ts'
import type { Chance, Services } from './services.ts'
import type { CallSession } from './session.ts'

/** Looks at this rate whether another server has begun a call. */
const lookEveryMs = 100
/** A call that another server is about to begin has begun by then, or that server is gone. */
const beginsWithinMs = 3000

type Rung = Awaited<ReturnType<CallDesk['ring']>>

interface RingingHost {
  find(lineId: string): Promise<StoredCall | null>
  /** The lease that a call is created or taken with, from now on. */
  lease(): Lease
  /** The version that the call began with. Where nobody has it the call is released, and it rejects. */
  pinned(taken: Taken): Promise<CompiledFlow>
  /** The session of a call that begins here. */
  open(identity: CallIdentity, compiled: CompiledFlow): CallSession
  /** Goes on here with a call that has begun. */
  restore(taken: Taken, compiled: CompiledFlow): Promise<unknown>
}

/** Calls that ring: each begins once, with an id in the store and its first step committed, whichever servers are told of it. */
export class Ringing {
  readonly #services: Pick<Services, 'store' | 'flows' | 'clock'>
  readonly #chance: Chance
  readonly #host: RingingHost
  /** What rings just now, by the line's id: a webhook that is sent again waits for the first. */
  readonly #now = new Map<string, Promise<Rung>>()

  constructor(services: Pick<Services, 'store' | 'flows' | 'clock'>, chance: Chance, host: RingingHost) {
    this.#services = services
    this.#chance = chance
    this.#host = host
  }

  /** As the desk has it. */
  ring(ring: Ring): Promise<Rung> {
    return once(this.#now, ring.lineId, () => this.#ring(ring))
  }

  async #ring({ lineId, from, to, direction, placed }: Ring): Promise<Rung> {
    const { store, flows } = this.#services
    if (placed !== undefined) return this.#ringPlaced(lineId, placed)
    const found = await this.#host.find(lineId)
    // A webhook that was sent again finds its call; one whose server died before the first step begins it.
    if (found !== null && found.snapshot !== null) return { callId: found.callId, flow: found.flow }
    const compiled = flows.forNumber(to, from === '' ? lineId : from)
    if (compiled === null) return 'unknown_number'
    const { flow, bundle } = compiled
    const callId = await store.bind(lineId, `c-${this.#chance.uuid()}`)
    const lease = this.#host.lease()
    const call = { callId, bundle, flow: flow.flow, startedAt: lease.nowMs, direction }
    const created = await store.create(call, lease)
    const begun = created === 'created' ? { token: 1, call, compiled } : await this.#takeUnbegun(callId)
    if (begun === null) return { callId, flow: flow.flow }
    const { startedAt } = begun.call
    const identity = { callId, lineId, token: begun.token, startedAt, leaseUntil: lease.nowMs + lease.ms }
    const language = flows.languageFor(to)
    await this.#host.open(identity, begun.compiled).begin({
      call: { id: callId, lineId, from, to, direction },
      ...(language === null ? {} : { language }),
      inputs: { ...inputsOf(begun.compiled.flow), ...flows.inputsFor(to) },
      seed: this.#chance.integer(2 ** 31),
    })
    return { callId, flow: begun.call.flow }
  }

  /** A call of ours has been answered: it begins with what it was placed with. */
  async #ringPlaced(lineId: string, placed: string): Promise<Rung> {
    const { store, clock } = this.#services
    const found = await store.read(placed)
    const { placement } = placementIn(await store.ledger(placed)) ?? {}
    if (found?.live !== true || placement === undefined || (await store.bind(lineId, placed)) !== placed)
      return 'unknown_number'
    const { callId, flow } = found
    if (found.snapshot !== null) return { callId, flow }
    // The line has kept it far too long: nobody expects it any more.
    if (clock.now() > placement.due + placement.ringMs) return 'unknown_number'
    const begun = await this.#takeUnbegun(callId)
    if (begun === null) return { callId, flow }
    const { startedAt, leaseUntil } = begun.call
    const { from, to, inputs, language } = placement
    await this.#host.open({ callId, lineId, token: begun.token, startedAt, leaseUntil }, begun.compiled).begin({
      call: { id: callId, lineId, from, to, direction: 'outbound' },
      ...(language === undefined ? {} : { language }),
      inputs: { ...inputsOf(begun.compiled.flow), ...inputs },
      seed: this.#chance.integer(2 ** 31),
    })
    return { callId, flow }
  }

  /** Takes a call that somebody has created and not begun; null once they have begun it. Rejects where neither happens. */
  async #takeUnbegun(callId: string): Promise<(Taken & { readonly compiled: CompiledFlow }) | null> {
    const { store, clock } = this.#services
    const until = clock.now() + beginsWithinMs
    for (;;) {
      const taken = await store.take(callId, this.#host.lease(), { force: false })
      if (typeof taken === 'object') {
        const compiled = await this.#host.pinned(taken)
        if (taken.call.snapshot === null) return { ...taken, compiled }
        await this.#host.restore(taken, compiled)
        return null
      }
      if (taken === 'missing' || clock.now() >= until) throw new Error(`Call ${callId} cannot be begun: ${taken}.`)
      if ((await store.read(callId))?.snapshot) return null
      await new Promise<void>((go) => clock.after(lookEveryMs, go))
    }
  }
}

/** What a flow is begun with where nothing else is told: its inputs' defaults, null where they have none. */
export function inputsOf(flow: Flow): JsonObject {
  return Object.fromEntries(Object.entries(flow.inputs).map(([name, input]) => [name, input.default ?? null]))
}
