import type { Cancel } from '../media/clock.ts'
import { LineError } from '../telephony/line.ts'
import type { CallStream } from './call-stream.ts'
import type { CallIdentity } from './session.ts'
import type { Services } from './services.ts'

/**
 * Watches a call whose stream is gone: asks the line for another one when none comes by itself, and takes the caller for gone
 * when that does not help. Also the bound on a call's length.
 */
export class Lifeline {
  readonly #services: Services
  readonly #lineId: string
  readonly #onGone: () => void
  #waits: Cancel[] = []
  readonly #longest: Cancel

  constructor(services: Services, { lineId }: Pick<CallIdentity, 'lineId'>, onGone: () => void) {
    this.#services = services
    this.#lineId = lineId
    this.#onGone = onGone
    this.#longest = services.clock.after(services.limits.callMs, onGone)
  }

  attached(): void {
    for (const cancel of this.#waits) cancel()
    this.#waits = []
  }

  lost(_how: 'stop' | 'lost'): void {
    this.attached()
    const { clock, limits } = this.#services
    this.#waits = [
      clock.after(limits.reconnectAfterMs, () => void this.#reconnect()),
      clock.after(limits.goneAfterMs, this.#onGone),
    ]
  }

  /** The call is over: its stream is closed, and the line hears at its resume route that nothing follows. */
  hangUp(stream: CallStream | null): void {
    if (stream !== null) return stream.close(1000, 'the call is over')
    this.#services.control.hangup(this.#lineId).catch((error: unknown) => {
      if (error instanceof LineError && error.code !== 'unreachable') return
      this.#services.observer.notice(this.#lineId, { type: 'fault', where: 'hangup', error })
    })
  }

  close(): void {
    this.attached()
    this.#longest()
  }

  async #reconnect(): Promise<void> {
    try {
      await this.#services.control.reconnect(this.#lineId)
    } catch (error) {
      // The line knows of no such call: the caller has hung up.
      if (error instanceof LineError && error.code === 'unknown_call') this.#onGone()
    }
  }
}
