import { randomUUID } from 'node:crypto'
import { Cluster } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/store/redis/connect.ts'
import { keysWith } from '../../src/store/redis/keys.ts'
import { plainCodec } from '../../src/store/record-codec.ts'
import { createRedisStore } from '../../src/store/redis/redis-store.ts'
import { Replicas } from '../../src/store/redis/replicas.ts'
import { startRedisCluster } from '../redis-server.ts'
import { describeSecrecy } from './store-secrecy.ts'
import { type Codecs, describeStore, type StoreUnderTest } from './store.ts'
import { rawRedis } from './raw-redis.ts'
import { testOneHistory } from './store-history.ts'

let cluster: Awaited<ReturnType<typeof startRedisCluster>>
beforeAll(async () => {
  cluster = await startRedisCluster(3)
}, 30_000)
afterAll(() => cluster.stop())

async function open({ a: codecA = plainCodec, b: codecB = codecA }: Codecs = {}): Promise<StoreUnderTest> {
  const nodes = cluster.nodes.map((node) => node.url)
  const prefix = `test-${randomUUID()}`
  const keys = keysWith(prefix)
  const [a, b] = await Promise.all([
    createRedisStore({ nodes, prefix, codec: codecA }),
    createRedisStore({ nodes, prefix, codec: codecB }),
  ])
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
    async raw() {
      return rawRedis(behind.nodes('master'), prefix)
    },
    async close() {
      behind.disconnect()
      await Promise.all([a.close(), b.close()])
    },
  }
}

describeStore('the Redis store on a cluster of three', open)
describeSecrecy('the Redis store on a cluster of three', open)
testOneHistory(open)

test('asks the node that holds the call how many replicas have it: none here', async () => {
  const { redis } = await connect({ nodes: cluster.nodes.map((node) => node.url) }, 400)
  for (const callId of ['c1', 'c2', 'c3', 'c4', 'c5']) {
    const key = keysWith('replicas').mark(callId)
    expect(await new Replicas(redis, 0, 20).have(key)).toBe(true)
    expect(await new Replicas(redis, 1, 20).have(key)).toBe(false)
  }
  redis.disconnect()
})
