import type { Logger } from 'pino'
import { Counter } from 'prom-client'
import type { Judged } from '../call/aftermath.ts'
import type { Metrics } from './metrics.ts'

/**
 * Counts what was found out of writes that a dead server had left, and tells of those of which nobody knows whether they
 * happened: somebody should look.
 */
export function judgedTo({ registry }: Metrics, logger: Logger): (judged: Judged) => void {
  const counted = new Counter({
    name: 'callchart_left_writes_total',
    help: 'Writes that calls had left unsettled, by how they were found to have come out',
    labelNames: ['tool', 'state'],
    registers: [registry],
  })
  return ({ callId, tool, state }) => {
    counted.inc({ tool, state })
    if (state === 'uncertain')
      logger.warn({ callId, tool }, 'nobody knows whether a write of a call that is over happened')
  }
}
