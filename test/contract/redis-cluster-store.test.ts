import { randomUUID } from 'node:crypto'
import { Cluster } from 'ioredis'
import { afterAll, beforeAll } from 'vitest'
import { keysWith } from '../../src/store/redis/keys.ts'
import { createRedisStore } from '../../src/store/redis/redis-store.ts'
import { startRedisCluster } from '../redis-server.ts'
import { describeStore, type StoreUnderTest } from './store.ts'
import { testOneHistory } from './store-history.ts'

let cluster: Awaited<ReturnType<typeof startRedisCluster>>
beforeAll(async () => {
  cluster = await startRedisCluster(3)
}, 30_000)
afterAll(() => cluster.stop())

async function open(): Promise<StoreUnderTest> {
  const nodes = cluster.nodes.map((node) => node.url)
  const prefix = `test-${randomUUID()}`
  const keys = keysWith(prefix)
  const [a, b] = await Promise.all([createRedisStore({ nodes, prefix }), createRedisStore({ nodes, prefix })])
  const behind = new Cluster(nodes)
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

describeStore('the Redis store on a cluster of three', open)
testOneHistory(open)
