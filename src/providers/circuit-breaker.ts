import type { Clock } from '../media/clock.ts'
import { ProviderError } from './provider-error.ts'

/** What is known of a provider, over all calls of this server. */
export interface CircuitBreaker {
  /**
   * `sound`: asked first. `shaky`: it has just failed, and is asked where there is no other. `open`: it is left alone for a
   * while, and asked only where all are open. When an open one's rest is over it is sound again, until it fails once more.
   */
  readonly state: 'sound' | 'shaky' | 'open'
  succeeded(): void
  /** What was stopped from here, one thing that it would not do, and a language that it does not know, say nothing against it. */
  failed(error: unknown): void
}

/** So many failures in a row, with nothing between that went well, leave a provider alone. */
const mostFailures = 3
/** How long it is left alone. A refusal (a wrong key, no credit left) does not mend itself soon. */
const restMs = { failing: 15_000, refusing: 60_000 }
/** A provider that says when it wants to be asked again is believed up to here. */
const longestRestMs = 60_000
/** So long after a failure the others are asked first: the call that has just lost it goes on with another. */
const shakyMs = 3000

/** One a provider. */
export function createCircuitBreaker(clock: Pick<Clock, 'now'>): CircuitBreaker {
  let inARow = 0
  let openUntil = -Infinity
  let shakyUntil = -Infinity

  return {
    get state() {
      const now = clock.now()
      if (now < openUntil) return 'open'
      return now < shakyUntil ? 'shaky' : 'sound'
    },
    succeeded() {
      inARow = 0
      openUntil = -Infinity
      shakyUntil = -Infinity
    },
    failed(error) {
      const { code, retryAfterMs = null } = error instanceof ProviderError ? error : { code: 'unavailable' as const }
      if (code === 'aborted' || code === 'rejected' || code === 'unsupported_language') return
      const now = clock.now()
      inARow += 1
      // A socket that was lost once is opened again; a provider that says nothing would do so again.
      if (code === 'timeout' || inARow > 1) shakyUntil = now + shakyMs
      if (retryAfterMs !== null) openUntil = Math.max(openUntil, now + Math.min(retryAfterMs, longestRestMs))
      if (code === 'refused') openUntil = now + restMs.refusing
      else if (inARow >= mostFailures) openUntil = Math.max(openUntil, now + restMs.failing)
    },
  }
}

/** Those that are to be asked, in order: each comes up, the sound ones first. */
export function byBreaker<Provider extends { readonly breaker: CircuitBreaker }>(
  providers: readonly Provider[],
): Provider[] {
  const ranks = { sound: 0, shaky: 1, open: 2 }
  return providers.toSorted((one, other) => ranks[one.breaker.state] - ranks[other.breaker.state])
}
