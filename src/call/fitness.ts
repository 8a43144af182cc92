import type { CompiledFlow } from '../../engine/machine/compile.ts'
import { needsOf } from '../../engine/language/needs.ts'
import { StoreError } from '../store/store-error.ts'
import type { Services } from './services.ts'

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
const forgottenAfterMs = 60_000

/**
 * Whether this server can go on with a call that another began: during a deploy old and new servers stand side by side. It
 * is asked before the call is taken, so that a call that is declined keeps its owner, and nothing goes to and fro.
 *
 * Where nobody comes who has the tool or the destination, the call goes on without it: its flow has an outcome for that,
 * and nobody has one for silence.
 */
export class Fitness {
  readonly #services: Needed
  readonly #waiting = new Map<string, { readonly since: number; readonly last: number }>()

  constructor(services: Needed) {
    this.#services = services
  }

  /** Whether another server is to have it. */
  async declines({ callId, bundle }: { readonly callId: string; readonly bundle: string }): Promise<boolean> {
    try {
      await this.judge(callId, bundle)
      return false
    } catch (error) {
      if (error instanceof Declined) return true
      throw error
    }
  }

  /**
   * Rejects with Declined where another server is to have it. `bundle` is read from the store where it is not given; null
   * where it cannot be read.
   */
  async judge(callId: string, bundle?: string): Promise<Fit | null> {
    const wanted = bundle ?? (await this.#bundleOf(callId))
    if (wanted === null) return null
    // A version of a later release may not even compile here.
    const compiled = await this.#services.flows.pinned(wanted).catch((error: unknown) => {
      if (error instanceof StoreError) throw error
      return null
    })
    if (compiled === null) throw this.#declined(callId, { what: 'version', name: shortVersion(wanted) })
    const lack = this.#lackOf(compiled)
    if (lack === null) return { compiled, force: true }
    if (this.#isPatient(callId)) throw this.#declined(callId, lack)
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
  #isPatient(callId: string): boolean {
    const now = this.#services.clock.now()
    for (const [id, { last }] of this.#waiting) if (last + forgottenAfterMs < now) this.#waiting.delete(id)
    const since = this.#waiting.get(callId)?.since ?? now
    this.#waiting.set(callId, { since, last: now })
    return now - since < declinedForMs
  }

  /** Null where it cannot be read: whoever takes it learns why. */
  async #bundleOf(callId: string): Promise<string | null> {
    try {
      return (await this.#services.store.read(callId))?.bundle ?? null
    } catch (error) {
      if (error instanceof StoreError && error.code === 'refused')
        throw this.#declined(callId, { what: 'version', name: 'of a later release' })
      return null
    }
  }
}

/** A version as logs and metrics name it: enough to tell versions of one flow apart. */
export function shortVersion(bundle: string): string {
  return bundle.slice(0, 12)
}
