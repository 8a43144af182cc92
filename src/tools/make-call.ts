import type { ToolCall } from '../../engine/machine/effect.ts'
import type { ToolOutcome } from '../../engine/machine/event.ts'
import type { Json } from '../../engine/language/json.ts'
import type { Clock } from '../media/clock.ts'
import { attempt, type Attempted } from './attempt.ts'
import type { LedgerKeeper } from './ledger-keeper.ts'
import type { RegisteredTool } from './registry.ts'
import { done, failed, settledBy } from './tool-result.ts'
import type { ToolContext, ToolLog } from './tool.ts'

/** One tool call, and what it is made with. */
export interface Job {
  readonly callId: string
  readonly call: ToolCall
  /** Aborted when the call is over. */
  readonly signal: AbortSignal
  readonly known: RegisteredTool
  readonly ledger: Pick<LedgerKeeper, 'settle'>
  readonly clock: Clock
  readonly log: ToolLog
  readonly maxResultBytes: number
}

/** Between two attempts, times the first's number: a service that has just refused needs a moment. */
const pauseMs = 100
/**
 * The machine gives up 500 ms after the deadline: asking whether a write has happened must be over by then, with the
 * ledger's write after it.
 */
const reconcileMs = 400

/** Calls the handler, again where the flow retries, all within the deadline, and settles the ledger. Never rejects. */
export async function makeCall(job: Job): Promise<ToolOutcome> {
  const { callId, call, known, clock } = job
  const settle = (how: Parameters<LedgerKeeper['settle']>[2]) => job.ledger.settle(callId, call.key, how)
  const fault = known.checkInput(call.input)
  if (fault !== null) return settle(failed('invalid_input', `The input: ${fault}.`))

  const attempts = 1 + Math.max(0, call.retry.max)
  const mayRetry = (code: string): boolean => call.retry.errors.includes(code)
  const late = new LateAnswers(job)
  let last = failed('timeout', `There was no time left to call "${call.tool}".`)
  let isUncertain = false
  for (let number = 1; number <= attempts; number++) {
    const leftMs = call.deadline - clock.now()
    if (leftMs <= 0) break
    // Where a time-out is retried, each attempt gets its share of what is left.
    const budgetMs = number < attempts && mayRetry('timeout') ? leftMs / (attempts - number + 1) : leftMs
    const attempted = await attempt((context) => handle(job, context), optionsOf(job, number, budgetMs, late.take))
    // Not settled: it is a read, and whoever takes the call next makes it again.
    if (attempted.kind === 'abandoned') return { ok: false, error: 'failed', message: 'The call was over.' }
    const settled = settledBy(known, attempted, job.maxResultBytes)
    const found = settled.outcome.ok ? settled : late.found
    if (found !== null) return settle(found)
    last = settled
    isUncertain ||= settled.state === 'uncertain'
    if (attempted.kind !== 'error' || !mayRetry(attempted.code)) break
    if (number < attempts) await pause(clock, Math.min(pauseMs * number, call.deadline - clock.now()))
  }
  if (isUncertain) {
    const happened = await askWhetherItHappened(job)
    if (typeof happened === 'object') last = done(happened.result)
    // "No" from elsewhere is not the last word while a handler of ours is still at it.
    else if (happened === 'unknown' || late.isExpected) last = { ...last, state: 'uncertain' }
    else last = { ...last, state: 'failed' }
  }
  late.runIsOver()
  if (!last.outcome.ok) job.log.warn('a tool failed', { callId, tool: call.tool, code: last.outcome.error })
  return settle(last)
}

/**
 * Asks the handler whether the write has happened: its result, `no`, or `unknown` where it does not know, cannot be asked,
 * or takes too long.
 */
export async function askWhetherItHappened(job: Job): Promise<{ readonly result: Json } | 'no' | 'unknown'> {
  const { call, known, clock } = job
  const { tool } = known
  if (tool.reconcile === undefined) return 'unknown'
  const budgetMs = Math.max(call.deadline - clock.now(), reconcileMs)
  const answer = await attempt((context) => tool.reconcile?.(call.key, structuredClone(call.input), context), {
    ...optionsOf(job, 1, budgetMs, () => {}),
    abandon: undefined,
  })
  if (answer.kind !== 'result') return 'unknown'
  if (answer.value === null) return 'no'
  const settled = settledBy(known, answer, job.maxResultBytes)
  return settled.outcome.ok ? { result: settled.outcome.result } : 'unknown'
}

/** What a handler answers after its time is up: recorded, and never applied to the flow a second time. */
class LateAnswers {
  /** A result that came while a later attempt was being made. */
  found: ReturnType<typeof done> | null = null
  readonly #job: Job
  #timedOut = 0
  #isRunOver = false

  constructor(job: Job) {
    this.#job = job
  }

  /** A handler whose time was up may still be at work. */
  get isExpected(): boolean {
    return this.#timedOut > 0
  }

  readonly take = (answer: Attempted | 'awaited'): void => {
    if (answer === 'awaited') {
      this.#timedOut += 1
      return
    }
    this.#timedOut -= 1
    const { callId, call, known, log, ledger, maxResultBytes } = this.#job
    log.warn('a tool answered after its time was up', { callId, tool: call.tool, kind: answer.kind })
    if (answer.kind !== 'result' || known.tool.effect === 'read') return
    const settled = settledBy(known, answer, maxResultBytes)
    if (settled.state !== 'done') return
    if (this.#isRunOver) void ledger.settle(callId, call.key, settled)
    else this.found = settled
  }

  runIsOver(): void {
    this.#isRunOver = true
  }
}

function handle({ call, known }: Job, context: ToolContext): unknown {
  // A copy: what a handler does to its input must not reach the ledger or the next attempt.
  return known.tool.handler(structuredClone(call.input), context)
}

function optionsOf(job: Job, number: number, budgetMs: number, onLate: (answer: Attempted | 'awaited') => void) {
  const { callId, call, known, clock, log } = job
  const abandon = known.tool.effect === 'read' ? job.signal : undefined
  return { callId, key: call.key, attempt: number, budgetMs, abandon, clock, log, onLate }
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(Math.max(0, ms), resolve)
  })
}
