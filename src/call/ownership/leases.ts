import type { Cancel } from '../../media/clock.ts'
import type { Lease } from '../../store/store.ts'
import type { Services } from '../services.ts'
import type { CallSession } from '../session.ts'

/** Renewals between two looks at what other servers have left for a call: nobody waits for that as for a word. */
const collectEvery = 3

/** Keeps the leases of this server's calls, and ends the sessions of those that another server has taken. */
export class Leases {
  readonly #services: Services
  readonly #sessions: ReadonlyMap<string, CallSession>
  /** Calls whose last renewal failed: told once, not three times a second. */
  readonly #failing = new Set<string>()
  #next: Cancel | null = null
  #renewing = false
  #rounds = 0

  constructor(services: Services, sessions: ReadonlyMap<string, CallSession>) {
    this.#services = services
    this.#sessions = sessions
  }

  /** The lease that a call is created or taken with, from now on. */
  lease(): Lease {
    const { owner, limits, clock } = this.#services
    return { owner, ms: limits.leaseMs, nowMs: Math.round(clock.now()) }
  }

  /** Renews from now on, as long as there are calls. */
  keep(): void {
    this.#next ??= this.#services.clock.after(this.#services.limits.renewMs, () => {
      this.#next = null
      if (this.#sessions.size === 0) return
      this.keep()
      // A store that hangs is asked again when it has answered.
      if (!this.#renewing) void this.#renewAll()
    })
  }

  stop(): void {
    this.#next?.()
    this.#next = null
  }

  async #renewAll(): Promise<void> {
    this.#renewing = true
    this.#rounds += 1
    await Promise.all(Array.from(this.#sessions.values(), (session) => this.#renew(session)))
    this.#renewing = false
  }

  async #renew(session: CallSession): Promise<void> {
    const { callId, token } = session.identity
    try {
      const lease = this.lease()
      const isOurs = await this.#services.store.renew(callId, token, lease)
      this.#failing.delete(callId)
      if (!isOurs) return session.fenced()
      session.leaseConfirmed(lease.nowMs + lease.ms)
      if (this.#rounds % collectEvery === 0) void session.collect()
    } catch (error) {
      if (!this.#failing.has(callId)) session.notice({ type: 'fault', where: 'lease', error })
      if (this.#sessions.has(callId)) this.#failing.add(callId)
      else this.#failing.delete(callId)
    }
  }
}
