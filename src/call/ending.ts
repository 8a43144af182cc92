import type { Clock } from '../media/clock.ts'
import type { CallStream } from './stream/call-stream.ts'
import type { Farewell } from './farewell.ts'
import type { Notice } from './observer.ts'

interface EndingHost {
  /** Nothing is taken, awaited or rung any more. */
  cease(): void
  /** Ends the call in the store, so that no server looks after it any more. Never rejects. */
  abandon(): Promise<void>
  /** Takes the stream away, for whoever asks to end it. */
  vacate(): CallStream | null
  notice(notice: Notice): void
  /** This server has the call no more. Called once. */
  over(): void
}

/** How a call is over on this server: at its end, given up, or left for another. Once, whatever leads to it. */
export class Ending {
  readonly #bundle: string
  readonly #clock: Clock
  readonly #farewell: Farewell
  readonly #call: EndingHost
  /** `ending`: nothing is taken any more, and its last words are being spoken. */
  #phase: 'live' | 'ending' | 'over' = 'live'

  constructor(bundle: string, clock: Clock, farewell: Farewell, call: EndingHost) {
    this.#bundle = bundle
    this.#clock = clock
    this.#farewell = farewell
    this.#call = call
  }

  /** Neither over nor about to be. */
  get isLive(): boolean {
    return this.#phase === 'live'
  }

  /**
   * The call cannot go on here: it is left as it was last committed, and the caller is told while the call is surely ours.
   * Where it is not, because the store is away, whoever the line asks next goes on with it or speaks the way out.
   */
  giveUp(where: string, error: unknown): void {
    if (this.#phase !== 'live') return
    this.#phase = 'ending'
    this.#call.cease()
    void this.#takeLeave(where, error)
  }

  /** The call is another server's, or is to be. `code` closes the stream. */
  leave(why: Extract<Notice, { type: 'left' }>['why'], code: number): void {
    this.#close(code, why, { type: 'left', why, at: this.#now() })
  }

  /** The call is over, as `outcome`. `code` closes the stream. */
  end(outcome: string, code: number): void {
    const reason = code === 1000 ? 'the call is over' : outcome
    this.#close(code, reason, { type: 'ended', outcome, bundle: this.#bundle, at: this.#now() })
  }

  async #takeLeave(where: string, error: unknown): Promise<void> {
    if (!(await this.#farewell.speak(where, error))) return this.leave('store away', 1012)
    await this.#call.abandon()
    this.end('failed', 1011)
  }

  #close(code: number, reason: string, notice: Notice): void {
    if (this.#phase === 'over') return
    this.#phase = 'over'
    this.#call.cease()
    this.#call.vacate()?.close(code, reason)
    this.#call.notice(notice)
    this.#call.over()
  }

  #now(): number {
    return Math.round(this.#clock.now())
  }
}
