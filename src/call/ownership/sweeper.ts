import type { Cancel } from '../../media/clock.ts'
import { Aftermath } from '../aftermath.ts'
import { StoreError } from '../../store/store-error.ts'
import type { Services } from '../services.ts'

export interface SweeperHost {
  /** Whether this server has the call, or is taking it. */
  isHere(callId: string): boolean
  /** Takes the call if nobody has it, and brings its caller back. Rejects where it cannot be had. */
  fetch(callId: string): Promise<void>
}

/** Calls found by one sweep: a server that dies with hundreds leaves them to several sweeps of several servers. */
const mostFound = 64
/** Calls that are taken at the same time, each a few requests to the store and one to the line. */
const atOnce = 8
/** Sweeps between two looks at what calls have left behind: about 15 s. */
const judgeEvery = 50
/** A call that could not be had is left alone for this long, then for twice as long, and so on. */
const firstPauseMs = 1000
const longestPauseMs = 60_000

/**
 * Finds calls that no server looks after any more: their lease ran out, or they were given up. Every server sweeps, each
 * at its own moment and from its own place in the list, and of two who ask for a call the store lets one have it.
 *
 * After the store has been away all leases have run out, and the servers that hold the calls come back for them: nothing
 * is taken until they have had the time.
 */
export class Sweeper {
  readonly #services: Services
  readonly #host: SweeperHost
  readonly #phase: number
  readonly #left = new Map<string, { readonly until: number; readonly pauseMs: number }>()
  #next: Cancel | null = null
  #sweeping = false
  #running = false
  #quietUntil = -Infinity
  readonly #aftermath: Aftermath
  #rounds = 0

  constructor(services: Services, host: SweeperHost) {
    this.#services = services
    this.#host = host
    this.#aftermath = new Aftermath(services)
    this.#phase = fractionOf(services.owner)
  }

  /** Sweeps from now on, first after its own part of a period: servers that start together do not sweep together. */
  start(): void {
    if (this.#running) return
    this.#running = true
    this.#after(this.#services.limits.sweepMs * (0.2 + 0.8 * this.#phase))
  }

  stop(): void {
    this.#running = false
    this.#next?.()
    this.#next = null
  }

  #after(ms: number): void {
    this.#next = this.#services.clock.after(ms, () => {
      if (!this.#running) return
      this.#after(this.#services.limits.sweepMs)
      this.#rounds += 1
      if (this.#rounds % judgeEvery === 0) void this.#aftermath.judge()
      // A store that hangs is asked again when it has answered.
      if (!this.#sweeping) void this.#sweep()
    })
  }

  async #sweep(): Promise<void> {
    this.#sweeping = true
    const { store, clock, limits } = this.#services
    try {
      const found = await store.orphans(Math.round(clock.now()), mostFound)
      if (clock.now() >= this.#quietUntil) await this.#fetchAll(found)
    } catch {
      // Whoever has calls tells of it: three times a second would be too often.
      this.#quietUntil = clock.now() + limits.leaseMs + limits.renewMs
    } finally {
      this.#sweeping = false
    }
  }

  async #fetchAll(found: readonly string[]): Promise<void> {
    const now = this.#services.clock.now()
    for (const [callId, { until }] of this.#left) if (until + longestPauseMs < now) this.#left.delete(callId)
    const start = Math.floor(this.#phase * found.length)
    const wanted = [...found.slice(start), ...found.slice(0, start)].filter(
      (callId) => !this.#host.isHere(callId) && (this.#left.get(callId)?.until ?? 0) <= now,
    )
    const next = wanted.values()
    const work = async (): Promise<void> => {
      for (const callId of next) await this.#fetch(callId)
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, wanted.length) }, work))
  }

  async #fetch(callId: string): Promise<void> {
    if (!this.#running) return
    // Also when it is had: one that comes back at once, again and again, ends nobody's work for others.
    const pauseMs = Math.min(longestPauseMs, (this.#left.get(callId)?.pauseMs ?? firstPauseMs / 2) * 2)
    this.#left.set(callId, { until: this.#services.clock.now() + pauseMs, pauseMs })
    try {
      await this.#host.fetch(callId)
    } catch (error) {
      if (error instanceof StoreError && error.retryable) throw error
      this.#services.observer.notice(callId, { type: 'fault', where: 'sweep', error })
      if (error instanceof StoreError && error.code === 'corrupt') await this.#bury(callId)
    }
  }

  /**
   * One that cannot be read is live no more once it has been taken: it would be found until its time is over. Its line is
   * asked to ask what is to follow, and hears the way out (P8): it may not do so by itself.
   */
  async #bury(callId: string): Promise<void> {
    const { store, owner, limits, clock, control, observer } = this.#services
    const lease = { owner, ms: limits.leaseMs, nowMs: Math.round(clock.now()) }
    const isCorrupt = (error: unknown): boolean => error instanceof StoreError && error.code === 'corrupt'
    // Somebody else is quicker, and the line is theirs.
    if (!(await store.take(callId, lease, { force: false }).then(() => false, isCorrupt))) return
    try {
      const lineId = await store.lineOf(callId)
      if (lineId !== null) await control.reconnect(lineId)
    } catch (error) {
      observer.notice(callId, { type: 'fault', where: 'last words', error })
    }
  }
}

/** Where a server stands among the others: 0–1, always the same for its name. FNV-1a. */
function fractionOf(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return (hash >>> 0) / 2 ** 32
}
