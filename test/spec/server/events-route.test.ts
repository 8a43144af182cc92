import { fastify } from 'fastify'
import { describe, expect, test } from 'vitest'
import type { Desk } from '../../../src/call/desk.ts'
import { addCallsRoutes } from '../../../src/server/calls-routes.ts'
import { createSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'

type Told = Awaited<ReturnType<Desk['receive']>>

async function post(answer: Told, body: unknown, token = 'sesame') {
  const app = fastify()
  const store = createSqliteStore({ file: ':memory:' })
  const received: unknown[] = []
  addCallsRoutes(app, {
    store,
    apiToken: 'sesame',
    receive: async (...what) => {
      received.push(what)
      return answer
    },
  })
  const { statusCode, body: text } = await app.inject({
    method: 'POST',
    url: '/calls/c-1/events',
    headers: { authorization: `Bearer ${token}` },
    payload: body as object,
  })
  await store.close()
  return { statusCode, received, text }
}

describe('POST /calls/:id/events', () => {
  test('tells the call', async () => {
    const { statusCode, received } = await post('received', { name: 'payment_done', data: { reference: 'P1' } })
    expect(statusCode).toBe(202)
    expect(received).toEqual([['c-1', 'payment_done', { reference: 'P1' }]])
  })

  test.each<[string, Told, unknown, string, number]>([
    ['without the token', 'received', { name: 'a' }, 'wrong', 401],
    ['without a name', 'received', { data: 1 }, 'sesame', 400],
    ['with a name that is none', 'received', { name: 'a b' }, 'sesame', 400],
    ['with too much data', 'received', { name: 'a', data: 'x'.repeat(1000) }, 'sesame', 413],
    ['for a call that is over', 'over', { name: 'a' }, 'sesame', 404],
    ['for a call of another server', { elsewhere: 'host-2' }, { name: 'a' }, 'sesame', 409],
  ])('%s', async (_, answer, body, token, status) => {
    const { statusCode, received, text } = await post(answer, body, token)
    expect(statusCode).toBe(status)
    if (status !== 404 && status !== 409) expect(received).toEqual([])
    if (status === 409) expect(JSON.parse(text)).toMatchObject({ owner: 'host-2' })
  })
})
