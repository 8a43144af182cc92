import type { Sentence } from '../../engine/patterns/words.ts'
import type { Cancel } from '../media/clock.ts'
import { LineError } from '../telephony/line.ts'
import type { CallIdentity } from './call-identity.ts'
import type { Services } from './services.ts'
import { isStillOurs } from './ownership/still-ours.ts'

/** Between two requests for a new stream. */
const askAgainAfterMs = 3000

export interface LifelineHost {
  /** No stream has come, or the line no longer knows of the call: the caller is gone. */
  gone(): void
  /** Another server has taken the call. */
  fenced(): void
  /** The call has lasted as long as a call may. */
  tooLong(): void
}

/**
 * Watches a call that has no stream: asks the line for another one when none comes by itself, and takes the caller for gone
 * when that does not help. Also the bound on a call's length.
 */
export class Lifeline {
  readonly #services: Services
  readonly #identity: CallIdentity
  readonly #host: LifelineHost
  readonly #longest: Cancel
  #gone: Cancel | null = null
  #ask: Cancel | null = null
  #closed = false

  constructor(services: Services, identity: CallIdentity, host: LifelineHost) {
    this.#services = services
    this.#identity = identity
    this.#host = host
    const { clock, limits } = services
    const leftMs = Math.max(0, identity.startedAt + limits.callMs - clock.now())
    this.#longest = clock.after(leftMs, () => host.tooLong())
  }

  /**
   * A stream is to come. Where none comes by itself within `askAfterMs` the line is asked for one. Does nothing while it is
   * watching already.
   */
  watch(askAfterMs: number): void {
    if (this.#closed || this.#gone !== null) return
    const { clock, limits } = this.#services
    this.#gone = clock.after(limits.goneAfterMs, () => this.#isGone())
    this.#askAfter(askAfterMs)
  }

  /** One has just been offered to the line: asking again soon would cut it off, and so on for ever on a busy machine. */
  postpone(): void {
    if (this.#ask === null) return
    this.#ask()
    this.#askAfter(askAgainAfterMs)
  }

  /** The stream is there. */
  attached(): void {
    this.#gone?.()
    this.#ask?.()
    this.#gone = null
    this.#ask = null
  }

  /** Ends the call on the line itself, whatever its stream does. Never rejects. */
  async hangUp(): Promise<void> {
    try {
      await this.#services.control.hangup(this.#identity.lineId)
    } catch (error) {
      // A line that is over already is no fault, and one that cannot be told ends by itself.
      if (error instanceof LineError && error.code !== 'unreachable') return
      this.#services.observer.notice(this.#identity.callId, { type: 'fault', where: 'hangup', error })
    }
  }

  /** Has the line say it and hang up; false where it cannot, or cannot be told. Never rejects. */
  async sayLast(words: Sentence): Promise<boolean> {
    const { control } = this.#services
    if (control.sayLast === undefined) return false
    try {
      await control.sayLast(this.#identity.lineId, words)
      return true
    } catch (error) {
      this.#services.observer.notice(this.#identity.callId, { type: 'fault', where: 'last words', error })
      return false
    }
  }

  close(): void {
    this.attached()
    this.#closed = true
    this.#longest()
  }

  #askAfter(ms: number): void {
    this.#ask = this.#services.clock.after(ms, () => void this.#askForStream())
  }

  async #askForStream(): Promise<void> {
    const watched = this.#gone
    const isStillWanted = (): boolean => !this.#closed && this.#gone !== null && this.#gone === watched
    try {
      // The line may have found another server meanwhile: what that one has begun must not be cut off.
      if (!(await this.#isOurs())) return
      if (!isStillWanted()) return
      await this.#services.control.reconnect(this.#identity.lineId)
    } catch (error) {
      if (error instanceof LineError && error.code === 'not_configured') return
      // The line knows of no such call: the caller has hung up.
      if (error instanceof LineError && error.code === 'unknown_call' && isStillWanted()) return this.#isGone()
    }
    if (isStillWanted()) this.#askAfter(askAgainAfterMs)
  }

  async #isOurs(): Promise<boolean> {
    const isOurs = await isStillOurs(this.#services, this.#identity)
    if (!isOurs) this.#host.fenced()
    return isOurs
  }

  #isGone(): void {
    this.attached()
    this.#host.gone()
  }
}
