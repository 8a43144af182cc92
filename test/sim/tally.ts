import type { Outcome } from './world/world.ts'

/** What many simulated calls came to. */
export class Tally {
  calls = 0
  happened = 0
  steps = 0
  virtualMs = 0
  readonly faults = new Map<string, number>()
  readonly recoveries = new Map<string, number>()
  readonly counts = new Map<string, number>()
  readonly waits: number[] = []

  add(outcome: Outcome): void {
    this.calls += 1
    this.happened += outcome.happened
    this.steps += outcome.steps
    this.virtualMs += outcome.virtualMs
    this.waits.push(...outcome.waits)
    for (const name of ['faults', 'recoveries', 'counts'] as const)
      for (const [what, count] of outcome[name]) this[name].set(what, (this[name].get(what) ?? 0) + count)
  }

  /** Of the waits for our next word after a loss, the one that so large a share of them does not pass; null without any. */
  waitMs(share: number): number | null {
    const sorted = this.waits.toSorted((one, other) => one - other)
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
  }
}
