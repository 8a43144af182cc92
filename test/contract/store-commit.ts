import { describe, expect, vi } from 'vitest'
import { hour, intent, lease, newCall, noon, step } from './steps.ts'
import type { StoreTest } from './store-test.ts'

/** Steps: each once, in order, whole, and kept as long as it says. */
export function describeCommits(test: StoreTest): void {
  describe('commit', () => {
    test.beforeEach(async ({ a, id }) => {
      await a.create(newCall(id), lease('a'))
    })

    test('OK: snapshot, log entry and intents are there, exactly as they were given', async ({ a, b, id }) => {
      const first = step(id, 1, 1)
      const second = step(id, 1, 2, { intents: [intent('k1'), intent('k2', { tool: 'notify' })] })
      expect(await a.commit(first)).toBe('OK')
      expect(await a.commit(second)).toBe('OK')
      const call = await b.read(id)
      expect(JSON.stringify(call?.snapshot)).toBe(JSON.stringify(second.snapshot))
      expect(JSON.stringify(await b.log(id))).toBe(JSON.stringify([first.entry, second.entry]))
      expect(await b.ledger(id)).toEqual([
        { key: 'k1', call: intent('k1'), state: 'intended', startedAt: noon + 2 },
        { key: 'k2', call: intent('k2', { tool: 'notify' }), state: 'intended', startedAt: noon + 2 },
      ])
    })

    test('DUP: the same step again changes nothing, also after later ones', async ({ a, id }) => {
      const first = step(id, 1, 1, { intents: [intent('k1')] })
      await a.commit(first)
      expect(await a.commit(first)).toBe('DUP')
      await a.commit(step(id, 1, 2))
      expect(await a.commit(first)).toBe('DUP')
      expect((await a.read(id))?.snapshot?.seq).toBe(2)
      expect((await a.log(id)).map((entry) => entry.seq)).toEqual([1, 2])
    })

    test('CONFLICT: another step has that number, or one is missing before it', async ({ a, id }) => {
      await a.commit(step(id, 1, 1))
      const other = step(id, 1, 1)
      expect(await a.commit({ ...other, entry: { ...other.entry, id: 'other' } })).toBe('CONFLICT')
      expect(await a.commit(step(id, 1, 3))).toBe('CONFLICT')
      expect(await a.log(id)).toEqual([step(id, 1, 1).entry])
    })

    test('FENCED: a server that lost the call commits nothing, not even again what it had committed', async ({
      a,
      b,
      id,
      taken,
    }) => {
      const first = step(id, 1, 1)
      await a.commit(first)
      await taken(b, 'b')
      expect(await a.commit(step(id, 1, 2, { intents: [intent('k1')] }))).toBe('FENCED')
      expect(await a.commit(first)).toBe('FENCED')
      expect(await b.commit(step(id, 2, 2))).toBe('OK')
      expect(await a.log(id)).toEqual([first.entry, step(id, 2, 2).entry])
      expect(await a.ledger(id)).toEqual([])
    })

    test('FENCED: nobody owns a call that is not there, nor one by a token never given', async ({ a, id }) => {
      expect(await a.commit(step(`${id}-unknown`, 1, 1))).toBe('FENCED')
      expect(await a.commit(step(id, 7, 1))).toBe('FENCED')
    })

    test('FENCED: of two servers that were given the same token only who has the call by name commits and renews', async ({
      a,
      b,
      id,
      taken,
    }) => {
      // A store that failed over to a replica that lagged gives a token again.
      expect(await b.commit(step(id, 1, 1, { owner: 'b' }))).toBe('FENCED')
      expect(await b.renew(id, 1, lease('b'))).toBe(false)
      expect(await a.commit(step(id, 1, 1, { owner: 'a' }))).toBe('OK')
      expect(await a.commit(step(id, 1, 1, { owner: 'a' }))).toBe('DUP')
      await taken(b, 'b')
      expect(await b.commit(step(id, 2, 2, { owner: 'b' }))).toBe('OK')
      expect(await a.commit(step(id, 2, 3, { owner: 'a' }))).toBe('FENCED')
      await b.release(id, 2)
      expect(await b.commit(step(id, 2, 3, { owner: 'b' }))).toBe('FENCED')
      expect(await a.log(id)).toHaveLength(2)
    })

    test('refuses a step that contradicts itself', async ({ a, id }) => {
      const wrong = { ...step(id, 1, 1), snapshot: step(id, 1, 2).snapshot }
      await expect(a.commit(wrong)).rejects.toMatchObject({ name: 'StoreError', code: 'refused' })
      await expect(a.commit(step(id, 1, 1, { ttlMs: 0 }))).rejects.toMatchObject({ code: 'refused' })
      expect(await a.log(id)).toEqual([])
    })

    test('lets one of two steps with the same number win, whole', async ({ a, b, id }) => {
      const rivals = ['x', 'y'].map((rival) => {
        const one = step(id, 1, 1, { intents: [intent(rival)] })
        return { ...one, entry: { ...one.entry, id: rival } }
      })
      const replies = await Promise.all(rivals.map((rival, i) => (i === 0 ? a : b).commit(rival)))
      expect(replies.toSorted()).toEqual(['CONFLICT', 'OK'])
      const [entry] = await a.log(id)
      expect((await a.ledger(id)).map((intended) => intended.key)).toEqual([entry?.id])
    })

    test('does not shorten or lengthen the lease', async ({ a, id }) => {
      await a.commit(step(id, 1, 1))
      expect((await a.read(id))?.leaseUntil).toBe(noon + 1000)
    })
  })

  describe('time to live', () => {
    test('every step renews all parts of a call, and its last one sets how long it is retained', async ({
      under,
      a,
      id,
    }) => {
      await a.create(newCall(id), lease('a'))
      await a.commit(step(id, 1, 1, { ttlMs: hour, intents: [intent('k1')] }))
      await a.settle(id, 'k1', { state: 'done', outcome: { ok: true, result: 1 } })
      await a.commit(step(id, 1, 2, { ttlMs: 3 * hour }))
      for (const ms of await under.keptForMs(id)) expect(ms).toBeGreaterThan(2 * hour)
      await a.commit(step(id, 1, 3, { ttlMs: 60_000, live: false }))
      const kept = await under.keptForMs(id)
      expect(kept.length).toBeGreaterThan(0)
      for (const ms of kept) expect(ms).toBeLessThanOrEqual(60_000)
      for (const ms of kept) expect(ms).toBeGreaterThan(0)
    })

    test('a call whose time is over is gone, whole', async ({ a, b, id }) => {
      await a.create(newCall(id), lease('a'))
      await a.commit(step(id, 1, 1, { ttlMs: 1, intents: [intent('k1')] }))
      await vi.waitFor(async () => expect(await b.read(id)).toBeNull())
      expect(await b.log(id)).toEqual([])
      expect(await b.ledger(id)).toEqual([])
      expect(await b.list({ limit: 10 })).toEqual([])
      expect(await b.orphans(noon + hour, 10)).toEqual([])
      expect(await b.take(id, lease('b'), { force: true })).toBe('missing')
      expect(await a.commit(step(id, 1, 2))).toBe('FENCED')
    })
  })
}
