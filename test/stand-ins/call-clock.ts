/**
 * The time of calls: one wheel for all of them, so that a thousand callers cost one timer and none drifts. Twice the speed
 * means that a call's second takes half a second; what is measured in call time stays the same.
 */
export interface CallClock {
  readonly speed: number
  /** Call milliseconds since the clock was made. */
  now(): number
  /** Runs every 20 ms of call time. A late wheel catches up: no beat is ever left out. Returns how to stop. */
  everyFrame(run: () => void): () => void
  /** Resolves after `ms` of call time. */
  wait(ms: number): Promise<void>
}

export const frameMs = 20

export function createCallClock(speed = 1): CallClock {
  const began = performance.now()
  const runs = new Set<() => void>()
  let beat = 0
  let timer: NodeJS.Timeout | undefined

  const now = () => (performance.now() - began) * speed
  const schedule = () => {
    timer = setTimeout(turn, Math.max(0, ((beat + 1) * frameMs - now()) / speed))
  }
  const turn = () => {
    while ((beat + 1) * frameMs <= now()) {
      beat += 1
      for (const run of runs) run()
    }
    if (runs.size > 0) schedule()
    else timer = undefined
  }

  return {
    speed,
    now,
    everyFrame(run) {
      runs.add(run)
      if (timer === undefined) {
        beat = Math.floor(now() / frameMs)
        schedule()
      }
      return () => {
        runs.delete(run)
      }
    },
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms / speed)),
  }
}
