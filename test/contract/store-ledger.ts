import { describe, expect } from 'vitest'
import { hour, intent, lease, newCall, noon, step } from './steps.ts'
import type { StoreTest } from './store-test.ts'

/** Tool calls: intended with their step, settled once. */
export function describeLedger(test: StoreTest): void {
  describe('ledger', () => {
    const done = { state: 'done', outcome: { ok: true, result: { id: 'B1' } } } as const
    const failed = { state: 'failed', outcome: { ok: false, error: 'conflict', message: 'taken' } } as const
    const uncertain = { state: 'uncertain', outcome: { ok: false, error: 'uncertain', message: 'unknown' } } as const
    test.beforeEach(async ({ a, id }) => {
      await a.create(newCall(id), lease('a'))
      await a.commit(step(id, 1, 1, { intents: [intent('k1')] }))
    })

    test('settles an intended call once', async ({ a, b, id }) => {
      expect(await a.settle(id, 'k1', done)).toBe(true)
      expect(await b.settle(id, 'k1', failed)).toBe(false)
      expect(await b.settle(id, 'k1', uncertain)).toBe(false)
      expect(await a.settle(id, 'k1', done)).toBe(false)
      expect(await b.ledger(id)).toEqual([{ key: 'k1', call: intent('k1'), ...done }])
    })

    test('lets one of many settle', async ({ a, id }) => {
      const replies = await Promise.all([done, failed, done, failed].map((entry) => a.settle(id, 'k1', entry)))
      expect(replies.filter(Boolean)).toHaveLength(1)
    })

    test('knows no key that was not intended', async ({ a, id }) => {
      expect(await a.settle(id, 'k9', done)).toBe(false)
      expect(await a.settle(`${id}-unknown`, 'k1', done)).toBe(false)
      expect(await a.ledger(`${id}-unknown`)).toEqual([])
    })

    test('lets a late result settle what was uncertain, once', async ({ a, b, id }) => {
      expect(await a.settle(id, 'k1', uncertain)).toBe(true)
      expect(await a.settle(id, 'k1', uncertain)).toBe(false)
      expect(await b.settle(id, 'k1', done)).toBe(true)
      expect(await b.settle(id, 'k1', failed)).toBe(false)
      expect(await a.ledger(id)).toMatchObject([{ key: 'k1', state: 'done' }])
    })

    test('a key that is done or uncertain and intended again stays as it is', async ({ a, id }) => {
      for (const [seq, entry] of [uncertain, done].entries()) {
        await a.settle(id, 'k1', entry)
        await a.commit(step(id, 1, seq + 2, { intents: [intent('k1')] }))
        expect(await a.ledger(id)).toMatchObject([{ key: 'k1', state: entry.state }])
      }
    })

    test('what an overtaken server called failed becomes done when another has made it', async ({ a, b, id }) => {
      expect(await a.settle(id, 'k1', failed)).toBe(true)
      expect(await b.settle(id, 'k1', uncertain)).toBe(false)
      expect(await b.settle(id, 'k1', done)).toBe(true)
      expect(await a.settle(id, 'k1', failed)).toBe(false)
      expect(await b.ledger(id)).toMatchObject([{ key: 'k1', ...done }])
    })

    test('a key that failed can be intended again and settled anew', async ({ a, id }) => {
      await a.settle(id, 'k1', failed)
      await a.commit(step(id, 1, 2, { intents: [intent('k1')] }))
      expect(await a.ledger(id)).toEqual([{ key: 'k1', call: intent('k1'), state: 'intended', startedAt: noon + 2 }])
      expect(await a.settle(id, 'k1', done)).toBe(true)
    })
  })

  describe('what nobody has settled', () => {
    const later = noon + hour
    const done = { state: 'done', outcome: { ok: true, result: 1 } } as const

    test('is found of calls that are over, until it is settled', async ({ a, b, id }) => {
      const other = `${id}-other`
      for (const each of [id, other]) {
        await a.create(newCall(each), lease('a'))
        await a.commit(step(each, 1, 1, { intents: [intent('k1'), intent('k2')] }))
        await a.settle(each, 'k1', done)
      }
      expect(await b.unsettled(later, 10)).toEqual([])
      await a.commit(step(id, 1, 2, { live: false }))
      expect(await b.unsettled(noon, 10)).toEqual([])
      expect(await b.unsettled(later + hour, 10)).toEqual([id])
      await a.settle(id, 'k2', { state: 'uncertain', outcome: { ok: false, error: 'uncertain', message: '' } })
      expect(await b.unsettled(later + hour, 10)).toEqual([])
      await a.commit(step(other, 1, 2, { live: false }))
      expect(await b.unsettled(later + 2 * hour, 10)).toEqual([other])
    })

    test('is found of a call that was reserved and never made', async ({ a, b, id }) => {
      await a.create(newCall(id), lease('a'), intent('$dial'))
      expect(await b.unsettled(later, 10)).toEqual([])
      await a.commit(step(id, 1, 1, { live: false }))
      expect(await b.unsettled(later + hour, 10)).toEqual([id])
    })

    test('goes with its call', async ({ a, b, id }) => {
      for (const each of [`${id}-1`, `${id}-2`, `${id}-3`]) {
        await a.create(newCall(each), lease('a'))
        await a.commit(step(each, 1, 1, { intents: [intent('k1')], live: false }))
      }
      expect(await b.unsettled(later, 2)).toHaveLength(2)
      for (const each of await b.unsettled(later, 10)) await a.erase(each, { force: false })
      expect(await b.unsettled(later, 10)).toEqual([])
    })
  })
}
