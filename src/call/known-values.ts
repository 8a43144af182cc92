import { knownValues, type KnownLists } from '../../engine/hearing/in-context.ts'
import type { LookUp } from '../../engine/machine/effect.ts'
import type { CallIdentity } from './call-identity.ts'
import type { Services } from './services.ts'

/** A call asks for few things; an older list makes room. */
const mostLists = 8

/**
 * Known values of what a call asks for. They stay with the session and die with it: whoever takes the call over looks them up
 * again when the question is asked again. What cannot be looked up is no fault of the call: the words are read without it.
 */
export class KnownValues {
  readonly #identity: CallIdentity
  readonly #services: Services
  readonly #over = new AbortController()
  readonly #underWay = new Set<string>()
  #lists: KnownLists = new Map()

  constructor(identity: CallIdentity, services: Services) {
    this.#identity = identity
    this.#services = services
  }

  get lists(): KnownLists {
    return this.#lists
  }

  /** Looks up what is not known yet. Nobody waits for it. */
  lookUp(wanted: LookUp): void {
    if (this.#lists.has(wanted.key) || this.#underWay.has(wanted.key)) return
    this.#underWay.add(wanted.key)
    void this.#find(wanted).finally(() => this.#underWay.delete(wanted.key))
  }

  /** The call is over, or another server's. */
  close(): void {
    this.#over.abort()
    this.#lists = new Map()
  }

  async #find(wanted: LookUp): Promise<void> {
    const { tools, observer } = this.#services
    const { callId } = this.#identity
    const { signal } = this.#over
    const outcome = await tools.look({ callId, lookUp: wanted, signal })
    if (signal.aborted) return
    const values = outcome.ok ? knownValues(outcome.result, wanted) : null
    if (values !== null) {
      this.#lists = new Map([...[...this.#lists].slice(-mostLists + 1), [wanted.key, values]])
      return
    }
    const why = outcome.ok ? 'its result has no such list' : outcome.error
    const error = new Error(`The known values from "${wanted.tool}" could not be had: ${why}.`)
    observer.notice(callId, { type: 'fault', where: 'candidates', error })
  }
}
