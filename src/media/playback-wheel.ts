import type { Cancel, Clock } from './clock.ts'
import { systemClock } from './clock.ts'

/**
 * One wheel turns for all calls of the process: each rider is visited once a turn. A timer for each call would fall
 * behind at a thousand of them (an interval drifts 29 ms in 6 s). Due times are counted from the wheel's start, so a
 * late visit makes no later one late, and a visit that fell a whole turn behind is not made up for.
 */
export interface PlaybackWheel {
  /** How long a turn takes: a rider sends at least so much ahead. */
  readonly turnMs: number
  /** Visits `ride` once a turn, from the next time that its place comes by, until it gets off. */
  board(ride: Ride): Cancel
}

/** Called with the clock's time. Must not throw. */
type Ride = (now: number) => void

export interface WheelOptions {
  readonly clock?: Clock
  /** 100 ms unless told: chunks of 100 ms cost 105 µs for a second of a call, 20 ms frames 440. */
  readonly turnMs?: number
}

/** Riders are spread over this many places, so that a thousand calls do not all send in the same millisecond. */
const PLACES = 10

/** Stands still, without a timer, while nobody rides. */
export function createPlaybackWheel(options: WheelOptions = {}): PlaybackWheel {
  const clock = options.clock ?? systemClock
  const turnMs = options.turnMs ?? 100
  const stepMs = turnMs / PLACES
  const places: readonly Set<Ride>[] = Array.from({ length: PLACES }, () => new Set<Ride>())
  const startedAt = clock.now()
  /** The last step taken. Step n is due at startedAt + n · stepMs and visits place n modulo PLACES. */
  let step = 0
  let aimedAt = Infinity
  let cancelTimer: Cancel | null = null

  function board(ride: Ride): Cancel {
    if (places.every((place) => place.size === 0)) step = stepDueBy(clock.now())
    // Wrapped, so that one who boards twice rides twice and gets off one by one.
    const rider: Ride = (now) => ride(now)
    const place = places.reduce((emptiest, other) => (other.size < emptiest.size ? other : emptiest))
    place.add(rider)
    aim()
    return () => {
      place.delete(rider)
      if (places.every((other) => other.size === 0)) stop()
    }
  }

  function stepDueBy(now: number): number {
    return Math.floor((now - startedAt) / stepMs)
  }

  /** Keeps the one timer on the next step whose place has riders. */
  function aim(): void {
    let next = step + 1
    while (next <= step + PLACES && places[next % PLACES]!.size === 0) next++
    if (next > step + PLACES) return stop()
    if (next === aimedAt) return
    stop()
    aimedAt = next
    cancelTimer = clock.after(Math.max(0, startedAt + next * stepMs - clock.now()), () => turnTo(next))
  }

  function stop(): void {
    cancelTimer?.()
    cancelTimer = null
    aimedAt = Infinity
  }

  function turnTo(due: number): void {
    stop()
    const now = clock.now()
    const last = Math.max(due, stepDueBy(now))
    // Late by some steps: their places are visited now. Late by more than a turn: each place is visited once.
    const first = Math.max(due, last - PLACES + 1)
    step = last
    for (let visited = first; visited <= last; visited++) for (const rider of places[visited % PLACES]!) rider(now)
    aim()
  }

  return { turnMs, board }
}
