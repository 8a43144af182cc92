import { describe, expect } from 'vitest'
import { StoreError } from '../../src/store/store-error.ts'
import { hour, intent, lease, newCall, noon, step } from './steps.ts'
import type { StoreTest } from './store-test.ts'

/** Calls as they are kept and found: begun, read, listed, bound to a line; and the flows they run. */
export function describeCalls(test: StoreTest): void {
  describe('create', () => {
    test('begins a call with token 1, a lease and no snapshot', async ({ a, b, id }) => {
      expect(await a.create(newCall(id), lease('a'))).toBe('created')
      expect(await b.read(id)).toEqual({
        ...newCall(id),
        token: 1,
        owner: 'a',
        leaseUntil: noon + 1000,
        live: true,
        snapshot: null,
      })
      expect(await b.log(id)).toEqual([])
      expect(await b.ledger(id)).toEqual([])
    })

    test('leaves a call that exists as it is', async ({ a, b, id }) => {
      await a.create(newCall(id), lease('a'))
      expect(await b.create(newCall(id, { flow: 'other' }), lease('b'))).toBe('exists')
      expect(await a.read(id)).toMatchObject({ flow: 'dentist', owner: 'a', token: 1 })
    })

    test('keeps what it is reserved with in the ledger, and nothing of it where the call exists', async ({
      a,
      b,
      id,
    }) => {
      const dialled = intent('$dial')
      expect(await a.create(newCall(id), lease('a'), dialled)).toBe('created')
      expect(await a.create(newCall(id), lease('a'), intent('$other'))).toBe('exists')
      expect(await b.ledger(id)).toEqual([{ key: '$dial', call: dialled, state: 'intended', startedAt: noon }])
      await b.settle(id, '$dial', { state: 'done', outcome: { ok: true, result: { line: 'CA1' } } })
      expect(await a.ledger(id)).toMatchObject([{ key: '$dial', state: 'done' }])
    })

    test('takes times with fractions, as a precise clock has them', async ({ a, b, id }) => {
      expect(await a.create(newCall(id, { startedAt: noon + 0.25 }), lease('a', noon + 0.25))).toBe('created')
      expect(await a.commit(step(id, 1, 1, { nowMs: noon + 1.5, intents: [intent('k1')], ttlMs: 1e6 / 3 }))).toBe('OK')
      expect(await a.renew(id, 1, lease('a', noon + 600.75, 1000.5))).toBe(true)
      expect(await b.orphans(noon + 1600.5, 10)).toEqual([])
      expect(await b.orphans(noon + 1602.5, 10)).toEqual([id])
      expect(await b.take(id, lease('b', noon + 1602.5), { force: false })).toMatchObject({ token: 2 })
    })

    test('lets one of many win', async ({ a, b, id }) => {
      const all = await Promise.all(
        Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? a : b).create(newCall(id), lease(`s${i}`))),
      )
      expect(all.filter((reply) => reply === 'created')).toHaveLength(1)
    })

    test('keeps a call without a step only for a while', async ({ under, a, id }) => {
      await a.create(newCall(id), lease('a'))
      for (const ms of await under.keptForMs(id)) expect(ms).toBeGreaterThan(4 * hour)
      for (const ms of await under.keptForMs(id)) expect(ms).toBeLessThanOrEqual(5 * hour)
    })
  })

  describe('read', () => {
    test('knows a call that is not there', async ({ a, id }) => {
      expect(await a.read(id)).toBeNull()
      expect(await a.log(id)).toEqual([])
      expect(await a.ledger(id)).toEqual([])
    })

    test.for([
      ['not JSON', '{"version":1,'],
      ['not an object', '"no"'],
      ['another step than the log', JSON.stringify({ ...step('x', 1, 1).snapshot, seq: 9 })],
    ] as const)('rejects a snapshot that is %s, naming no value', async ([, text], { under, a, id }) => {
      await a.create(newCall(id), lease('a'))
      await a.commit(step(id, 1, 1))
      await under.poison(id, text)
      const error = await a.read(id).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(StoreError)
      expect(error).toMatchObject({ code: 'corrupt' })
      expect((error as StoreError).message).not.toMatch(/Zoë|4416/)
    })
  })

  describe('list', () => {
    test('gives the newest first, live or ended or both', async ({ a, b, id }) => {
      const ids = ['old', 'mid', 'new'].map((part) => `${id}-${part}`) as [string, string, string]
      for (const [i, each] of ids.entries()) {
        await a.create(newCall(each, { startedAt: noon + i }), lease('a'))
        await a.commit(step(each, 1, 1, { live: i !== 1 }))
      }
      const listed = async (options: { live?: boolean; limit: number }) =>
        (await b.list(options)).map((call) => call.callId)
      expect(await listed({ limit: 10 })).toEqual([ids[2], ids[1], ids[0]])
      expect(await listed({ limit: 2 })).toEqual([ids[2], ids[1]])
      expect(await listed({ limit: 10, live: true })).toEqual([ids[2], ids[0]])
      expect(await listed({ limit: 10, live: false })).toEqual([ids[1]])
      expect((await b.list({ limit: 1 }))[0]?.snapshot).toEqual(step(ids[2], 1, 1).snapshot)
    })
  })

  describe('line', () => {
    test('keeps its first call, whoever binds it later', async ({ a, b, id }) => {
      expect(await a.findByLine(`CA-${id}`)).toBeNull()
      expect(await a.bind(`CA-${id}`, id)).toBe(id)
      expect(await b.bind(`CA-${id}`, 'another')).toBe(id)
      expect(await b.findByLine(`CA-${id}`)).toBe(id)
    })

    test('is found by its call, also by one that cannot be read', async ({ under, a, b, id }) => {
      await a.create(newCall(id), lease('a'))
      expect(await b.lineOf(id)).toBeNull()
      await a.bind(`CA-${id}`, id)
      expect(await b.lineOf(id)).toBe(`CA-${id}`)
      await a.commit(step(id, 1, 1))
      await under.poison(id, '{"version":1,"seq":1,"bundle":"b1"}')
      expect(await b.lineOf(id)).toBe(`CA-${id}`)
      expect(await a.erase(id, { force: true })).toBe('erased')
      expect([await a.lineOf(id), await a.findByLine(`CA-${id}`)]).toEqual([null, null])
    })
  })

  describe('bundles', () => {
    test('are kept by their hash', async ({ a, b }) => {
      const text = JSON.stringify({ flow: 'dentist', words: 'Grüße 👋' })
      expect(await a.getBundle('h1')).toBeNull()
      await a.putBundle('h1', text)
      await a.putBundle('h1', text)
      expect(await b.getBundle('h1')).toBe(text)
    })
  })

  test('a store that promises no more than its own machine lets every write be made', async ({ a, id }) => {
    await a.create(newCall(id), lease('a'))
    expect(await a.replicated(id)).toBe(true)
  })

  test('answers a ping until it is closed', async ({ a, id }) => {
    await a.ping()
    await a.close()
    await expect(a.ping()).rejects.toBeInstanceOf(StoreError)
    await expect(a.read(id)).rejects.toBeInstanceOf(StoreError)
    await a.close()
  })
}
