import { Redis } from 'ioredis'
import { Type } from 'typebox'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openStore } from '../../src/server/open-store.ts'
import { readConfig } from '../../src/server/config.ts'
import type { CallStore } from '../../src/store/store.ts'
import { defineTool } from '../../src/tools/define-tool.ts'
import { createRegistry } from '../../src/tools/registry.ts'
import { createToolRunner } from '../../src/tools/run-tool.ts'
import { intent, lease, newCall, noon, step } from '../contract/steps.ts'
import { type RedisProcess, startRedis } from '../redis-server.ts'

/** A primary and a replica of our own, and a store that asks the replica before a write, as REDIS_REPLICAS configures it. */
let primary: RedisProcess
let replica: RedisProcess
let behind: Redis
let store: CallStore
beforeEach(async () => {
  primary = await startRedis()
  behind = new Redis(primary.url)
  behind.on('error', () => {})
  await behind.config('SET', 'repl-diskless-sync-delay', '0')
  replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(primary.port)] })
  const read = readConfig({
    REDIS_URL: primary.url,
    REDIS_REPLICAS: '1',
    CALLCHART_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  store = await openStore(read.config)
  await store.create(newCall('c1'), lease('a'))
  await vi.waitFor(async () => expect(await store.replicated('c1')).toBe(true), { timeout: 20_000 })
}, 40_000)
afterEach(async () => {
  await store.close()
  behind.disconnect()
  await Promise.all([primary.stop(), replica.stop()])
})

test(
  'a write whose intent the replica does not have is not made; once it has, it is',
  { timeout: 40_000 },
  async () => {
    let made = 0
    const tool = defineTool({
      name: 'book',
      description: 'Books.',
      effect: 'write',
      input: Type.Object({}, { additionalProperties: true }),
      output: Type.Object({ id: Type.String() }),
      handler: () => ({ id: `B${++made}` }),
    })
    const runner = createToolRunner({ registry: createRegistry([tool]), store })
    const run = async (seq: number) => {
      const call = intent('k1', { deadline: Date.now() + 5000, retry: { max: 0, errors: [] } })
      expect(await store.commit(step('c1', 1, seq, { intents: [call] }))).toBe('OK')
      return runner.run({ callId: 'c1', call, signal: new AbortController().signal })
    }
    process.kill(replica.pid, 'SIGSTOP')
    expect(await run(1)).toMatchObject({ ok: false, error: 'unavailable' })
    expect(made).toBe(0)
    expect(await store.ledger('c1')).toMatchObject([{ key: 'k1', state: 'failed' }])

    process.kill(replica.pid, 'SIGCONT')
    await vi.waitFor(async () => expect(await store.replicated('c1')).toBe(true), { timeout: 20_000 })
    expect(await run(2)).toEqual({ ok: true, result: { id: 'B1' } })
  },
)

test(
  'a primary that was demoted takes no step, and another server’s word is waited for',
  { timeout: 40_000 },
  async () => {
    await behind.replicaof('127.0.0.1', replica.port)
    await expect(store.commit(step('c1', 1, 1))).rejects.toMatchObject({ name: 'StoreError', retryable: true })
    await behind.call('REPLICAOF', 'NO', 'ONE')
    await vi.waitFor(async () => expect(await store.commit(step('c1', 1, 1))).toMatch(/OK|DUP/), { timeout: 5000 })
    expect(await store.log('c1')).toHaveLength(1)
  },
)

test('a command that was under way when its connection died is not sent again by the client', async () => {
  process.kill(primary.pid, 'SIGSTOP')
  const taking = store.take('c1', lease('b', noon), { force: true }).catch((error: unknown) => error)
  expect(await taking).toMatchObject({ name: 'StoreError', code: 'timeout' })
  process.kill(primary.pid, 'SIGCONT')
  await behind.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  await vi.waitFor(() => store.ping(), { timeout: 5000 })
  // Once at most: a second one would have raised the token again, and fenced whoever has the call by now.
  expect((await store.read('c1'))?.token).toBeLessThanOrEqual(2)
})
