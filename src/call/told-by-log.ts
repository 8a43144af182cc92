import { nothingLearnt, type Learnt } from '../../engine/turns/floor.ts'
import type { LogEntry } from '../store/store.ts'

/** P9: a stream that dies at once and is asked for anew would go round for ever, whichever servers it comes to. */
const mostReturns = { times: 8, withinMs: 30_000 }

/** Whether a call's stream has come back too often of late: by the log, so that it counts wherever the streams came to. */
export function returnsTooOften(log: readonly LogEntry[], nowMs: number): boolean {
  const since = nowMs - mostReturns.withinMs
  return log.filter(({ event }) => event.type === 'stream.resumed' && event.at > since).length >= mostReturns.times
}

/** What the servers before this one have learnt of the caller and the line: how long they pause, whether we echo. */
export function learntBefore(log: readonly LogEntry[]): Learnt {
  const last = log.findLast(({ event }) => event.type === 'turn.ended' && event.learnt !== undefined)?.event
  return last?.type === 'turn.ended' ? (last.learnt ?? nothingLearnt) : nothingLearnt
}
