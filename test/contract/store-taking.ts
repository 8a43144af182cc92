import { describe, expect } from 'vitest'
import { hour, intent, lease, newCall, noon, step } from './steps.ts'
import type { StoreTest } from './store-test.ts'

/** Whose a call is: taking, renewing, letting go, and calls that nobody holds. */
export function describeTaking(test: StoreTest): void {
  describe('take', () => {
    test.beforeEach(async ({ a, id }) => {
      await a.create(newCall(id), lease('a'))
    })

    test('knows a call that is not there', async ({ a, id }) => {
      expect(await a.take(`${id}-unknown`, lease('a'), { force: true })).toBe('missing')
    })

    test('waits for the lease of another, then raises the token', async ({ b, id }) => {
      expect(await b.take(id, lease('b', noon + 999), { force: false })).toBe('held')
      expect(await b.take(id, lease('b', noon + 1000), { force: false })).toMatchObject({
        token: 2,
        call: { token: 2, owner: 'b', leaseUntil: noon + 2000 },
      })
    })

    test('takes with force at once, and its own without', async ({ a, b, id }) => {
      expect(await b.take(id, lease('b'), { force: true })).toMatchObject({ token: 2 })
      expect(await b.take(id, lease('b'), { force: false })).toMatchObject({ token: 3 })
      expect(await a.take(id, lease('a'), { force: false })).toBe('held')
    })

    test('gives what the taker needs to go on: snapshot and ledger', async ({ a, b, id, taken }) => {
      const last = step(id, 1, 1, { intents: [intent('k1'), intent('k2')] })
      await a.commit(last)
      await a.settle(id, 'k1', { state: 'done', outcome: { ok: true, result: { id: 'B1' } } })
      const reply = await taken(b, 'b')
      expect(reply.call.snapshot).toEqual(last.snapshot)
      expect(reply.ledger).toEqual([
        { key: 'k1', call: intent('k1'), state: 'done', outcome: { ok: true, result: { id: 'B1' } } },
        { key: 'k2', call: intent('k2'), state: 'intended', startedAt: noon + 1 },
      ])
    })

    test('gives two takers two tokens', async ({ a, b, taken }) => {
      const replies = await Promise.all([taken(a, 'a'), taken(b, 'b'), taken(a, 'c')])
      expect(replies.map((reply) => reply.token).toSorted((x, y) => x - y)).toEqual([2, 3, 4])
    })

    test('a poisoned snapshot is corrupt, fences the one before and is no orphan any more', async ({
      under,
      a,
      b,
      id,
    }) => {
      await a.commit(step(id, 1, 1))
      await under.poison(id, '{"version":1,"seq":1,"bundle":"b1"}')
      await expect(b.take(id, lease('b'), { force: true })).rejects.toMatchObject({
        name: 'StoreError',
        code: 'corrupt',
        retryable: false,
      })
      expect(await a.commit(step(id, 1, 2))).toBe('FENCED')
      expect(await b.orphans(noon + hour, 10)).toEqual([])
      expect(await b.list({ limit: 10 })).toMatchObject([{ callId: id, live: false, snapshot: null }])
    })

    test('a snapshot of a newer version is declined and left for a newer server', async ({ under, a, b, id }) => {
      await a.commit(step(id, 1, 1))
      await under.poison(id, '{"version":2}')
      await expect(b.take(id, lease('b'), { force: true })).rejects.toMatchObject({ code: 'refused' })
      expect(await b.orphans(noon, 10)).toEqual([id])
    })
  })

  describe('lease', () => {
    test.beforeEach(async ({ a, id }) => {
      await a.create(newCall(id), lease('a'))
    })

    test('is kept by its owner', async ({ a, b, id }) => {
      expect(await a.renew(id, 1, lease('a', noon + 900))).toBe(true)
      expect(await b.take(id, lease('b', noon + 1500), { force: false })).toBe('held')
    })

    test('is not shortened by a renewal that comes late', async ({ a, b, id }) => {
      await a.renew(id, 1, lease('a', noon + 900))
      expect(await a.renew(id, 1, lease('a', noon + 300))).toBe(true)
      expect((await b.read(id))?.leaseUntil).toBe(noon + 1900)
    })

    test('is lost with the call', async ({ a, b, id, taken }) => {
      await taken(b, 'b')
      expect(await a.renew(id, 1, lease('a'))).toBe(false)
      expect(await a.renew(`${id}-unknown`, 1, lease('a'))).toBe(false)
      expect(await b.read(id)).toMatchObject({ owner: 'b', leaseUntil: noon + 1000 })
    })

    test('ends at once when the call is released, and a heartbeat on its way does not bring it back', async ({
      a,
      b,
      id,
    }) => {
      await a.release(id, 1)
      expect(await a.renew(id, 1, lease('a'))).toBe(false)
      expect(await a.read(id)).toMatchObject({ owner: null, leaseUntil: 0 })
      expect(await b.take(id, lease('b'), { force: false })).toMatchObject({ token: 2 })
    })

    test('is not released by one who lost it', async ({ a, b, id, taken }) => {
      await taken(b, 'b')
      await a.release(id, 1)
      await a.release(`${id}-unknown`, 1)
      expect(await b.read(id)).toMatchObject({ owner: 'b', leaseUntil: noon + 1000 })
    })
  })

  describe('orphans', () => {
    test('are live calls whose lease ran out, first come first', async ({ a, b, id }) => {
      const [late, early, ended, held] = ['late', 'early', 'ended', 'held'].map((part) => `${id}-${part}`) as [
        string,
        string,
        string,
        string,
      ]
      await a.create(newCall(late), lease('a', noon + 10))
      await a.create(newCall(early), lease('a', noon))
      await a.create(newCall(ended), lease('a', noon))
      await a.commit(step(ended, 1, 1, { live: false }))
      await a.create(newCall(held), lease('a', noon + 5000))
      expect(await b.orphans(noon + 999, 10)).toEqual([])
      expect(await b.orphans(noon + 1000, 10)).toEqual([early])
      expect(await b.orphans(noon + 1010, 10)).toEqual([early, late])
      expect(await b.orphans(noon + 1010, 1)).toHaveLength(1)
    })

    test('a renewed call is none until its new lease runs out', async ({ a, b, id }) => {
      await a.create(newCall(id), lease('a'))
      await a.renew(id, 1, lease('a', noon + 900))
      expect(await b.orphans(noon + 1899, 10)).toEqual([])
      expect(await b.orphans(noon + 1900, 10)).toEqual([id])
    })

    test('a taken call is none until its new lease runs out', async ({ a, b, id }) => {
      await a.create(newCall(id), lease('a'))
      expect(await b.orphans(noon + 1000, 10)).toEqual([id])
      await b.take(id, lease('b', noon + 1000), { force: false })
      expect(await b.orphans(noon + 1999, 10)).toEqual([])
      expect(await b.orphans(noon + 2000, 10)).toEqual([id])
    })

    test('a released call is one at once', async ({ a, b, id }) => {
      await a.create(newCall(id), lease('a'))
      await a.release(id, 1)
      expect(await b.orphans(noon, 10)).toEqual([id])
    })

    test('finds one behind many that were renewed', async ({ a, b, id }) => {
      const kept = Array.from({ length: 1600 }, (_, i) => `${id}-${i}`)
      await Promise.all(kept.map((each) => a.create(newCall(each), lease('a'))))
      await Promise.all(kept.map((each) => a.renew(each, 1, lease('a', noon + hour))))
      await a.create(newCall(id), lease('a', noon + 1))
      expect(await b.orphans(noon + 1001, 1)).toEqual([id])
    })

    test('finds every one of many', async ({ a, b, id }) => {
      const ids = Array.from({ length: 120 }, (_, i) => `${id}-${i}`)
      await Promise.all(ids.map((each) => a.create(newCall(each), lease('a'))))
      expect((await b.orphans(noon + 1000, 1000)).toSorted()).toEqual(ids.toSorted())
      expect(await b.orphans(noon + 1000, 50)).toHaveLength(50)
    })
  })
}
