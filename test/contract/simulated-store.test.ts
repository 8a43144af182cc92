import { StoreError } from '../../src/store/store-error.ts'
import type { CallStore } from '../../src/store/store.ts'
import { Primary } from '../sim/world/primary.ts'
import { storeOf } from '../sim/world/store-client.ts'
import { testOneHistory } from './store-history.ts'
import { describeStore, type StoreUnderTest } from './store.ts'

/** The simulator's store does what the real ones do: otherwise what it finds would say nothing of them. */
async function open(): Promise<StoreUnderTest> {
  const primary = new Primary(() => Date.now(), true)
  return {
    a: connectionTo(primary),
    b: connectionTo(primary),
    keptForMs: async (callId) => [primary.keptForMs(callId) ?? 0],
    raw: async () => primary.raw(),
    poison: async (callId, text) => primary.poison(callId, text),
    async close() {},
  }
}

function connectionTo(primary: Primary): CallStore {
  let isClosed = false
  const store = storeOf(primary, async (what, carryOut) => {
    if (isClosed) throw new StoreError('unreachable', `The connection is closed: ${what}.`)
    return carryOut()
  })
  return {
    ...store,
    async close() {
      isClosed = true
    },
  }
}

describeStore("the simulator's store", open)
testOneHistory(open)
