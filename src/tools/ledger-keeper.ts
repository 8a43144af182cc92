import type { ToolOutcome } from '../../engine/machine/event.ts'
import type { Clock } from '../media/clock.ts'
import type { CallStore, LedgerEntry, Settled } from '../store/store.ts'
import type { ToolLog } from './tool.ts'

/** Waits between tries to write to a store that does not answer, in milliseconds; then the entry stays as it is. */
const settleAgainAfterMs = [100, 300, 1000, 3000, 10_000]

/** The runner's side of the ledger: it outlives a store that is away for a moment. */
export class LedgerKeeper {
  readonly #store: CallStore
  readonly #clock: Clock
  readonly #log: ToolLog
  /** What came out but is not written yet: the store would still call it intended. */
  readonly #unwritten = new Map<string, Settled>()

  constructor(store: CallStore, clock: Clock, log: ToolLog) {
    this.#store = store
    this.#clock = clock
    this.#log = log
  }

  /** The entry of a key; null where there is none, or the store does not answer. */
  async find(callId: string, key: string): Promise<LedgerEntry | null> {
    const entries = await this.#store.ledger(callId).catch(() => [])
    const entry = entries.find((one) => one.key === key)
    const unwritten = this.#unwritten.get(nameOf(callId, key))
    if (entry === undefined || unwritten === undefined) return entry ?? null
    return { key, call: entry.call, ...unwritten }
  }

  /**
   * Whether the intent would outlive the machine that holds it; without that a write is not made. It is read after the
   * replicas were asked: a store that failed over in between says of itself that its replicas have all it has.
   */
  async isSafe(callId: string, key: string): Promise<boolean> {
    return (await this.#store.replicated(callId)) && (await this.find(callId, key)) !== null
  }

  /**
   * Writes how a call came out, and gives that outcome back. Where the store does not answer, it is tried again behind the
   * caller's back, so that a flow hears in time what has really happened.
   */
  async settle(callId: string, key: string, settled: Settled): Promise<ToolOutcome> {
    const name = nameOf(callId, key)
    this.#unwritten.set(name, settled)
    const isWritten = await this.#write(callId, key, settled)
    if (isWritten) this.#unwritten.delete(name)
    else this.#writeLater(callId, key, settled, settleAgainAfterMs)
    return settled.outcome
  }

  #writeLater(callId: string, key: string, settled: Settled, [ms, ...later]: readonly number[]): void {
    const name = nameOf(callId, key)
    if (ms === undefined) {
      this.#log.warn('the ledger could not be written', { callId, key, state: settled.state })
      this.#unwritten.delete(name)
      return
    }
    this.#clock.after(ms, () => void this.#writeAgain(callId, key, settled, later))
  }

  async #writeAgain(callId: string, key: string, settled: Settled, later: readonly number[]): Promise<void> {
    const name = nameOf(callId, key)
    // A late result may have replaced it meanwhile.
    if (this.#unwritten.get(name) !== settled) return
    if (await this.#write(callId, key, settled)) this.#unwritten.delete(name)
    else this.#writeLater(callId, key, settled, later)
  }

  async #write(callId: string, key: string, settled: Settled): Promise<boolean> {
    return this.#store.settle(callId, key, settled).then(
      () => true,
      () => false,
    )
  }
}

function nameOf(callId: string, key: string): string {
  return `${callId} ${key}`
}
