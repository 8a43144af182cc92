import type { Decide, RecordStart, ToolCall, Transfer } from '../../engine/machine/effect.ts'
import type { CallEvent, DecisionOutcome } from '../../engine/machine/event.ts'
import type { LedgerEntry } from '../store/store.ts'
import { LineError } from '../telephony/line.ts'
import type { CallIdentity } from './call-identity.ts'
import type { Services } from './services.ts'
import { turnsOf } from './transcript.ts'

/** What has come of something that was awaited, without its time. */
export type Outcome = {
  [T in Told]: Omit<Extract<CallEvent, { type: T }>, 'at'>
}[Told]

type Told = 'tool.finished' | 'decision.finished' | 'transfer.finished' | 'recording.finished'

/** What a call waits for outside itself: tools, decisions, transfers. Whatever becomes of them is told as an event. */
export class Awaited {
  readonly #identity: CallIdentity
  readonly #services: Services
  readonly #tell: (outcome: Outcome) => void
  readonly #abandoned = new AbortController()

  constructor(identity: CallIdentity, services: Services, tell: (outcome: Outcome) => void) {
    this.#identity = identity
    this.#services = services
    this.#tell = tell
  }

  /** Begins what a committed step intends. */
  begin(effect: ToolCall | Decide | Transfer): void {
    switch (effect.type) {
      case 'tool.call':
        return this.#call(effect)
      case 'decide':
        return void this.#decide(effect)
      case 'transfer':
        return void this.#transfer(effect)
    }
  }

  /**
   * Goes on with what an earlier owner had begun. A transfer is the line's by now: how it came out is told by the line, or
   * its timer runs out.
   */
  recover(effect: ToolCall | Decide | Transfer | RecordStart, ledger: readonly LedgerEntry[]): void {
    if (effect.type === 'decide') this.begin(effect)
    // What was recorded is with the server that had the call.
    if (effect.type === 'record.start')
      this.#tell({ type: 'recording.finished', id: effect.id, ref: '', ms: 0, how: 'failed' })
    if (effect.type !== 'tool.call') return
    const { key } = effect
    const entry = ledger.find((one) => one.key === key) ?? { key, call: effect, state: 'intended' as const }
    const { callId } = this.#identity
    void this.#services.tools
      .recover({ callId, entry, signal: this.#abandoned.signal })
      .then((outcome) => this.#tell({ type: 'tool.finished', key, outcome }))
  }

  /** The call is over: reads and decisions are given up, writes are not. */
  abandon(): void {
    this.#abandoned.abort()
  }

  #call(call: ToolCall): void {
    const { callId } = this.#identity
    void this.#services.tools
      .run({ callId, call, signal: this.#abandoned.signal })
      .then((outcome) => this.#tell({ type: 'tool.finished', key: call.key, outcome }))
  }

  async #decide(decide: Decide): Promise<void> {
    const { store, decisions, clock } = this.#services
    // Without the store the model decides on the words alone.
    const turns = decide.turns === 0 ? [] : await turnsOf(store, this.#identity.callId, decide.turns).catch(() => [])
    const budgetMs = Math.max(0, decide.deadline - clock.now())
    // An adapter never rejects; one that does must not end the process, and with it every other call.
    const outcome = await decisions
      .decide({ ...decide, turns }, { signal: this.#abandoned.signal, budgetMs })
      .catch((error: unknown): DecisionOutcome => {
        this.#services.observer.notice(this.#identity.callId, { type: 'fault', where: 'decision', error })
        return { option: null, confidence: 0, why: 'failed' }
      })
    this.#tell({ type: 'decision.finished', id: decide.id, outcome })
  }

  /** Where the line takes it, the line tells how it came out. */
  async #transfer(transfer: Transfer): Promise<void> {
    const { destinations, control, observer } = this.#services
    const { callId, lineId } = this.#identity
    const { id } = transfer
    const to = destinations[transfer.destination]
    if (to === undefined) return this.#tell({ type: 'transfer.finished', id, outcome: 'failed' })
    try {
      await control.transfer(lineId, { ...transfer, to })
    } catch (error) {
      observer.notice(callId, { type: 'fault', where: 'transfer', error })
      const outcome = error instanceof LineError && error.code === 'refused' ? 'declined' : 'failed'
      this.#tell({ type: 'transfer.finished', id, outcome })
    }
  }
}
