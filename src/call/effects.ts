import type { Effect } from '../../engine/machine/effect.ts'
import type { TimerName } from '../../engine/machine/event.ts'
import type { CallContext, Snapshot } from '../../engine/machine/snapshot.ts'
import type { LedgerEntry } from '../store/store.ts'
import type { Awaited } from './awaited.ts'
import { CallTimers } from './call-timers.ts'
import type { CallerSide } from './caller-side.ts'
import type { KnownValues } from './known-values.ts'
import type { Happening } from './read-turn.ts'
import type { Services } from './services.ts'
import { isForStream } from './stream/stream-seat.ts'

/** The call whose effects these are. */
export interface EffectsHost {
  readonly snapshot: Snapshot | null
  put(read: () => Happening | null): void
}

/** Does what committed steps want done: on the caller's stream, by timers, and by what is awaited outside the call. */
export class Effects {
  readonly #call: EffectsHost
  readonly #caller: CallerSide
  readonly #awaited: Awaited
  readonly #known: KnownValues
  readonly #timers: CallTimers

  constructor(
    call: EffectsHost,
    services: Pick<Services, 'clock'>,
    parts: { readonly caller: CallerSide; readonly awaited: Awaited; readonly known: KnownValues },
  ) {
    this.#call = call
    this.#caller = parts.caller
    this.#awaited = parts.awaited
    this.#known = parts.known
    this.#timers = new CallTimers(services.clock, (timer, due) => this.#timerFired(timer, due))
  }

  perform(effect: Effect): void {
    if (isForStream(effect)) return this.#caller.perform(effect)
    switch (effect.type) {
      case 'timer.set':
        return this.#timers.set(effect.timer, effect.due)
      case 'timer.clear':
        return this.#timers.clear(effect.timer)
      case 'decide':
      case 'tool.call':
      case 'transfer':
      case 'recording.set':
        return this.#awaited.begin(effect)
      case 'transfer.cancel':
        return this.#awaited.cancel(effect.id)
      case 'look.up':
        return this.#known.lookUp(effect)
      case 'hangup':
        return this.#caller.perform(effect)
    }
  }

  /** Goes on with what another server had begun: by the deadlines that it had, and what was awaited by the ledger. */
  recover({ timers, awaiting }: CallContext, ledger: readonly LedgerEntry[]): void {
    for (const [timer, due] of Object.entries(timers)) {
      // A silence is armed again with its question.
      if (timer !== 'noinput' && timer !== 'keys') this.#timers.set(timer as TimerName, due)
    }
    this.#awaited.recover(awaiting, ledger)
  }

  /** Nothing is rung or awaited any more. */
  cease(): void {
    this.#timers.clearAll()
    this.#awaited.abandon()
    this.#known.close()
  }

  #timerFired(timer: TimerName, due: number): void {
    // What is ahead of it may have disarmed it.
    const isArmed = (): boolean => this.#call.snapshot?.context.timers[timer] === due
    const fire = (): void => this.#call.put(() => (isArmed() ? { type: 'timer.fired', timer, due } : null))
    // Silence is not counted while the caller speaks: whatever their turn leads to decides whether it still counts.
    const { stream } = this.#caller
    if ((timer === 'noinput' || timer === 'keys') && stream !== null) stream.onceTurnSettled(fire)
    else fire()
  }
}
