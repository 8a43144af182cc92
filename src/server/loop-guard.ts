/**
 * Stops a call that comes back again and again: a stream that dies at once, asked for anew, would go round for ever.
 * Counted on this server alone and forgotten with the span.
 */
export interface LoopGuard {
  /** Counts one more return of this call; false when there were too many within the span. */
  allow(lineId: string, nowMs: number): boolean
}

/** At most `times` within `withinMs` of each other. */
export function createLoopGuard(options: { readonly times: number; readonly withinMs: number }): LoopGuard {
  const returns = new Map<string, number[]>()
  return {
    allow(lineId, nowMs) {
      for (const [id, times] of returns) {
        // In order of their last return, so that the first fresh one ends the sweep.
        if ((times.at(-1) ?? 0) > nowMs - options.withinMs) break
        returns.delete(id)
      }
      const recent = (returns.get(lineId) ?? []).filter((at) => at > nowMs - options.withinMs)
      recent.push(nowMs)
      returns.delete(lineId)
      returns.set(lineId, recent.slice(-options.times - 1))
      return recent.length <= options.times
    },
  }
}
