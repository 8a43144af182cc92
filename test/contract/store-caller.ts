import { describe, expect, vi } from 'vitest'
import { mostPosted, type CallStore } from '../../src/store/store.ts'
import { hour, intent, lease, newCall, noon, step } from './steps.ts'
import type { StoreTest } from './store-test.ts'

/** What is left for a call, whose calls they were, and erasing them. */
export function describeCallers(test: StoreTest): void {
  describe('what is left for a call', () => {
    test('is there for whoever has it, once for its id, oldest first, until it is removed', async ({ a, b, id }) => {
      await a.create(newCall(id), lease('a'))
      expect(await b.posted(id)).toEqual([])
      const [first, second] = [
        { id: 'p2', at: noon + 1, text: '{"words":"first"}' },
        { id: 'p1', at: noon + 2, text: 'second' },
      ]
      expect(await b.post(id, second)).toBe('posted')
      expect(await b.post(id, first)).toBe('posted')
      expect(await a.post(id, { ...first, text: 'other' })).toBe('posted')
      expect(await a.posted(id)).toEqual([first, second])
      await a.unpost(id, 'p2')
      await a.unpost(id, 'p2')
      expect(await b.posted(id)).toEqual([second])
    })

    test('is bounded, and nothing is left for a call that is over or unknown', async ({ a, id }) => {
      await a.create(newCall(id), lease('a'))
      for (let n = 0; n < mostPosted; n += 1) await a.post(id, { id: `p${n}`, at: noon, text: '' })
      expect(await a.post(id, { id: 'more', at: noon, text: '' })).toBe('full')
      expect(await a.posted(id)).toHaveLength(mostPosted)
      await a.commit(step(id, 1, 1, { live: false }))
      expect(await a.post(id, { id: 'late', at: noon, text: '' })).toBe('over')
      expect(await a.post(`${id}-unknown`, { id: 'late', at: noon, text: '' })).toBe('over')
    })

    test('goes with the call when it is erased', async ({ a, id }) => {
      await a.create(newCall(id), lease('a'))
      await a.post(id, { id: 'p1', at: noon, text: 'x' })
      await a.erase(id, { force: true })
      await a.create(newCall(id), lease('a'))
      expect(await a.posted(id)).toEqual([])
    })
  })

  describe('a caller', () => {
    const them = '+441632960001'
    const callOf = async (a: CallStore, callId: string, live: boolean): Promise<void> => {
      await a.create(newCall(callId), lease('a'))
      await a.commit(step(callId, 1, 1))
      if (!live) await a.commit(step(callId, 1, 2, { live: false }))
    }

    test('is known by the calls that are kept, live or over', async ({ a, b, id }) => {
      expect(await b.callsOf(them)).toEqual([])
      await callOf(a, `${id}-1`, false)
      await callOf(a, `${id}-2`, true)
      expect((await b.callsOf(them)).toSorted()).toEqual([`${id}-1`, `${id}-2`])
      expect(await b.callsOf('+441632960002')).toEqual([])
    })

    test('of a call that we have made is who was called; who withholds their number is in no index', async ({
      a,
      b,
      id,
    }) => {
      await a.create(newCall(id, { direction: 'outbound' }), lease('a'))
      const { snapshot } = step(id, 1, 1)
      const call = { ...snapshot.context.call, direction: 'outbound', from: '+441632960009', to: them } as const
      await a.commit(step(id, 1, 1, { snapshot: { ...snapshot, context: { ...snapshot.context, call } } }))
      expect(await b.callsOf(them)).toEqual([id])
      expect(await b.callsOf('+441632960009')).toEqual([])
      expect(await b.callsOf('')).toEqual([])
    })

    test('is forgotten with their calls when the time of these is over', async ({ a, b, id }) => {
      await a.create(newCall(id), lease('a'))
      await a.commit(step(id, 1, 1, { ttlMs: 1 }))
      await vi.waitFor(async () => expect(await b.callsOf(them)).toEqual([]))
    })
  })

  describe('erase', () => {
    const callThat = async (a: CallStore, id: string, live: boolean): Promise<void> => {
      await a.create(newCall(id), lease('a'))
      await a.bind('CA1', id)
      await a.commit(step(id, 1, 1, { intents: [intent('k1')] }))
      await a.settle(id, 'k1', { state: 'done', outcome: { ok: true, result: 1 } })
      if (!live) await a.commit(step(id, 1, 2, { live: false }))
    }

    test('removes a call that is over, whole, and nothing of another', async ({ under, a, b, id }) => {
      await callThat(a, id, false)
      const other = `${id}-other`
      await a.create(newCall(other), lease('a'))
      await a.commit(step(other, 1, 1, { live: false }))
      expect(await b.erase(id, { force: false })).toBe('erased')
      expect(await a.read(id)).toBeNull()
      expect(await a.log(id)).toEqual([])
      expect(await a.ledger(id)).toEqual([])
      expect(await a.findByLine('CA1')).toBeNull()
      expect(await a.callsOf('+441632960001')).toEqual([other])
      expect((await a.list({ limit: 10 })).map(({ callId }) => callId)).toEqual([other])
      expect(await a.log(other)).toHaveLength(1)
      expect(await a.erase(id, { force: true })).toBe('missing')
      expect(await under.raw()).not.toMatch(new RegExp(`${id}(?!-other)`))
    })

    test('leaves a live call alone', async ({ a, b, id }) => {
      await callThat(a, id, true)
      expect(await b.erase(id, { force: false })).toBe('live')
      expect(await a.log(id)).toHaveLength(1)
    })

    test('by force removes a live one too, and its owner can bring nothing of it back', async ({ a, b, id }) => {
      await callThat(a, id, true)
      expect(await b.erase(id, { force: true })).toBe('erased')
      expect(await a.commit(step(id, 1, 2, { intents: [intent('k2')] }))).toBe('FENCED')
      expect(await a.settle(id, 'k1', { state: 'failed', outcome: { ok: false, error: 'e', message: '' } })).toBe(false)
      expect(await a.renew(id, 1, lease('a'))).toBe(false)
      expect(await a.ledger(id)).toEqual([])
      expect(await a.callsOf('+441632960001')).toEqual([])
      expect(await b.orphans(noon + hour, 10)).toEqual([])
    })

    test('leaves the id free: a call that was reserved and taken back may be reserved again', async ({ a, b, id }) => {
      expect(await a.create(newCall(id), lease('a'), intent('k1'))).toBe('created')
      expect(await a.erase(id, { force: true })).toBe('erased')
      expect(await b.unsettled(noon + hour, 10)).toEqual([])
      expect(await b.create(newCall(id), lease('b'), intent('k1'))).toBe('created')
      expect(await a.ledger(id)).toMatchObject([{ key: 'k1', state: 'intended' }])
      expect((await a.list({ live: true, limit: 10 })).map(({ callId }) => callId)).toEqual([id])
    })

    test('removes also a call whose snapshot cannot be read', async ({ under, a, b, id }) => {
      await callThat(a, id, false)
      await under.poison(id, '{')
      expect(await b.erase(id, { force: false })).toBe('erased')
      expect(await a.callsOf('+441632960001')).toEqual([])
      expect(await a.list({ limit: 10 })).toEqual([])
    })
  })
}
