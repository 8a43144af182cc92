import type { Cancel, Clock } from '../../../src/media/clock.ts'
import type { CallStore } from '../../../src/store/store.ts'

/** What a server has of the world, until it dies: then its timers ring no more, and nothing that it asks is answered. */
export interface Mortal {
  readonly clock: Clock
  readonly store: CallStore
  readonly die: () => void
}

export function mortal(clock: Clock, store: CallStore): Mortal {
  const timers = new Set<Cancel>()
  const life = { isOver: false }
  const never = new Promise<never>(() => {})
  return {
    clock: {
      now: () => clock.now(),
      after(ms, run) {
        if (life.isOver) return () => {}
        const cancel = clock.after(ms, () => {
          timers.delete(cancel)
          run()
        })
        timers.add(cancel)
        return () => {
          timers.delete(cancel)
          cancel()
        }
      },
    },
    store: new Proxy(store, {
      get(target, name: keyof CallStore) {
        const method = target[name] as (...args: unknown[]) => Promise<unknown>
        return async (...args: unknown[]): Promise<unknown> => {
          if (life.isOver) return never
          const reply = await method.apply(target, args)
          return life.isOver ? never : reply
        }
      },
    }),
    die() {
      life.isOver = true
      for (const cancel of timers) cancel()
    },
  }
}
