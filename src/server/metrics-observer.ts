import { shortVersion } from '../call/ownership/fitness.ts'
import type { CallObserver, Notice } from '../call/observer.ts'
import type { CallMetrics } from './metrics.ts'

/** What is remembered of a call between two notices of it. */
interface Seen {
  flow: string
  version: string
  startedAt: number
  lostAt: number | null
  awaitedSince: number
}

/** Counts what calls do. Labels are names from flows and codes, never a caller's. `flowOf` names a bundle. */
export function createMetricsObserver(metrics: CallMetrics, flowOf: (bundle: string) => string): CallObserver {
  const calls = new Map<string, Seen>()
  return {
    notice(callId, notice) {
      // Somebody else's call, of which nothing more is heard here.
      if (notice.type === 'declined') return metrics.declined(notice.lack.what)
      const seen = calls.get(callId) ?? begin(notice)
      calls.set(callId, seen)
      count(metrics, seen, notice, flowOf)
      if (notice.type === 'ended' || notice.type === 'left') calls.delete(callId)
    },
  }
}

function begin(notice: Notice): Seen {
  const at = 'at' in notice ? notice.at : notice.type === 'stepped' ? notice.event.at : 0
  return { flow: 'unknown', version: 'unknown', startedAt: at, lostAt: null, awaitedSince: at }
}

type OfOurs = Exclude<Notice, { type: 'declined' }>

function count(metrics: CallMetrics, seen: Seen, notice: OfOurs, flowOf: (bundle: string) => string): void {
  switch (notice.type) {
    case 'stepped':
      return countStep(metrics, seen, notice, flowOf)
    case 'interrupted':
      return metrics.bargeIn(notice.voiceMs)
    case 'spoke':
      if (seen.lostAt !== null) metrics.resumed(notice.at - seen.lostAt)
      seen.lostAt = null
      if (notice.sinceVoiceMs === null || notice.sinceTurnMs === null) return
      metrics.turn('total', notice.sinceVoiceMs)
      metrics.turn('wait', notice.sinceVoiceMs - notice.sinceTurnMs)
      return
    case 'stream':
      if (notice.how === 'lost') seen.lostAt = notice.at
      return
    case 'ended':
      return metrics.ended(seen, notice.outcome, notice.at - seen.startedAt)
    case 'taken-over':
      seen.flow = notice.flow
      seen.version = shortVersion(notice.bundle)
      return metrics.takenOver(notice.swept === true ? 'orphan' : 'stream')
    case 'left':
      return metrics.left(notice.why)
    case 'stuck':
      return metrics.stuck()
    case 'voice':
    case 'words':
    case 'sent':
    case 'fault':
      return
  }
}

function countStep(
  metrics: CallMetrics,
  seen: Seen,
  { event, before, after, commitMs, effects }: Extract<Notice, { type: 'stepped' }>,
  flowOf: (bundle: string) => string,
): void {
  metrics.committed('OK', commitMs)
  if (before === null) {
    seen.flow = flowOf(after.bundle)
    seen.version = shortVersion(after.bundle)
    metrics.started(seen)
  }
  const awaited = before?.context.awaiting ?? null
  const sinceMs = event.at - seen.awaitedSince
  if (event.type === 'tool.finished' && awaited?.type === 'tool.call') {
    metrics.tool(awaited.tool, event.outcome.ok ? 'ok' : event.outcome.error, sinceMs)
    metrics.turn('tool', sinceMs)
  }
  if (event.type === 'decision.finished' && awaited?.type === 'decide') {
    metrics.decision(event.outcome.why, sinceMs)
    metrics.turn('decision', sinceMs)
  }
  if (effects.some(({ type }) => type === 'tool.call' || type === 'decide')) seen.awaitedSince = event.at
}
