import { systemClock } from '../media/clock.ts'
import type { Clock } from '../media/clock.ts'
import { createCircuitBreaker } from '../providers/circuit-breaker.ts'
import { createAllowance } from './allowance.ts'
import type { Decider } from './decider.ts'
import type { DecisionsPort } from './decisions.ts'
import { createPace } from './pace.ts'
import { nothing, race, type AskedOf, type Contender } from './race.ts'

export interface DecisionsOptions {
  readonly clock?: Clock
  /** So many requests a question more than one each, 0–1, for answers that take long; 0 asks for none a second time. */
  readonly hedgedShare?: number
  /** Told of each request, when it is over: for metrics and the log. Must not throw. */
  readonly onRequest?: (asked: AskedOf) => void
  /** Told of what each answer has used, where the provider says it: for `callchart eval`. Must not throw. */
  readonly onTokens?: (used: TokensUsed) => void
}

/** What a question and its answer came to, in the provider's tokens. */
export interface TokensUsed {
  readonly model: string
  readonly input: number
  readonly output: number
}

/**
 * Requests beside the first, by question. A quarter of all answers come after their p75, and not each of these has another
 * asked.
 */
const usualShare = 0.25
/** The first use of a schema is compiled; that may take much longer than a call can wait. */
const warmUpMs = 60_000

/**
 * Those who decide as one, in the order of preference: the next is asked where one fails, the next or the same one again
 * where it takes longer than it mostly does, and the first answer counts. Who fails again and again is left alone for a while.
 */
export function createDecisions(
  deciders: readonly [Decider, ...Decider[]],
  { clock = systemClock, onRequest = () => {}, hedgedShare = usualShare }: DecisionsOptions = {},
): DecisionsPort {
  const contenders = deciders.map((decider): Contender => ({
    decider,
    breaker: createCircuitBreaker(clock),
    paces: { choice: createPace(), fill: createPace() },
  }))
  const allowance = createAllowance(hedgedShare)
  const closing = new AbortController()

  return {
    name: deciders.map(({ name }) => name).join(', then '),
    async decide(question, { signal, budgetMs }) {
      const isQuestion = Object.keys(question.options).length > 0 || question.fills !== undefined
      if (!isQuestion) return nothing('failed')
      const stop = AbortSignal.any([signal, closing.signal])
      if (stop.aborted || budgetMs <= 0) return nothing('late')
      allowance.earn()
      return race({ question, contenders, allowance, clock, onRequest, signal: stop, budgetMs })
    },
    async warm(questions) {
      const stop = AbortSignal.any([closing.signal, AbortSignal.timeout(warmUpMs)])
      await Promise.all(deciders.map(async (decider) => decider.warm?.(questions, stop)))
    },
    expect() {
      for (const decider of deciders) decider.expect?.()
    },
    async close() {
      closing.abort()
      await Promise.all(deciders.map((decider) => decider.close()))
    },
  }
}
