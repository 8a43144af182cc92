import { fastify } from 'fastify'
import { describe, expect, test } from 'vitest'
import type { Desk } from '../../../src/call/desk.ts'
import { createGate, readApiTokens } from '../../../src/server/api-tokens.ts'
import { addCallsRoutes, type Audit } from '../../../src/server/calls-routes.ts'
import { readConfig } from '../../../src/server/config.ts'
import { createSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'

type Told = Awaited<ReturnType<Desk['tell']>>
type Method = 'GET' | 'POST' | 'DELETE'

async function ask(
  method: Method,
  url: string,
  {
    answer = 'received',
    body,
    token = 'sesame',
    tokens = ['ops:operate:sesame', 'wallboard:read:looking'],
  }: {
    readonly answer?: Told
    readonly body?: unknown
    readonly token?: string
    readonly tokens?: readonly string[]
  } = {},
) {
  const app = fastify()
  const store = createSqliteStore({ file: ':memory:' })
  const told: unknown[] = []
  const audited: Audit[] = []
  addCallsRoutes(app, {
    store,
    gate: createGate(readApiTokens(tokens).tokens),
    destinations: ['front_desk'],
    audit: (entry) => audited.push(entry),
    tell: async (...what) => {
      told.push(what)
      return answer
    },
  })
  const headers = { authorization: `Bearer ${token}` }
  const request = body === undefined ? { method, url, headers } : { method, url, headers, payload: body as object }
  const { statusCode, body: text } = await app.inject(request)
  await store.close()
  return { statusCode, told, audited, answered: JSON.parse(text) as Readonly<Record<string, unknown>> }
}

describe('what operators of live calls may do', () => {
  test('an event is told to the call, and audited', async () => {
    const { statusCode, told, audited } = await ask('POST', '/calls/c-1/events', {
      body: { name: 'payment_done', data: { reference: 'P1' } },
    })
    expect(statusCode).toBe(202)
    expect(told).toEqual([['c-1', { type: 'event.received', name: 'payment_done', data: { reference: 'P1' } }]])
    expect(audited).toEqual([{ by: 'ops', action: 'event', callId: 'c-1', result: 'received' }])
  })

  test('a call is ended', async () => {
    const { statusCode, told, audited } = await ask('DELETE', '/calls/c-1')
    expect(statusCode).toBe(202)
    expect(told).toEqual([['c-1', { type: 'operator.ended', by: 'ops' }]])
    expect(audited).toEqual([{ by: 'ops', action: 'end', callId: 'c-1', result: 'received' }])
  })

  test('a call is handed over, to a destination of the configuration only', async () => {
    const there = await ask('POST', '/calls/c-1/transfer', { body: { destination: 'front_desk' } })
    expect(there.statusCode).toBe(202)
    expect(there.told).toEqual([['c-1', { type: 'operator.transferred', by: 'ops', destination: 'front_desk' }]])
    for (const destination of ['+4479460123', 'toString', 7, undefined]) {
      const nowhere = await ask('POST', '/calls/c-1/transfer', { body: { destination } })
      expect(nowhere.statusCode).toBe(400)
      expect(nowhere.told).toEqual([])
      expect(nowhere.answered['error']).toContain('front_desk')
    }
  })

  test.each<[string, Parameters<typeof ask>[2] & object, number]>([
    ['with a token that nobody has', { body: { name: 'a' }, token: 'wrong' }, 401],
    ['with a token that only looks', { body: { name: 'a' }, token: 'looking' }, 403],
    ['where no token is configured', { body: { name: 'a' }, tokens: [] }, 403],
    ['without a name', { body: { data: 1 } }, 400],
    ['with a name that is none', { body: { name: 'a b' } }, 400],
    ['with too much data', { body: { name: 'a', data: 'x'.repeat(1000) } }, 413],
    ['for a call that is over', { body: { name: 'a' }, answer: 'over' }, 404],
    ['for a call for which too much waits', { body: { name: 'a' }, answer: 'full' }, 429],
  ])('an event %s', async (_, how, status) => {
    const { statusCode, told, answered } = await ask('POST', '/calls/c-1/events', how)
    expect(statusCode).toBe(status)
    if (status !== 404 && status !== 429) expect(told).toEqual([])
    if (status >= 400) expect(answered['error']).toEqual(expect.any(String))
  })

  test('a token that operates does not look, and the other way round', async () => {
    expect((await ask('GET', '/calls')).statusCode).toBe(403)
    expect((await ask('GET', '/calls', { token: 'looking' })).statusCode).toBe(200)
    expect((await ask('DELETE', '/calls/c-1', { token: 'looking' })).statusCode).toBe(403)
    const all = { tokens: ['everything'], token: 'everything' }
    expect((await ask('GET', '/calls', all)).statusCode).toBe(200)
    expect((await ask('DELETE', '/calls/c-1', all)).statusCode).toBe(202)
  })
})

test('a token that cannot be read is told of, without its secret', () => {
  const read = readConfig({ CALLCHART_API_TOKEN: 'ok:read:one, bad:write:hidden' })
  expect(read.ok).toBe(false)
  expect(JSON.stringify(read)).toContain('CALLCHART_API_TOKEN')
  expect(JSON.stringify(read)).not.toContain('hidden')
})
