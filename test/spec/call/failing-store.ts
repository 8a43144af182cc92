import { StoreError } from '../../../src/store/store-error.ts'
import type { CallStore } from '../../../src/store/store.ts'
import type { VirtualClock } from '../../stand-ins/virtual-clock.ts'

/**
 * - there: as the store itself
 * - away: nothing arrives; every request rejects as unreachable
 * - mute: every request is carried out, and its reply is lost: it rejects as timed out
 * - full: nothing can be committed, and everything else works
 */
export type StoreMode = 'there' | 'away' | 'mute' | 'full'

export interface FailingStore {
  readonly store: CallStore
  mode: StoreMode
  /** Requests made, by their method. */
  readonly asked: Record<string, number>
}

/** How long a request waits for its reply. */
const timeoutMs = 400

/** Stands before a store that can go away. */
export function failing(store: CallStore, clock: VirtualClock): FailingStore {
  const asked: Record<string, number> = {}
  const failing: FailingStore = {
    mode: 'there',
    asked,
    store: new Proxy(store, {
      get(target, name: keyof CallStore) {
        const method = target[name] as (...args: unknown[]) => Promise<unknown>
        return async (...args: unknown[]): Promise<unknown> => {
          asked[name] = (asked[name] ?? 0) + 1
          const { mode } = failing
          if (mode === 'away') {
            await clockPasses(clock, 5)
            throw new StoreError('unreachable', 'The store is away.')
          }
          if (mode === 'full' && name === 'commit') throw new StoreError('refused', 'The store is full.')
          const reply = await method.apply(target, args)
          if (mode === 'full') return reply
          if (mode === 'there') return reply
          await clockPasses(clock, timeoutMs)
          throw new StoreError('timeout', 'The store gave no reply.')
        }
      },
    }),
  }
  return failing
}

function clockPasses(clock: VirtualClock, ms: number): Promise<void> {
  return new Promise((go) => void clock.after(ms, go))
}
