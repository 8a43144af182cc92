import type { ModelAnswer } from '../../engine/decide/model-answer.ts'
import type { Cancel, Clock } from '../media/clock.ts'
import { byBreaker, type CircuitBreaker } from '../providers/circuit-breaker.ts'
import { ProviderError } from '../providers/provider-error.ts'
import type { Allowance } from './allowance.ts'
import type { Decider } from './decider.ts'
import type { ClosedQuestion } from './decisions.ts'
import type { Pace } from './pace.ts'

/** A provider, with what is known of it over all calls of this server. */
export interface Contender {
  readonly decider: Decider
  readonly breaker: CircuitBreaker
  /** One for each kind of question: a strict schema with slots takes longer than a choice. */
  readonly paces: Readonly<Record<'choice' | 'fill', Pace>>
}

/** One request, when it is over. */
export interface AskedOf {
  readonly provider: string
  /** `first`; `hedge`: another was taking longer than it mostly does; `failover`: another had failed, or said nothing at all. */
  readonly how: 'first' | 'hedge' | 'failover'
  /**
   * `answered`: its answer counted; `outrun`: another's did; `refused`: the model would not say; `late`: the budget ran out;
   * `stopped`: nobody wanted to know any more, as the caller went on; `failed`: see `error`.
   */
  readonly came: 'answered' | 'outrun' | 'refused' | 'late' | 'stopped' | 'failed'
  readonly ms: number
  /** Why it failed: no caller's words. */
  readonly error?: ProviderError
}

interface Race {
  readonly question: ClosedQuestion
  readonly contenders: readonly Contender[]
  readonly allowance: Allowance
  readonly clock: Clock
  readonly onRequest: (asked: AskedOf) => void
  readonly signal: AbortSignal
  readonly budgetMs: number
}

interface Running {
  readonly contender: Contender
  readonly how: AskedOf['how']
  readonly beganAt: number
  readonly stop: AbortController
  unwatch: Cancel
}

/**
 * So long somebody may say nothing while there is another to be asked; half of the budget where that is less, so that the
 * other has as much. Published p75 of a model's first token: 0.8–0.9 s.
 */
const patienceMs = 1000
/** An answer sooner than this is not hedged, however quick its provider mostly is: what is saved is not heard. */
const soonestHedgeMs = 150

/** Has the question answered by whoever answers first. Never rejects, and never lasts longer than the budget. */
export function race({
  question,
  contenders,
  allowance,
  clock,
  onRequest,
  signal,
  budgetMs,
}: Race): Promise<ModelAnswer> {
  const { promise, resolve } = Promise.withResolvers<ModelAnswer>()
  const kind = question.fills === undefined ? 'choice' : 'fill'
  const waiting = byBreaker(contenders)
  const running = new Set<Running>()
  const deadline = clock.now() + budgetMs
  const patience = Math.min(patienceMs, budgetMs / 2)
  let isOver = false
  let failure: ModelAnswer['why'] = 'failed'
  const onAbort = (): void => finish(nothing('late'), 'stopped')
  const cancelDeadline = clock.after(budgetMs, () => finish(nothing('late'), 'late'))
  signal.addEventListener('abort', onAbort, { once: true })
  askNext('first')
  return promise

  function askNext(how: AskedOf['how']): boolean {
    const contender = waiting.shift()
    if (contender !== undefined) ask(contender, how)
    return contender !== undefined
  }

  function ask(contender: Contender, how: AskedOf['how']): void {
    const stop = new AbortController()
    const beganAt = clock.now()
    const timeoutMs = Math.max(1, Math.ceil(deadline - beganAt))
    const usualMs = contender.paces[kind].p75Ms
    const unwatch =
      usualMs === null
        ? clock.after(patience, () => sayingNothing(one))
        : clock.after(Math.max(soonestHedgeMs, usualMs), () => takingLong(one))
    const one: Running = { contender, how, beganAt, stop, unwatch }
    running.add(one)
    // What an adapter throws at once is its failure too.
    const answer = (async () => contender.decider.ask(question, { signal: stop.signal, timeoutMs }))()
    answer.then(
      (said) => answered(one, said),
      (error: unknown) => failed(one, error),
    )
  }

  /** Longer than three of four: another request may be quicker, if there are not too many already. */
  function takingLong(one: Running): void {
    if (!running.has(one)) return
    const { breaker } = one.contender
    const other = waiting[0] ?? (running.size === 1 && breaker.state === 'sound' ? one.contender : undefined)
    if (other !== undefined && allowance.take()) {
      if (other === waiting[0]) waiting.shift()
      return ask(other, 'hedge')
    }
    const leftMs = one.beganAt + patience - clock.now()
    if (waiting.length > 0) one.unwatch = clock.after(Math.max(0, leftMs), () => sayingNothing(one))
  }

  /** There is another, who would be asked if it had failed: nobody waits for it alone. */
  function sayingNothing(one: Running): void {
    if (running.has(one)) askNext('failover')
  }

  function answered(one: Running, said: ModelAnswer): void {
    if (!running.has(one)) return
    one.contender.breaker.succeeded()
    one.contender.paces[kind].took(clock.now() - one.beganAt)
    if (said.why !== 'refused') {
      leave(one, 'answered')
      return finish(said, 'outrun', one.contender)
    }
    leave(one, 'refused')
    failure = 'refused'
    goOn()
  }

  function failed(one: Running, thrown: unknown): void {
    if (!running.has(one)) return
    const error =
      thrown instanceof ProviderError
        ? thrown
        : new ProviderError('unavailable', `${one.contender.decider.name}: failed`, { cause: thrown })
    one.contender.breaker.failed(error)
    leave(one, 'failed', error)
    if (failure !== 'refused') failure = error.code === 'timeout' ? 'late' : 'failed'
    goOn()
  }

  function goOn(): void {
    if (!askNext('failover') && running.size === 0) finish(nothing(failure), 'stopped')
  }

  function leave(one: Running, came: AskedOf['came'], error?: ProviderError): void {
    running.delete(one)
    one.unwatch()
    const { decider } = one.contender
    const ms = clock.now() - one.beganAt
    onRequest({ provider: decider.provider, how: one.how, came, ms, ...(error === undefined ? {} : { error }) })
  }

  /** Whoever is still being asked is stopped; what that tells of them depends on why. */
  function finish(answer: ModelAnswer, others: 'outrun' | 'late' | 'stopped', by?: Contender): void {
    if (isOver) return
    isOver = true
    cancelDeadline()
    signal.removeEventListener('abort', onAbort)
    for (const one of running) {
      if (one.contender !== by) holdAgainst(one, others)
      leave(one, others)
      one.stop.abort()
    }
    resolve(answer)
  }

  function holdAgainst({ contender, beganAt }: Running, others: 'outrun' | 'late' | 'stopped'): void {
    if (others === 'stopped') return
    const ms = clock.now() - beganAt
    // It takes at least so long: left out, the slow ones would make themselves look quick.
    if (ms > (contender.paces[kind].p75Ms ?? 0)) contender.paces[kind].took(ms)
    const isSilent = ms >= patience
    if (isSilent)
      contender.breaker.failed(new ProviderError(others === 'late' ? 'timeout' : 'unavailable', 'no answer'))
  }
}

/** No option, and why. */
export function nothing(why: ModelAnswer['why']): ModelAnswer {
  return { option: null, confidence: 0, why }
}
