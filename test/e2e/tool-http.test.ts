import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Type } from 'typebox'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { CallStore } from '../../src/store/store.ts'
import { defineTool } from '../../src/tools/define-tool.ts'
import { createRegistry } from '../../src/tools/registry.ts'
import { createToolRunner } from '../../src/tools/run-tool.ts'
import { ToolError } from '../../src/tools/tool.ts'
import { intent, lease, newCall, step } from '../contract/steps.ts'

/** A booking service that keeps to `Idempotency-Key`, and loses its first reply. */
let server: Server
let store: CallStore
let keys: string[]
const booked = new Set<string>()
beforeEach(async () => {
  keys = []
  booked.clear()
  server = createServer((request, response) => {
    const key = String(request.headers['idempotency-key'])
    keys.push(key)
    booked.add(key)
    if (keys.length === 1) request.socket.destroy()
    else response.end(JSON.stringify({ id: `B-${key}` }))
  })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  store = createSqliteStore({ file: ':memory:' })
  await store.create(newCall('c1'), lease('a'))
})
afterEach(async () => {
  await store.close()
  await new Promise((go) => server.close(go))
})

async function book(url: string, errors: readonly string[]) {
  const tool = defineTool({
    name: 'book',
    description: 'Books.',
    effect: 'write',
    input: Type.Object({}, { additionalProperties: true }),
    output: Type.Object({ id: Type.String() }),
    async handler(_, { fetch }) {
      const response = await fetch(url, { method: 'POST' }).catch((error: unknown) => {
        if (error instanceof ToolError) throw error
        throw new ToolError('timeout', 'The reply was lost.')
      })
      return (await response.json()) as { id: string }
    },
  })
  const call = intent('c1:key', { deadline: Date.now() + 5000, retry: { max: 1, errors } })
  await store.commit(step('c1', 1, 1, { intents: [call] }))
  const runner = createToolRunner({ registry: createRegistry([tool]), store })
  return runner.run({ callId: 'c1', call, signal: new AbortController().signal })
}

test('a write whose reply is lost is sent again with the same key, and happens once', async () => {
  const { port } = server.address() as AddressInfo
  expect(await book(`http://127.0.0.1:${port}/tables`, ['timeout'])).toEqual({
    ok: true,
    result: { id: 'B-c1:key' },
  })
  expect(keys).toEqual(['c1:key', 'c1:key'])
  expect([...booked]).toEqual(['c1:key'])
})

test('a service that is not there is unavailable, and the write has certainly not happened', async () => {
  const gone = createServer()
  await new Promise<void>((go) => gone.listen(0, '127.0.0.1', go))
  const { port } = gone.address() as AddressInfo
  await new Promise((go) => gone.close(go))
  expect(await book(`http://127.0.0.1:${port}/tables`, [])).toMatchObject({ ok: false, error: 'unavailable' })
  expect(await store.ledger('c1')).toMatchObject([{ state: 'failed' }])
})
