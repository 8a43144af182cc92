import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { inject } from 'vitest'
import { keysWith } from '../../src/store/redis/keys.ts'
import { createRedisStore } from '../../src/store/redis/redis-store.ts'
import { describeStore, type StoreUnderTest } from './store.ts'
import { testOneHistory } from './store-history.ts'

/** Keys of its own in the test run's Redis, seen through two connections. */
async function open(): Promise<StoreUnderTest> {
  const { url, why } = inject('redis')
  if (url === null) throw new Error(why)
  const prefix = `test-${randomUUID()}`
  const keys = keysWith(prefix)
  const [a, b] = await Promise.all([createRedisStore({ url, prefix }), createRedisStore({ url, prefix })])
  const behind = new Redis(url)
  return {
    a,
    b,
    async keptForMs(callId) {
      const parts = [keys.call(callId), keys.log(callId), keys.ledger(callId)]
      const kept = await Promise.all(parts.map((key) => behind.pttl(key)))
      return kept.filter((ms) => ms !== -2)
    },
    async poison(callId, text) {
      await behind.hset(keys.call(callId), 'snapshot', text)
    },
    async close() {
      behind.disconnect()
      await Promise.all([a.close(), b.close()])
    },
  }
}

describeStore('the Redis store', open)
testOneHistory(open)
