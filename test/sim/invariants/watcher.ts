import type { Happening } from '../world/happenings.ts'

/** Sees everything that happens in a call's world, and says where a promise is broken. */
export interface Watcher {
  saw?(happening: Happening): void
  lostPatience?(): void
  /** The call, and all that was left of it, is over. */
  ended?(): void
}
