import type { LookUp, ToolCall } from '../../engine/machine/effect.ts'
import type { ToolOutcome } from '../../engine/machine/event.ts'
import { type Clock, systemClock } from '../media/clock.ts'
import type { CallStore, LedgerEntry, Settled } from '../store/store.ts'
import { LedgerKeeper } from './ledger-keeper.ts'
import { askWhetherItHappened, type Job, makeCall } from './make-call.ts'
import type { ToolRegistry } from './registry.ts'
import { done, failed, uncertain } from './tool-result.ts'
import type { ToolLog } from './tool.ts'

/** Makes the calls that a flow intends. Neither method ever rejects: whatever goes wrong is an outcome of the flow. */
export interface ToolRunner {
  /** Whether this server has a tool of that name. */
  has(tool: string): boolean
  /**
   * Calls a tool whose intent was committed, within its deadline, again for the errors that the flow retries. The ledger
   * says how it came out before the promise resolves. A key that is under way is joined, not begun again; a write that is
   * done is not made again.
   *
   * `signal` is aborted when the call is over: it ends a read, never a write.
   */
  run(request: { readonly callId: string; readonly call: ToolCall; readonly signal: AbortSignal }): Promise<ToolOutcome>
  /** After a takeover: how what another server had begun came out, by the ledger, by the handler, or `uncertain`. */
  recover(request: {
    readonly callId: string
    readonly entry: LedgerEntry
    readonly signal: AbortSignal
  }): Promise<ToolOutcome>
  /** Known values: a read that nothing waits for and no ledger knows. Its result may be long, for it stays on this server. */
  look(request: {
    readonly callId: string
    readonly lookUp: LookUp
    readonly signal: AbortSignal
  }): Promise<ToolOutcome>
}

export interface ToolRunnerOptions {
  readonly registry: ToolRegistry
  readonly store: CallStore
  readonly clock?: Clock
  readonly log?: ToolLog
  /** Told of every call once it has come out: for metrics. */
  readonly onCalled?: (report: ToolReport) => void
  /** A result may have so many bytes of JSON; it travels in the call's snapshot. Default 16,384. */
  readonly maxResultBytes?: number
}

export interface ToolReport {
  readonly callId: string
  readonly tool: string
  /** "ok", or the error's code. */
  readonly outcome: string
  readonly ms: number
}

export function createToolRunner(options: ToolRunnerOptions): ToolRunner {
  return new Runner(options)
}

/** Ten thousand customers, by name: a megabyte of JSON is read in some milliseconds. */
const mostLookedUpBytes = 2_000_000
/** A look-up that did not answer may yet be in time for the words. */
const lookAgain = { max: 1, errors: ['timeout', 'unavailable', 'failed'] } as const

/** How often the ledger is read while another server may still be at work. */
const watchMs = 200

class Runner implements ToolRunner {
  readonly #options: ToolRunnerOptions
  readonly #clock: Clock
  readonly #log: ToolLog
  readonly #ledger: LedgerKeeper
  readonly #underWay = new Map<string, Promise<ToolOutcome>>()

  constructor(options: ToolRunnerOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#log = options.log ?? { info() {}, warn() {} }
    this.#ledger = new LedgerKeeper(options.store, this.#clock, this.#log)
  }

  has(tool: string): boolean {
    return this.#options.registry.get(tool) !== undefined
  }

  run({ callId, call, signal }: Parameters<ToolRunner['run']>[0]): Promise<ToolOutcome> {
    return this.#once(callId, call, async () => {
      const job = this.#job(callId, call, signal)
      if (job === null) return this.#settle(callId, call, unknownTool(call))
      if (job.known.tool.effect === 'read') return makeCall(job)
      const entry = await this.#ledger.find(callId, call.key)
      if (entry === null) {
        // Without its intent in the ledger a write could be made twice, so it is not made at all.
        return { ok: false, error: 'unavailable', message: `The ledger could not be read before "${call.tool}".` }
      }
      return entry.state === 'intended' ? this.#write(job) : this.#known(job, entry)
    })
  }

  recover({ callId, entry, signal }: Parameters<ToolRunner['recover']>[0]): Promise<ToolOutcome> {
    const { call } = entry
    return this.#once(callId, call, async () => {
      const job = this.#job(callId, call, signal)
      // Nothing is settled: a server that has the tool may take the call next. Whether it writes is not known here.
      if (job === null) return entry.state === 'intended' ? unclear(call).outcome : entry.outcome
      // What was read for an earlier visit may be old: its entry stands under the same key.
      if (job.known.tool.effect === 'read') return makeCall(job)
      if (entry.state !== 'intended') return this.#known(job, entry)
      const happened = await askWhetherItHappened(job)
      if (happened === 'no') return this.#write(job)
      if (typeof happened === 'object') return this.#settle(callId, call, done(happened.result))
      return (await this.#watch(job)) ?? this.#settle(callId, call, unclear(call))
    })
  }

  look({ callId, lookUp, signal }: Parameters<ToolRunner['look']>[0]): Promise<ToolOutcome> {
    const { key, tool, input, deadline } = lookUp
    const call: ToolCall = { type: 'tool.call', key, tool, input, deadline, retry: lookAgain }
    return this.#once(callId, call, async () => {
      const job = this.#job(callId, call, signal)
      if (job === null) return unknownTool(call).outcome
      if (job.known.tool.effect === 'write')
        return { ok: false, error: 'failed', message: `"${tool}" writes: values are looked up by a tool that reads.` }
      const ledger = { settle: async (_: string, _key: string, { outcome }: Settled) => outcome }
      return makeCall({ ...job, ledger, maxResultBytes: mostLookedUpBytes })
    })
  }

  async #write(job: Job): Promise<ToolOutcome> {
    const { callId, call } = job
    if (await this.#ledger.isSafe(callId, call.key)) return makeCall(job)
    return this.#settle(
      callId,
      call,
      failed('unavailable', `No replica has the intent of "${call.tool}": it was not made.`),
    )
  }

  /** A write that is settled is not made again, unless it was uncertain and its handler says that it did not happen. */
  async #known(job: Job, entry: Exclude<LedgerEntry, { state: 'intended' }>): Promise<ToolOutcome> {
    if (entry.state !== 'uncertain') return entry.outcome
    const happened = await askWhetherItHappened(job)
    if (happened === 'no') return this.#write(job)
    if (happened === 'unknown') return unclear(job.call).outcome
    return this.#settle(job.callId, job.call, done(happened.result))
  }

  /**
   * The server that began a write may still be at work: while draining it finishes what it has begun. So its ledger entry
   * is watched until the deadline before the write is called uncertain. Null where nobody settled it.
   */
  async #watch({ callId, call, signal }: Job): Promise<ToolOutcome | null> {
    while (!signal.aborted) {
      const entry = await this.#ledger.find(callId, call.key)
      if (entry !== null && entry.state !== 'intended') return entry.outcome
      const leftMs = call.deadline - this.#clock.now()
      if (leftMs <= 0) return null
      await new Promise<void>((resolve) => {
        this.#clock.after(Math.min(watchMs, leftMs), resolve)
      })
    }
    return null
  }

  #job(callId: string, call: ToolCall, signal: AbortSignal): Job | null {
    const known = this.#options.registry.get(call.tool)
    if (known === undefined) return null
    const maxResultBytes = this.#options.maxResultBytes ?? 16_384
    return { callId, call, signal, known, ledger: this.#ledger, clock: this.#clock, log: this.#log, maxResultBytes }
  }

  #settle(callId: string, call: ToolCall, settled: Settled): Promise<ToolOutcome> {
    return this.#ledger.settle(callId, call.key, settled)
  }

  #once(callId: string, call: ToolCall, body: () => Promise<ToolOutcome>): Promise<ToolOutcome> {
    const name = `${callId} ${call.key}`
    const underWay = this.#underWay.get(name)
    if (underWay !== undefined) return underWay
    const started = this.#clock.now()
    const going = body()
      .catch((error: unknown): ToolOutcome => {
        const kind = error instanceof Error ? error.name : typeof error
        this.#log.warn('a tool call broke', { callId, tool: call.tool, error: kind })
        return { ok: false, error: 'failed', message: `"${call.tool}" could not be called.` }
      })
      .then((outcome) => {
        this.#underWay.delete(name)
        const ms = this.#clock.now() - started
        this.#options.onCalled?.({ callId, tool: call.tool, outcome: outcome.ok ? 'ok' : outcome.error, ms })
        return outcome
      })
    this.#underWay.set(name, going)
    return going
  }
}

function unknownTool(call: ToolCall): Settled {
  return failed('unavailable', `This server has no tool "${call.tool}".`)
}

function unclear(call: ToolCall): Settled {
  return uncertain('uncertain', `Nobody knows whether "${call.tool}" has happened.`)
}
