import { randomUUID } from 'node:crypto'
import { test, type TestAPI } from 'vitest'
import type { CallStore, Taken } from '../../src/store/store.ts'
import { lease, noon } from './steps.ts'
import type { StoreUnderTest } from './store.ts'

/** What each test of the contract has: a new store, seen by two servers, and the id of a call that is its own. */
interface OneStore {
  readonly under: StoreUnderTest
  readonly a: CallStore
  readonly b: CallStore
  readonly id: string
  /** The call, taken by force. */
  readonly taken: (store: CallStore, owner: string, nowMs?: number) => Promise<Taken>
}

export type StoreTest = TestAPI<OneStore>

/** `test` with a store to each test, closed behind it. */
export function storeTest(open: () => Promise<StoreUnderTest>): StoreTest {
  return test.extend<OneStore>({
    under: async ({ onTestFinished }, use) => {
      const under = await open()
      onTestFinished(() => under.close())
      await use(under)
    },
    a: async ({ under }, use) => use(under.a),
    b: async ({ under }, use) => use(under.b),
    id: async ({ task }, use) => use(`call-${task.id}-${randomUUID()}`),
    taken: async ({ id }, use) =>
      use(async (store, owner, nowMs = noon) => {
        const reply = await store.take(id, lease(owner, nowMs), { force: true })
        if (typeof reply === 'string') throw new Error(`take said ${reply}`)
        return reply
      }),
  })
}
