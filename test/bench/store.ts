import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { plainCodec } from '../../src/store/record-codec.ts'
import { createRedisStore } from '../../src/store/redis/redis-store.ts'
import { createSealedCodec } from '../../src/store/sealed-codec.ts'
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { CallStore } from '../../src/store/store.ts'
import { lease, newCall, step } from '../contract/steps.ts'
import { startRedis } from '../redis-server.ts'

/**
 * How long a step's commit takes, sealed and in the clear: on SQLite, and on a real Redis beside a bare SET of the same
 * snapshot on the same connection settings, one at a time, turn about. `npm run bench -- store`
 */
const calls = 10
const steps = 500

const redisServer = await startRedis()
const folder = mkdtempSync(join(tmpdir(), 'callchart-bench-'))
const bare = new Redis(redisServer.url, { commandTimeout: 400 })
const codecs = { 'in the clear': plainCodec, sealed: createSealedCodec([{ id: 'k1', secret: randomBytes(32) }]) }
try {
  const bytes = Buffer.byteLength(JSON.stringify(step('call-0', 1, 1).snapshot))
  console.log(`${calls * steps} commits of a ${bytes}-byte snapshot, one at a time`)
  for (const [how, codec] of Object.entries(codecs)) {
    const sqlite = createSqliteStore({ file: join(folder, `${how}.sqlite`), codec })
    const redis = await createRedisStore({ url: redisServer.url, prefix: how, codec })
    await measure(sqlite, async () => {})
    const onSqlite = await measure(sqlite, async () => {}, 'again')
    await measure(redis, set)
    const onRedis = await measure(redis, set, 'again')
    print(`SQLite commit, ${how}`, onSqlite.commits)
    print(`Redis commit, ${how}`, onRedis.commits)
    print('Redis bare SET', onRedis.others)
    const times = median(onRedis.commits) / median(onRedis.others)
    console.log(`Redis: the median commit ${how} takes ${times.toFixed(2)} times a bare SET`)
    await Promise.all([sqlite.close(), redis.close()])
  }
} finally {
  bare.disconnect()
  await redisServer.stop()
  rmSync(folder, { recursive: true })
}

async function set(key: string, text: string): Promise<void> {
  await bare.set(key, text)
}

async function measure(
  store: CallStore,
  other: (key: string, text: string) => Promise<void>,
  run = 'warm-up',
): Promise<{ commits: number[]; others: number[] }> {
  const commits: number[] = []
  const others: number[] = []
  const ids = Array.from({ length: calls }, (_, i) => `${run}-${i}`)
  for (const id of ids) await store.create(newCall(id), lease('bench'))
  for (let seq = 1; seq <= steps; seq++) {
    for (const id of ids) {
      const one = step(id, 1, seq)
      const text = JSON.stringify(one.snapshot)
      const start = performance.now()
      await store.commit(one)
      const committed = performance.now()
      await other(id, text)
      commits.push(committed - start)
      others.push(performance.now() - committed)
    }
  }
  return { commits, others }
}

function median(times: readonly number[]): number {
  return quantile(times, 0.5)
}

function quantile(times: readonly number[], q: number): number {
  return times.toSorted((x, y) => x - y)[Math.floor(times.length * q)] ?? 0
}

function print(what: string, times: readonly number[]): void {
  const microseconds = (q: number): string => (quantile(times, q) * 1000).toFixed(0).padStart(6)
  console.log(`${what.padEnd(28)} median ${microseconds(0.5)} µs   p99 ${microseconds(0.99)} µs`)
}
