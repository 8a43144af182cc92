import type { Json, JsonObject } from '../../engine/language/json.ts'
import type { Effect, ToolCall } from '../../engine/machine/effect.ts'
import type { Clock } from '../media/clock.ts'
import type { CallStore, LedgerEntry } from '../store/store.ts'
import { LedgerKeeper } from './ledger-keeper.ts'
import { done, failed, uncertain } from './tool-result.ts'
import type { ToolLog } from './tool.ts'

/**
 * What a step wants of the world that is to happen once, as the ledger has it: a tool's call as it is, and a transfer, under
 * a name that no tool can have. A warm one is two orders to the line, each of them once. Nothing for what may be done again.
 */
export function intentsOf(effect: Effect): readonly ToolCall[] {
  if (effect.type === 'tool.call') return [effect]
  if (effect.type === 'recording.set') return [lineIntent(effect.id, recordingTool, { how: effect.how })]
  if (effect.type !== 'transfer') return []
  const { id, destination, mode, brief, ringMs } = effect
  const made = lineIntent(id, '$transfer', { destination, mode, brief, ringMs })
  return mode === 'warm' ? [made, lineIntent(ringKey(id), '$ring', { destination })] : [made]
}

/** The name in the ledger of what is ordered of a call's recording. */
export const recordingTool = '$record'

/** The key of the second order of a warm transfer: to ring whoever it is for. */
export function ringKey(transferId: string): string {
  return `${transferId}:ring`
}

function lineIntent(key: string, tool: string, input: JsonObject): ToolCall {
  return { type: 'tool.call', key, tool, input, deadline: 0, retry: { max: 0, errors: [] } }
}

/** An effect that is to happen once: by the key under which its intent was committed. */
export interface OnceEffect {
  readonly callId: string
  readonly key: string
  /**
   * Makes it happen. Resolves when the other side has taken it, with what is to be kept of its answer; rejects where it has
   * not, and then `mayHaveHappened` says whether the other side may have taken it nonetheless.
   */
  act(): Promise<JsonObject | void>
  mayHaveHappened(error: unknown): boolean
  /** Asks the other side whether it has happened since then: true or false, null where it cannot tell. */
  hasHappened(sinceMs: number): Promise<boolean | null>
  /**
   * Whether the call is still this server's, asked right before it is made: one that stood still past its lease must not make
   * what another has made meanwhile. Rejects where the store does. Left out where nobody else could.
   */
  isOurs?(): Promise<boolean>
}

/**
 * `happened` once, here or before; `failed`: it did not; `unknown`: nobody can tell, and it is not made again; `elsewhere`:
 * another server has the call, and makes it.
 */
export type OnceOutcome =
  | { readonly how: 'happened' | 'unknown' | 'elsewhere' }
  | { readonly how: 'failed'; readonly error: unknown }

/**
 * Makes things happen once that are no tools: a transfer, a message, a call of ours. As with a tool's write the intent is
 * committed before, and how it came out is settled after; whoever comes upon an intent that nobody settled asks the other
 * side before anything is done. Never rejects.
 */
export class EffectLedger {
  readonly #ledger: LedgerKeeper

  constructor(store: CallStore, clock: Clock, log: ToolLog = { info() {}, warn() {} }) {
    this.#ledger = new LedgerKeeper(store, clock, log)
  }

  /** For an effect whose intent this server has just committed. */
  async make(effect: OnceEffect): Promise<OnceOutcome> {
    const { callId, key } = effect
    const entry = await this.#ledger.find(callId, key)
    if (entry === null) return { how: 'failed', error: new Error('Its intent cannot be found in the ledger.') }
    if (entry.state !== 'intended') return this.#known(effect, entry)
    return this.#act(effect)
  }

  /** It is not to happen any more, if it has not yet: nobody is to come upon its intent and make it. */
  async forgo(callId: string, key: string): Promise<void> {
    const entry = await this.#ledger.find(callId, key)
    if (entry?.state === 'intended') await this.#ledger.settle(callId, key, failed('failed', 'It was not made.'))
  }

  /** What was kept of the other side's answer to what has happened; null where it has not, or nobody knows. */
  async keptOf(callId: string, key: string): Promise<Json> {
    const entry = await this.#ledger.find(callId, key)
    return entry?.state === 'done' && entry.outcome.ok ? entry.outcome.result : null
  }

  /** After a takeover: for one that another server had intended. */
  async recover(effect: OnceEffect): Promise<OnceOutcome> {
    const entry = await this.#ledger.find(effect.callId, effect.key)
    return entry === null ? { how: 'unknown' } : this.#known(effect, entry)
  }

  async #known(effect: OnceEffect, entry: LedgerEntry): Promise<OnceOutcome> {
    if (entry.state === 'done') return { how: 'happened' }
    if (entry.state === 'failed') return { how: 'failed', error: new Error(codeOf(entry)) }
    return this.#ask(effect, entry.state === 'intended' ? (entry.startedAt ?? 0) : 0, () => this.#act(effect))
  }

  /** What the other side says settles it; where it says that nothing has happened, `otherwise`. */
  async #ask(effect: OnceEffect, sinceMs: number, otherwise: () => Promise<OnceOutcome>): Promise<OnceOutcome> {
    const { callId, key } = effect
    const happened = await effect.hasHappened(sinceMs).catch(() => null)
    if (happened === false) return otherwise()
    await this.#ledger.settle(callId, key, happened === true ? done(null) : unclear)
    return { how: happened === true ? 'happened' : 'unknown' }
  }

  async #act(effect: OnceEffect): Promise<OnceOutcome> {
    const { callId, key } = effect
    const fail = async (error: unknown): Promise<OnceOutcome> => {
      await this.#ledger.settle(callId, key, failed('failed', 'It did not happen.'))
      return { how: 'failed', error }
    }
    if (!(await this.#ledger.isSafe(callId, key))) return fail(new Error('No replica has its intent: it was not made.'))
    const isOurs = await effect.isOurs?.().catch((error: unknown) => ({ error }))
    if (typeof isOurs === 'object') return fail(isOurs.error)
    if (isOurs === false) return { how: 'elsewhere' }
    let kept: JsonObject | void
    try {
      kept = await effect.act()
    } catch (error) {
      if (!effect.mayHaveHappened(error)) return fail(error)
      return this.#ask(effect, 0, () => fail(error))
    }
    await this.#ledger.settle(callId, key, done(kept ?? null))
    return { how: 'happened' }
  }
}

const unclear = uncertain('uncertain', 'Nobody knows whether it has happened.')

function codeOf(entry: LedgerEntry): string {
  return entry.state === 'failed' && !entry.outcome.ok ? entry.outcome.message : 'It did not happen.'
}
