/** How long somebody has taken of late. */
export interface Pace {
  took(ms: number): void
  /** What three of four answers come within, in milliseconds; null while too few are known. */
  readonly p75Ms: number | null
}

/** So many of the newest are looked at: some minutes of a busy server. */
const kept = 60
/** Fewer tell nothing of a quarter. */
const fewest = 12

/** Nothing is known of it yet. */
export function createPace(): Pace {
  const newest: number[] = []
  let at = 0
  let p75Ms: number | null = null
  return {
    took(ms) {
      newest[at] = ms
      at = (at + 1) % kept
      if (newest.length < fewest) return
      const sorted = newest.toSorted((one, other) => one - other)
      p75Ms = sorted[Math.floor(sorted.length * 0.75)] ?? null
    },
    get p75Ms() {
      return p75Ms
    },
  }
}
