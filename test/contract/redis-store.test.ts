import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { inject } from 'vitest'
import { keysWith } from '../../src/store/redis/keys.ts'
import { plainCodec } from '../../src/store/record-codec.ts'
import { createRedisStore } from '../../src/store/redis/redis-store.ts'
import { describeSecrecy } from './store-secrecy.ts'
import { type Codecs, describeStore, type StoreUnderTest } from './store.ts'
import { sealed } from './sealing.ts'
import { rawRedis } from './raw-redis.ts'
import { testOneHistory } from './store-history.ts'

/** Keys of its own in the test run's Redis, seen through two connections. */
async function open({ a: codecA = plainCodec, b: codecB = codecA }: Codecs = {}): Promise<StoreUnderTest> {
  const { url, why } = inject('redis')
  if (url === null) throw new Error(why)
  const prefix = `test-${randomUUID()}`
  const keys = keysWith(prefix)
  const [a, b] = await Promise.all([
    createRedisStore({ url, prefix, codec: codecA }),
    createRedisStore({ url, prefix, codec: codecB }),
  ])
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
    async raw() {
      return rawRedis([behind], prefix)
    },
    async close() {
      behind.disconnect()
      await Promise.all([a.close(), b.close()])
    },
  }
}

describeStore('the Redis store', open)
describeStore('the Redis store, sealed', () => open({ a: sealed }))
describeSecrecy('the Redis store', open)
testOneHistory(open)
