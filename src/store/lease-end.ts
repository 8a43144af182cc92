import type { Lease } from './store.ts'

/** When the lease runs out, in whole milliseconds since 1970: the clock is a fraction finer than what is stored. */
export function leaseEnd(lease: Lease): number {
  return Math.round(lease.nowMs + lease.ms)
}
