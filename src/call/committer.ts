import type { Clock } from '../media/clock.ts'
import type { CallStore, CommitReply, Step } from '../store/store.ts'
import { StoreError } from '../store/store-error.ts'

/** Between two tries of a commit whose outcome is not known. */
const pauseMs = 100

/**
 * Commits a step, again and again while the store does not answer: the same step is idempotent, so that a reply which was
 * lost comes back as `DUP`. `LOST` once `outageMs` have passed: then nobody may act on the step.
 */
export async function commitUntil(
  store: CallStore,
  step: Step,
  clock: Clock,
  outageMs: number,
): Promise<CommitReply | 'LOST'> {
  const giveUpAt = clock.now() + outageMs
  for (;;) {
    try {
      return await store.commit(step)
    } catch (error) {
      if (!(error instanceof StoreError) || !error.retryable || clock.now() >= giveUpAt) return 'LOST'
      await new Promise<void>((go) => clock.after(pauseMs, go))
    }
  }
}
