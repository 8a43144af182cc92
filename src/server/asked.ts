import type { Logger } from 'pino'
import type { AskedOf } from '../decisions/race.ts'
import type { Metrics } from './metrics.ts'

/** Counts the requests to those who decide, and tells the log of those that failed: a wrong key is not seen otherwise. */
export function askedTo(metrics: Pick<Metrics, 'asked'>, logger: Logger): (asked: AskedOf) => void {
  return (asked) => {
    metrics.asked(asked)
    const { provider, how, error } = asked
    if (error !== undefined && error.code !== 'aborted')
      logger.warn({ provider, how, code: error.code, reason: error.message }, 'a decision failed at its provider')
  }
}
