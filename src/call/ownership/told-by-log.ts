import { nothingLearnt, type Learnt } from '../../../engine/turns/floor.ts'
import type { LogEntry } from '../../store/store.ts'

/** P9: a stream that dies at once and is asked for anew would go round for ever, whichever servers it comes to. */
const mostReturns = { times: 8, withinMs: 30_000 }

/** A stream on which one of these came about has carried something: it did not die at once. */
const carried: ReadonlySet<string> = new Set(['turn.ended', 'key.pressed', 'speech.played', 'speech.interrupted'])

/**
 * Whether a call's stream has come back too often of late, and each time to nothing: by the log, so that it counts wherever
 * the streams came to. Servers that die one after the other lose no call in which the caller gets on.
 */
export function returnsTooOften(log: readonly LogEntry[], nowMs: number): boolean {
  const since = nowMs - mostReturns.withinMs
  const gotOn = log.findLastIndex(({ event }) => carried.has(event.type))
  const returns = log.slice(gotOn + 1).filter(({ event }) => event.type === 'stream.resumed' && event.at > since)
  return returns.length >= mostReturns.times
}

/** What the servers before this one have learnt of the caller and the line: how long they pause, whether we echo. */
export function learntBefore(log: readonly LogEntry[]): Learnt {
  const last = log.findLast(({ event }) => event.type === 'turn.ended' && event.learnt !== undefined)?.event
  return last?.type === 'turn.ended' ? (last.learnt ?? nothingLearnt) : nothingLearnt
}
