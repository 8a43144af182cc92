import { answered } from '../../../engine/states/answering-machine.ts'
import type { CallEvent } from '../../../engine/machine/event.ts'
import type { CallOutcome } from './campaign.ts'

/**
 * How a call of ours that is over came out, by its log. Whoever has answered counts as a person unless the line has told
 * otherwise: somebody who hung up before it knew is not called again.
 */
export function outcomeOf(events: readonly CallEvent[]): CallOutcome {
  const unanswered = events.flatMap((event) => (event.type === 'caller.hungup' ? (event.unanswered ?? []) : [])).at(0)
  // Taken back because it had not rung in time: as if the line had not taken it.
  if (unanswered !== undefined) return unanswered === 'canceled' ? 'failed' : unanswered
  const who = events.flatMap((event) =>
    event.type === 'event.received' && event.name === answered ? [whoIn(event.data)] : [],
  )
  if (who.includes('machine')) return 'machine'
  return who.includes('fax') ? 'fax' : 'person'
}

function whoIn(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'by' in data ? data.by : undefined
}
