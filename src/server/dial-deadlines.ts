import { placementIn, type Placement } from '../call/placed-call.ts'
import type { Services } from '../call/services.ts'
import { endUnanswered } from '../call/unanswered.ts'
import type { Cancel } from '../media/clock.ts'
import type { LedgerEntry } from '../store/store.ts'
import type { Dialler } from '../telephony/dialler.ts'
import type { LineStatuses } from './line-statuses.ts'
import { liveOfOurs } from './outbound-traffic.ts'

/** How often a server looks for calls whose own server has gone before their deadline. */
const lookEveryMs = 10_000

/**
 * A call of ours that has not rung by its deadline is taken back, rather than ring hours later; one of which nobody ever
 * heard is over once it cannot ring any more. Whoever has dialled it looks in time; every server looks now and then, for
 * those whose server has gone.
 */
export class DialDeadlines {
  readonly #services: Services
  readonly #dialler: Dialler
  readonly #statuses: LineStatuses
  readonly #fault: (callId: string, where: string, error: unknown) => void
  readonly #timers = new Set<Cancel>()
  #isClosed = false

  constructor(
    services: Services,
    dialler: Dialler,
    statuses: LineStatuses,
    fault: (callId: string, where: string, error: unknown) => void,
  ) {
    this.#services = services
    this.#dialler = dialler
    this.#statuses = statuses
    this.#fault = fault
  }

  /** Looks at this call when it should ring, and when it cannot ring any more. */
  watch(callId: string, { due, ringMs }: Pick<Placement, 'due' | 'ringMs'>): void {
    for (const at of [due, due + ringMs]) this.#at(at, () => this.#look(callId))
  }

  /** Looks at all calls that nobody has answered, from now on. */
  keepWatch(): void {
    this.#at(this.#services.clock.now() + lookEveryMs, async () => {
      this.keepWatch()
      for (const { callId, snapshot } of await liveOfOurs(this.#services.store))
        if (snapshot === null) await this.#look(callId)
    })
  }

  /** Nothing is looked at any more. */
  close(): void {
    this.#isClosed = true
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
  }

  #at(ms: number, look: () => Promise<void>): void {
    if (this.#isClosed) return
    const { clock } = this.#services
    const cancel = clock.after(Math.max(0, ms - clock.now()), () => {
      this.#timers.delete(cancel)
      look().catch((error: unknown) => this.#fault('', 'dial deadline', error))
    })
    this.#timers.add(cancel)
  }

  async #look(callId: string): Promise<void> {
    const { store, clock } = this.#services
    const found = await store.read(callId)
    const placed = placementIn(await store.ledger(callId))
    if (found?.live !== true || found.snapshot !== null || placed === null) return
    const { placement, entry } = placed
    const now = clock.now()
    if (now < placement.due) return
    // Whoever was told so has died before it was written down.
    const end = await this.#statuses.end(callId)
    if (end !== null) return void (await endUnanswered(this.#services, callId, end))
    const lineId = lineIdOf(entry)
    if (lineId !== null && !(await this.#statuses.hasRung(callId))) await this.#dialler.cancel(lineId)
    const isUnheard = lineId === null && !(await this.#statuses.isKnown(callId))
    if (isUnheard && now >= placement.due + placement.ringMs) await endUnanswered(this.#services, callId, 'uncertain')
  }
}

/** What the line called it; null where it has not answered. */
function lineIdOf(entry: LedgerEntry): string | null {
  if (entry.state !== 'done' || !entry.outcome.ok) return null
  const { result } = entry.outcome
  const lineId = typeof result === 'object' && result !== null && 'lineId' in result ? result.lineId : null
  return typeof lineId === 'string' ? lineId : null
}
