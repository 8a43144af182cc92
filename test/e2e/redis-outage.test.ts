import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keysWith } from '../../src/store/redis/keys.ts'
import { createRedisStore } from '../../src/store/redis/redis-store.ts'
import type { CallStore } from '../../src/store/store.ts'
import { intent, lease, newCall, noon, step } from '../contract/steps.ts'
import { type RedisProcess, startRedis } from '../redis-server.ts'

/** What only Redis can do to a call: be away, be slow, come back empty, or refuse. On servers of our own. */
let server: RedisProcess
let store: CallStore
let behind: Redis
beforeEach(async () => {
  server = await startRedis()
  store = await createRedisStore({ url: server.url, commandTimeoutMs: 150 })
  behind = new Redis(server.url)
  behind.on('error', () => {})
  await store.create(newCall('c1'), lease('a'))
})
afterEach(async () => {
  behind.disconnect()
  await store.close()
  await server.stop()
})

test('a Redis that is not there is named when the server starts, without its password', async () => {
  const { port } = server
  await server.stop()
  const started = performance.now()
  const error = await createRedisStore({ url: `redis://me:secret@127.0.0.1:${port}` }).catch(
    (reason: unknown) => reason,
  )
  expect(performance.now() - started).toBeLessThan(5000)
  expect(error).toMatchObject({ name: 'StoreError', code: 'unreachable', retryable: true })
  expect((error as Error).message).toBe(
    `Redis at 127.0.0.1:${port} does not answer (ECONNREFUSED). Is it running, and is the URL right?`,
  )
  await expect(createRedisStore({ nodes: [`redis://127.0.0.1:${port}`] })).rejects.toMatchObject({
    code: 'unreachable',
  })
})

test.each([
  ['localhost:6379', /That is no URL of a Redis/],
  ['http://localhost', /That is no URL of a Redis/],
])('%s is no URL of a Redis', async (url, message) => {
  await expect(createRedisStore({ url })).rejects.toThrow(message)
})

test('a wrong password is refused, not retried', async () => {
  await behind.config('SET', 'requirepass', 'right')
  const url = server.url.replace('redis://', 'redis://:wrong@')
  const error = await createRedisStore({ url }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'refused', retryable: false })
  expect((error as Error).message).toMatch(/WRONGPASS/)
  expect((error as Error).message).not.toMatch(/wrong@/)
  await behind.config('SET', 'requirepass', '')
})

test('a commit that a frozen Redis takes later is unknown at first, and a DUP when it is sent again', async () => {
  process.kill(server.pid, 'SIGSTOP')
  const first = step('c1', 1, 1, { intents: [intent('k1')] })
  await expect(store.commit(first)).rejects.toMatchObject({ code: 'timeout', retryable: true })
  process.kill(server.pid, 'SIGCONT')
  await vi.waitFor(() => store.ping())
  expect(await store.commit(first)).toBe('DUP')
  expect(await store.commit(step('c1', 1, 2))).toBe('OK')
  expect(await store.log('c1')).toHaveLength(2)
})

test('commands fail at once while Redis is away, and work again once it is back', async () => {
  await store.commit(step('c1', 1, 1))
  await server.stop()
  await vi.waitFor(() => expect(store.ping()).rejects.toMatchObject({ retryable: true }))
  const started = performance.now()
  await expect(store.commit(step('c1', 1, 2))).rejects.toMatchObject({ code: 'unreachable' })
  expect(performance.now() - started).toBeLessThan(100)
  server = await startRedis({ port: server.port })
  await vi.waitFor(() => store.ping(), { timeout: 3000 })
  // It came back empty: whoever had the call has it no more, and a new one can begin.
  expect(await store.commit(step('c1', 1, 2))).toBe('FENCED')
  expect(await store.create(newCall('c2'), lease('a'))).toBe('created')
})

test('a command that the connection died under settles', async () => {
  process.kill(server.pid, 'SIGSTOP')
  const hanging = store.commit(step('c1', 1, 1)).catch((error: unknown) => error)
  await server.stop()
  expect(await hanging).toMatchObject({ name: 'StoreError', retryable: true })
})

test('a Redis that lost its scripts gets them again', async () => {
  await store.commit(step('c1', 1, 1))
  await behind.script('FLUSH')
  expect(await store.commit(step('c1', 1, 2))).toBe('OK')
})

test('a full Redis refuses, and says what to do', async () => {
  await behind.config('SET', 'maxmemory', '1')
  await expect(store.commit(step('c1', 1, 1))).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/its memory is full \(OOM\)\. Raise maxmemory/),
  })
  await expect(store.ping()).rejects.toMatchObject({ code: 'refused' })
  await behind.config('SET', 'maxmemory', '0')
  expect(await store.commit(step('c1', 1, 1))).toBe('OK')
})

test('nothing is kept for ever but the index, and that forgets calls that are gone', async () => {
  const keys = keysWith('callchart')
  await store.putBundle('b1', 'text')
  await store.bind('CA1', 'c1')
  await store.commit(step('c1', 1, 1, { intents: [intent('k1')], ttlMs: 1000, live: false }))
  for (const key of await behind.keys('callchart:*')) {
    if (!key.includes('{index-')) expect([key, await behind.pttl(key)]).toEqual([key, expect.any(Number)])
    if (!key.includes('{index-')) expect(await behind.pttl(key)).toBeGreaterThan(0)
  }
  await behind.del(keys.call('c1'))
  // Calls that come later, in every shard, look after what is older.
  for (let i = 0; i < 100; i++) await store.create(newCall(`later-${i}`, { startedAt: noon + 120_000 }), lease('a'))
  for (const key of await behind.keys('callchart:{index-*'))
    expect(await behind.zrange(key, 0, '-1')).not.toContain('c1')
})

test('an index that was lost grows again while calls go on', async () => {
  const keys = keysWith('callchart')
  await behind.del(keys.index('c1').due)
  expect(await store.orphans(noon + 1000, 10)).toEqual([])
  for (let seq = 1; seq <= 8; seq++) await store.commit(step('c1', 1, seq))
  expect(await store.orphans(noon + 1000, 10)).toEqual(['c1'])
})

test('asks a replica before a write, and says no while it lags', { timeout: 30_000 }, async () => {
  const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(server.port)] })
  const careful = await createRedisStore({ url: server.url, replicas: 1, replicaTimeoutMs: 50 })
  try {
    await behind.config('SET', 'repl-diskless-sync-delay', '0')
    await vi.waitFor(async () => expect(await careful.replicated('c1')).toBe(true), { timeout: 20_000 })
    process.kill(replica.pid, 'SIGSTOP')
    await careful.commit(step('c1', 1, 1, { intents: [intent('k1')] }))
    expect(await careful.replicated('c1')).toBe(false)
    // Nobody else waits for the replica meanwhile.
    expect(await careful.commit(step('c1', 1, 2))).toBe('OK')
    process.kill(replica.pid, 'SIGCONT')
    await vi.waitFor(async () => expect(await careful.replicated('c1')).toBe(true), { timeout: 20_000 })
  } finally {
    await careful.close()
    await replica.stop()
  }
})
