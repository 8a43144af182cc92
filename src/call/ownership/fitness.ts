import type { CompiledFlow } from '../../../engine/machine/compile.ts'
import { needsOf } from '../../../engine/language/needs.ts'
import { StoreError } from '../../store/store-error.ts'
import type { StoredCall } from '../../store/store.ts'
import type { Services } from '../services.ts'

/** What a server does not have that a call needs. */
export interface Lack {
  readonly what: 'version' | 'tool' | 'destination'
  /** The flow of that version, the tool or the destination. */
  readonly name: string
}

/** The call is another server's to go on with: this one leaves it alone. */
export class Declined extends Error {
  override readonly name = 'Declined'
  readonly lack: Lack
  constructor(callId: string, lack: Lack) {
    super(`Call ${callId} is left to another server: this one lacks the ${lack.what} "${lack.name}".`)
    this.lack = lack
  }
}

type Needed = Pick<Services, 'flows' | 'tools' | 'destinations' | 'clock' | 'store' | 'observer'>

/** How a call may be taken: `force` is false where only a call that nobody has may be. */
interface Fit {
  readonly compiled: CompiledFlow
  readonly force: boolean
}

/** A server that has all that the call needs finds it in a third of a second, while there is one. */
const declinedForMs = 2000
/** Sweeps of one orphan are closer together than this, until it is taken. */
const forgottenAfterMs = 10_000

/** What was seen of a call that was declined. */
interface Seen {
  /** Since when nobody has it, as far as was seen; null where somebody had it when it was last looked at. */
  readonly since: number | null
  readonly last: number
  /** A stream of it was turned away. */
  readonly streams: boolean
}

/**
 * Whether this server can go on with a call that another began: during a deploy old and new servers stand side by side. It
 * is asked before the call is taken, so that a call that is declined keeps its owner, and nothing goes to and fro.
 *
 * Where nobody comes who has the tool or the destination, the call goes on without it: its flow has an outcome for that,
 * and nobody has one for silence.
 */
export class Fitness {
  readonly #services: Needed
  readonly #seen = new Map<string, Seen>()

  constructor(services: Needed) {
    this.#services = services
  }

  /**
   * Whether a stream of the call was turned away here of late, and would be again: then the caller is better told to hold the
   * line. One that was not may well come to a server that has what it needs.
   */
  async turnsAway(found: StoredCall): Promise<boolean> {
    if (this.#seen.get(found.callId)?.streams !== true) return false
    try {
      await this.judge(found.callId, { found })
      return false
    } catch (error) {
      if (error instanceof Declined) return true
      throw error
    }
  }

  /**
   * Rejects with Declined where another server is to have it. `found`: as the store has it, read where it is not given; null
   * where it cannot be read. `stream`: one has come, and is turned away with the call.
   */
  async judge(
    callId: string,
    { found, stream = false }: { readonly found?: StoredCall; readonly stream?: boolean } = {},
  ): Promise<Fit | null> {
    const call = found ?? (await this.#read(callId))
    if (call === null) return null
    const wanted = call.bundle
    // A version of a later release may not even compile here.
    const compiled = await this.#services.flows.pinned(wanted).catch((error: unknown) => {
      if (error instanceof StoreError) throw error
      return null
    })
    const lack = compiled === null ? versionOf(wanted) : this.#lackOf(compiled)
    if (compiled !== null && lack === null) return { compiled, force: true }
    const isEarly = this.#isEarly(call, stream)
    if (compiled === null || isEarly) throw this.#declined(callId, lack ?? versionOf(wanted))
    return { compiled, force: false }
  }

  #declined(callId: string, lack: Lack): Declined {
    this.#services.observer.notice(callId, { type: 'declined', lack })
    return new Declined(callId, lack)
  }

  #lackOf({ flow }: CompiledFlow): Lack | null {
    const { tools, destinations } = needsOf(flow)
    const tool = tools.find((name) => !this.#services.tools.has(name))
    if (tool !== undefined) return { what: 'tool', name: tool }
    const destination = destinations.find((name) => !Object.hasOwn(this.#services.destinations, name))
    return destination === undefined ? null : { what: 'destination', name: destination }
  }

  /** Whether another server may still come that has what is lacking. */
  #isEarly({ callId, owner, leaseUntil }: StoredCall, stream: boolean): boolean {
    const now = this.#services.clock.now()
    for (const [id, { last }] of this.#seen) if (last + forgottenAfterMs < now) this.#seen.delete(id)
    const before = this.#seen.get(callId)
    const since = owner !== null && leaseUntil > now ? null : (before?.since ?? now)
    this.#seen.set(callId, { since, last: now, streams: stream || before?.streams === true })
    return since === null || now - since < declinedForMs
  }

  /** Null where it cannot be read: whoever takes it learns why. */
  async #read(callId: string): Promise<StoredCall | null> {
    try {
      return await this.#services.store.read(callId)
    } catch (error) {
      if (error instanceof StoreError && error.code === 'refused')
        throw this.#declined(callId, { what: 'version', name: 'of a later release' })
      return null
    }
  }
}

function versionOf(bundle: string): Lack {
  return { what: 'version', name: shortVersion(bundle) }
}

/** A version as logs and metrics name it: enough to tell versions of one flow apart. */
export function shortVersion(bundle: string): string {
  return bundle.slice(0, 12)
}
