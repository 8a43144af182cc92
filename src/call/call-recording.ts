import type { RecordingSet } from '../../engine/machine/effect.ts'
import type { LedgerEntry } from '../store/store.ts'
import { LineError, type RecordingControl } from '../telephony/line.ts'
import { recordingTool, type EffectLedger } from '../tools/effect-ledger.ts'
import type { Outcome } from './awaited.ts'
import type { CallIdentity } from './call-identity.ts'
import type { Services } from './services.ts'
import { mayHaveHappened } from './transfer/warm-transfer.ts'

/** A call that is only being answered cannot be recorded yet: it is tried again. */
const startTries = 12
const startAgainAfterMs = 250

/**
 * The line's recording of a whole call, as its steps want it: one order after the other, in their order, each once by the
 * ledger. Of a pause it is told whether it is sure: where nobody knows, it is not.
 */
export class CallRecording {
  readonly #identity: CallIdentity
  readonly #services: Pick<Services, 'clock' | 'control' | 'observer'>
  readonly #effects: EffectLedger
  readonly #tell: (outcome: Outcome) => void
  #last: Promise<void> = Promise.resolve()

  constructor(
    identity: CallIdentity,
    services: Pick<Services, 'clock' | 'control' | 'observer'>,
    effects: EffectLedger,
    tell: (outcome: Outcome) => void,
  ) {
    this.#identity = identity
    this.#services = services
    this.#effects = effects
    this.#tell = tell
  }

  set(order: Pick<RecordingSet, 'id' | 'how'>, by: 'make' | 'recover' = 'make'): void {
    this.#last = this.#last.then(() => this.#carryOut(order, by))
  }

  /**
   * Goes on with what another server was to do of it; what is awaited is begun by itself. Only the last order still counts,
   * besides that it is to begin: one that was overtaken, made now, would record what must not be.
   */
  recover(ledger: readonly LedgerEntry[], awaited: string | null): void {
    const orders = ledger.filter(({ call }) => call.tool === recordingTool)
    for (const { key, call, state } of orders) {
      const how = howIn(call.input)
      if (state !== 'intended' || key === awaited || how === null) continue
      if (how === 'start' || key === orders.at(-1)?.key) this.set({ id: key, how }, 'recover')
      else void this.#effects.forgo(this.#identity.callId, key)
    }
  }

  async #carryOut({ id, how }: Pick<RecordingSet, 'id' | 'how'>, by: 'make' | 'recover'): Promise<void> {
    const { recording } = this.#services.control
    const { callId } = this.#identity
    if (recording === undefined) {
      await this.#effects.forgo(callId, id)
      this.#fault(new Error('The line of this server records no calls.'))
      // What nobody records need not be paused.
      return this.#told(id, how, true)
    }
    const outcome = await this.#effects[by]({
      callId,
      key: id,
      act: () => this.#act(recording, how),
      mayHaveHappened,
      hasHappened: () => this.#is(recording, how),
    })
    if (outcome.how === 'failed') this.#fault(outcome.error)
    if (outcome.how === 'unknown') this.#fault(new Error(`Nobody knows whether the recording did ${how}.`))
    this.#told(id, how, outcome.how === 'happened')
  }

  async #act(recording: RecordingControl, how: RecordingSet['how']): Promise<void> {
    const { lineId } = this.#identity
    if (how === 'pause') {
      // There is none where it could not be begun.
      if ((await recording.state(lineId)) === 'none') return
      return recording.pause(lineId)
    }
    if (how === 'resume') return recording.resume(lineId)
    for (let left = startTries; ; left--) {
      try {
        return await recording.start(lineId)
      } catch (error) {
        const isEarly = error instanceof LineError && error.code === 'unknown_call'
        if (!isEarly || left === 1) throw error
        await new Promise<void>((go) => this.#services.clock.after(startAgainAfterMs, go))
      }
    }
  }

  async #is(recording: RecordingControl, how: RecordingSet['how']): Promise<boolean> {
    const state = await recording.state(this.#identity.lineId)
    if (how === 'pause') return state !== 'on'
    return how === 'resume' ? state === 'on' : state !== 'none'
  }

  #told(id: string, how: RecordingSet['how'], ok: boolean): void {
    if (how === 'pause') this.#tell({ type: 'recording.changed', id, ok })
  }

  #fault(error: unknown): void {
    this.#services.observer.notice(this.#identity.callId, { type: 'fault', where: 'recording', error })
  }
}

function howIn(input: unknown): RecordingSet['how'] | null {
  const how = typeof input === 'object' && input !== null && 'how' in input ? input.how : null
  return how === 'start' || how === 'pause' || how === 'resume' ? how : null
}
