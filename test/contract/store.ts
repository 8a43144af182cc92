import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RecordCodec } from '../../src/store/record-codec.ts'
import { mostPosted, type CallStore, type Taken } from '../../src/store/store.ts'
import { StoreError } from '../../src/store/store-error.ts'
import { hour, intent, lease, newCall, noon, step } from './steps.ts'

/** What an adapter gives the suite: a store of its own, seen through two connections, as two servers see it. */
export interface StoreUnderTest {
  readonly a: CallStore
  readonly b: CallStore
  /** How long each part of a call (facts, log, ledger …) is still kept, in milliseconds. */
  keptForMs(callId: string): Promise<readonly number[]>
  /** Everything that is stored, as an attacker who has the disk would see it; letters of ASCII are themselves. */
  raw(): Promise<string>
  /** Overwrites the stored snapshot's text behind the store's back. */
  poison(callId: string, snapshotText: string): Promise<void>
  close(): Promise<void>
}

/** With what the two servers write down what callers say; both alike where only one is named. */
export interface Codecs {
  readonly a?: RecordCodec
  readonly b?: RecordCodec
}

/** What every adapter of CallStore must do. */
export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let under: StoreUnderTest
    let a: CallStore
    let b: CallStore
    let id: string
    beforeEach(async () => {
      under = await open()
      ;({ a, b } = under)
      id = `call-${randomUUID()}`
    })
    afterEach(() => under.close())

    async function taken(store: CallStore, owner: string, nowMs = noon): Promise<Taken> {
      const reply = await store.take(id, lease(owner, nowMs), { force: true })
      if (typeof reply === 'string') throw new Error(`take said ${reply}`)
      return reply
    }

    describe('create', () => {
      test('begins a call with token 1, a lease and no snapshot', async () => {
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

      test('leaves a call that exists as it is', async () => {
        await a.create(newCall(id), lease('a'))
        expect(await b.create(newCall(id, { flow: 'other' }), lease('b'))).toBe('exists')
        expect(await a.read(id)).toMatchObject({ flow: 'dentist', owner: 'a', token: 1 })
      })

      test('keeps what it is reserved with in the ledger, and nothing of it where the call exists', async () => {
        const dialled = intent('$dial')
        expect(await a.create(newCall(id), lease('a'), dialled)).toBe('created')
        expect(await a.create(newCall(id), lease('a'), intent('$other'))).toBe('exists')
        expect(await b.ledger(id)).toEqual([{ key: '$dial', call: dialled, state: 'intended', startedAt: noon }])
        await b.settle(id, '$dial', { state: 'done', outcome: { ok: true, result: { line: 'CA1' } } })
        expect(await a.ledger(id)).toMatchObject([{ key: '$dial', state: 'done' }])
      })

      test('takes times with fractions, as a precise clock has them', async () => {
        expect(await a.create(newCall(id, { startedAt: noon + 0.25 }), lease('a', noon + 0.25))).toBe('created')
        expect(await a.commit(step(id, 1, 1, { nowMs: noon + 1.5, intents: [intent('k1')], ttlMs: 1e6 / 3 }))).toBe(
          'OK',
        )
        expect(await a.renew(id, 1, lease('a', noon + 600.75, 1000.5))).toBe(true)
        expect(await b.orphans(noon + 1600.5, 10)).toEqual([])
        expect(await b.orphans(noon + 1602.5, 10)).toEqual([id])
        expect(await b.take(id, lease('b', noon + 1602.5), { force: false })).toMatchObject({ token: 2 })
      })

      test('lets one of many win', async () => {
        const all = await Promise.all(
          Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? a : b).create(newCall(id), lease(`s${i}`))),
        )
        expect(all.filter((reply) => reply === 'created')).toHaveLength(1)
      })

      test('keeps a call without a step only for a while', async () => {
        await a.create(newCall(id), lease('a'))
        for (const ms of await under.keptForMs(id)) expect(ms).toBeGreaterThan(4 * hour)
        for (const ms of await under.keptForMs(id)) expect(ms).toBeLessThanOrEqual(5 * hour)
      })
    })

    describe('commit', () => {
      beforeEach(async () => {
        await a.create(newCall(id), lease('a'))
      })

      test('OK: snapshot, log entry and intents are there, exactly as they were given', async () => {
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

      test('DUP: the same step again changes nothing, also after later ones', async () => {
        const first = step(id, 1, 1, { intents: [intent('k1')] })
        await a.commit(first)
        expect(await a.commit(first)).toBe('DUP')
        await a.commit(step(id, 1, 2))
        expect(await a.commit(first)).toBe('DUP')
        expect((await a.read(id))?.snapshot?.seq).toBe(2)
        expect((await a.log(id)).map((entry) => entry.seq)).toEqual([1, 2])
      })

      test('CONFLICT: another step has that number, or one is missing before it', async () => {
        await a.commit(step(id, 1, 1))
        const other = step(id, 1, 1)
        expect(await a.commit({ ...other, entry: { ...other.entry, id: 'other' } })).toBe('CONFLICT')
        expect(await a.commit(step(id, 1, 3))).toBe('CONFLICT')
        expect(await a.log(id)).toEqual([step(id, 1, 1).entry])
      })

      test('FENCED: a server that lost the call commits nothing, not even again what it had committed', async () => {
        const first = step(id, 1, 1)
        await a.commit(first)
        await taken(b, 'b')
        expect(await a.commit(step(id, 1, 2, { intents: [intent('k1')] }))).toBe('FENCED')
        expect(await a.commit(first)).toBe('FENCED')
        expect(await b.commit(step(id, 2, 2))).toBe('OK')
        expect(await a.log(id)).toEqual([first.entry, step(id, 2, 2).entry])
        expect(await a.ledger(id)).toEqual([])
      })

      test('FENCED: nobody owns a call that is not there, nor one by a token never given', async () => {
        expect(await a.commit(step(`${id}-unknown`, 1, 1))).toBe('FENCED')
        expect(await a.commit(step(id, 7, 1))).toBe('FENCED')
      })

      test('FENCED: of two servers that were given the same token only who has the call by name commits and renews', async () => {
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

      test('refuses a step that contradicts itself', async () => {
        const wrong = { ...step(id, 1, 1), snapshot: step(id, 1, 2).snapshot }
        await expect(a.commit(wrong)).rejects.toMatchObject({ name: 'StoreError', code: 'refused' })
        await expect(a.commit(step(id, 1, 1, { ttlMs: 0 }))).rejects.toMatchObject({ code: 'refused' })
        expect(await a.log(id)).toEqual([])
      })

      test('lets one of two steps with the same number win, whole', async () => {
        const rivals = ['x', 'y'].map((rival) => {
          const one = step(id, 1, 1, { intents: [intent(rival)] })
          return { ...one, entry: { ...one.entry, id: rival } }
        })
        const replies = await Promise.all(rivals.map((rival, i) => (i === 0 ? a : b).commit(rival)))
        expect(replies.toSorted()).toEqual(['CONFLICT', 'OK'])
        const [entry] = await a.log(id)
        expect((await a.ledger(id)).map((intended) => intended.key)).toEqual([entry?.id])
      })

      test('does not shorten or lengthen the lease', async () => {
        await a.commit(step(id, 1, 1))
        expect((await a.read(id))?.leaseUntil).toBe(noon + 1000)
      })
    })

    test('a store that promises no more than its own machine lets every write be made', async () => {
      await a.create(newCall(id), lease('a'))
      expect(await a.replicated(id)).toBe(true)
    })

    describe('take', () => {
      beforeEach(async () => {
        await a.create(newCall(id), lease('a'))
      })

      test('knows a call that is not there', async () => {
        expect(await a.take(`${id}-unknown`, lease('a'), { force: true })).toBe('missing')
      })

      test('waits for the lease of another, then raises the token', async () => {
        expect(await b.take(id, lease('b', noon + 999), { force: false })).toBe('held')
        expect(await b.take(id, lease('b', noon + 1000), { force: false })).toMatchObject({
          token: 2,
          call: { token: 2, owner: 'b', leaseUntil: noon + 2000 },
        })
      })

      test('takes with force at once, and its own without', async () => {
        expect(await b.take(id, lease('b'), { force: true })).toMatchObject({ token: 2 })
        expect(await b.take(id, lease('b'), { force: false })).toMatchObject({ token: 3 })
        expect(await a.take(id, lease('a'), { force: false })).toBe('held')
      })

      test('gives what the taker needs to go on: snapshot and ledger', async () => {
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

      test('gives two takers two tokens', async () => {
        const replies = await Promise.all([taken(a, 'a'), taken(b, 'b'), taken(a, 'c')])
        expect(replies.map((reply) => reply.token).toSorted((x, y) => x - y)).toEqual([2, 3, 4])
      })

      test('a poisoned snapshot is corrupt, fences the one before and is no orphan any more', async () => {
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

      test('a snapshot of a newer version is declined and left for a newer server', async () => {
        await a.commit(step(id, 1, 1))
        await under.poison(id, '{"version":2}')
        await expect(b.take(id, lease('b'), { force: true })).rejects.toMatchObject({ code: 'refused' })
        expect(await b.orphans(noon, 10)).toEqual([id])
      })
    })

    describe('read', () => {
      test('knows a call that is not there', async () => {
        expect(await a.read(id)).toBeNull()
        expect(await a.log(id)).toEqual([])
        expect(await a.ledger(id)).toEqual([])
      })

      test.each([
        ['not JSON', '{"version":1,'],
        ['not an object', '"no"'],
        ['another step than the log', JSON.stringify({ ...step('x', 1, 1).snapshot, seq: 9 })],
      ])('rejects a snapshot that is %s, naming no value', async (_, text) => {
        await a.create(newCall(id), lease('a'))
        await a.commit(step(id, 1, 1))
        await under.poison(id, text)
        const error = await a.read(id).catch((reason: unknown) => reason)
        expect(error).toBeInstanceOf(StoreError)
        expect(error).toMatchObject({ code: 'corrupt' })
        expect((error as StoreError).message).not.toMatch(/Zoë|4416/)
      })
    })

    describe('lease', () => {
      beforeEach(async () => {
        await a.create(newCall(id), lease('a'))
      })

      test('is kept by its owner', async () => {
        expect(await a.renew(id, 1, lease('a', noon + 900))).toBe(true)
        expect(await b.take(id, lease('b', noon + 1500), { force: false })).toBe('held')
      })

      test('is not shortened by a renewal that comes late', async () => {
        await a.renew(id, 1, lease('a', noon + 900))
        expect(await a.renew(id, 1, lease('a', noon + 300))).toBe(true)
        expect((await b.read(id))?.leaseUntil).toBe(noon + 1900)
      })

      test('is lost with the call', async () => {
        await taken(b, 'b')
        expect(await a.renew(id, 1, lease('a'))).toBe(false)
        expect(await a.renew(`${id}-unknown`, 1, lease('a'))).toBe(false)
        expect(await b.read(id)).toMatchObject({ owner: 'b', leaseUntil: noon + 1000 })
      })

      test('ends at once when the call is released, and a heartbeat on its way does not bring it back', async () => {
        await a.release(id, 1)
        expect(await a.renew(id, 1, lease('a'))).toBe(false)
        expect(await a.read(id)).toMatchObject({ owner: null, leaseUntil: 0 })
        expect(await b.take(id, lease('b'), { force: false })).toMatchObject({ token: 2 })
      })

      test('is not released by one who lost it', async () => {
        await taken(b, 'b')
        await a.release(id, 1)
        await a.release(`${id}-unknown`, 1)
        expect(await b.read(id)).toMatchObject({ owner: 'b', leaseUntil: noon + 1000 })
      })
    })

    describe('what is left for a call', () => {
      test('is there for whoever has it, once for its id, oldest first, until it is removed', async () => {
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

      test('is bounded, and nothing is left for a call that is over or unknown', async () => {
        await a.create(newCall(id), lease('a'))
        for (let n = 0; n < mostPosted; n += 1) await a.post(id, { id: `p${n}`, at: noon, text: '' })
        expect(await a.post(id, { id: 'more', at: noon, text: '' })).toBe('full')
        expect(await a.posted(id)).toHaveLength(mostPosted)
        await a.commit(step(id, 1, 1, { live: false }))
        expect(await a.post(id, { id: 'late', at: noon, text: '' })).toBe('over')
        expect(await a.post(`${id}-unknown`, { id: 'late', at: noon, text: '' })).toBe('over')
      })

      test('goes with the call when it is erased', async () => {
        await a.create(newCall(id), lease('a'))
        await a.post(id, { id: 'p1', at: noon, text: 'x' })
        await a.erase(id, { force: true })
        await a.create(newCall(id), lease('a'))
        expect(await a.posted(id)).toEqual([])
      })
    })

    describe('orphans', () => {
      test('are live calls whose lease ran out, first come first', async () => {
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

      test('a renewed call is none until its new lease runs out', async () => {
        await a.create(newCall(id), lease('a'))
        await a.renew(id, 1, lease('a', noon + 900))
        expect(await b.orphans(noon + 1899, 10)).toEqual([])
        expect(await b.orphans(noon + 1900, 10)).toEqual([id])
      })

      test('a taken call is none until its new lease runs out', async () => {
        await a.create(newCall(id), lease('a'))
        expect(await b.orphans(noon + 1000, 10)).toEqual([id])
        await b.take(id, lease('b', noon + 1000), { force: false })
        expect(await b.orphans(noon + 1999, 10)).toEqual([])
        expect(await b.orphans(noon + 2000, 10)).toEqual([id])
      })

      test('a released call is one at once', async () => {
        await a.create(newCall(id), lease('a'))
        await a.release(id, 1)
        expect(await b.orphans(noon, 10)).toEqual([id])
      })

      test('finds one behind many that were renewed', async () => {
        const kept = Array.from({ length: 1600 }, (_, i) => `${id}-${i}`)
        await Promise.all(kept.map((each) => a.create(newCall(each), lease('a'))))
        await Promise.all(kept.map((each) => a.renew(each, 1, lease('a', noon + hour))))
        await a.create(newCall(id), lease('a', noon + 1))
        expect(await b.orphans(noon + 1001, 1)).toEqual([id])
      })

      test('finds every one of many', async () => {
        const ids = Array.from({ length: 120 }, (_, i) => `${id}-${i}`)
        await Promise.all(ids.map((each) => a.create(newCall(each), lease('a'))))
        expect((await b.orphans(noon + 1000, 1000)).toSorted()).toEqual(ids.toSorted())
        expect(await b.orphans(noon + 1000, 50)).toHaveLength(50)
      })
    })

    describe('list', () => {
      test('gives the newest first, live or ended or both', async () => {
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
      test('keeps its first call, whoever binds it later', async () => {
        expect(await a.findByLine(`CA-${id}`)).toBeNull()
        expect(await a.bind(`CA-${id}`, id)).toBe(id)
        expect(await b.bind(`CA-${id}`, 'another')).toBe(id)
        expect(await b.findByLine(`CA-${id}`)).toBe(id)
      })
    })

    describe('ledger', () => {
      const done = { state: 'done', outcome: { ok: true, result: { id: 'B1' } } } as const
      const failed = { state: 'failed', outcome: { ok: false, error: 'conflict', message: 'taken' } } as const
      const uncertain = { state: 'uncertain', outcome: { ok: false, error: 'uncertain', message: 'unknown' } } as const
      beforeEach(async () => {
        await a.create(newCall(id), lease('a'))
        await a.commit(step(id, 1, 1, { intents: [intent('k1')] }))
      })

      test('settles an intended call once', async () => {
        expect(await a.settle(id, 'k1', done)).toBe(true)
        expect(await b.settle(id, 'k1', failed)).toBe(false)
        expect(await b.settle(id, 'k1', uncertain)).toBe(false)
        expect(await a.settle(id, 'k1', done)).toBe(false)
        expect(await b.ledger(id)).toEqual([{ key: 'k1', call: intent('k1'), ...done }])
      })

      test('lets one of many settle', async () => {
        const replies = await Promise.all([done, failed, done, failed].map((entry) => a.settle(id, 'k1', entry)))
        expect(replies.filter(Boolean)).toHaveLength(1)
      })

      test('knows no key that was not intended', async () => {
        expect(await a.settle(id, 'k9', done)).toBe(false)
        expect(await a.settle(`${id}-unknown`, 'k1', done)).toBe(false)
        expect(await a.ledger(`${id}-unknown`)).toEqual([])
      })

      test('lets a late result settle what was uncertain, once', async () => {
        expect(await a.settle(id, 'k1', uncertain)).toBe(true)
        expect(await a.settle(id, 'k1', uncertain)).toBe(false)
        expect(await b.settle(id, 'k1', done)).toBe(true)
        expect(await b.settle(id, 'k1', failed)).toBe(false)
        expect(await a.ledger(id)).toMatchObject([{ key: 'k1', state: 'done' }])
      })

      test('a key that is done or uncertain and intended again stays as it is', async () => {
        for (const [seq, entry] of [uncertain, done].entries()) {
          await a.settle(id, 'k1', entry)
          await a.commit(step(id, 1, seq + 2, { intents: [intent('k1')] }))
          expect(await a.ledger(id)).toMatchObject([{ key: 'k1', state: entry.state }])
        }
      })

      test('what an overtaken server called failed becomes done when another has made it', async () => {
        expect(await a.settle(id, 'k1', failed)).toBe(true)
        expect(await b.settle(id, 'k1', uncertain)).toBe(false)
        expect(await b.settle(id, 'k1', done)).toBe(true)
        expect(await a.settle(id, 'k1', failed)).toBe(false)
        expect(await b.ledger(id)).toMatchObject([{ key: 'k1', ...done }])
      })

      test('a key that failed can be intended again and settled anew', async () => {
        await a.settle(id, 'k1', failed)
        await a.commit(step(id, 1, 2, { intents: [intent('k1')] }))
        expect(await a.ledger(id)).toEqual([{ key: 'k1', call: intent('k1'), state: 'intended', startedAt: noon + 2 }])
        expect(await a.settle(id, 'k1', done)).toBe(true)
      })
    })

    describe('what nobody has settled', () => {
      const later = noon + hour
      const done = { state: 'done', outcome: { ok: true, result: 1 } } as const

      test('is found of calls that are over, until it is settled', async () => {
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

      test('is found of a call that was reserved and never made', async () => {
        await a.create(newCall(id), lease('a'), intent('$dial'))
        expect(await b.unsettled(later, 10)).toEqual([])
        await a.commit(step(id, 1, 1, { live: false }))
        expect(await b.unsettled(later + hour, 10)).toEqual([id])
      })

      test('goes with its call', async () => {
        for (const each of [`${id}-1`, `${id}-2`, `${id}-3`]) {
          await a.create(newCall(each), lease('a'))
          await a.commit(step(each, 1, 1, { intents: [intent('k1')], live: false }))
        }
        expect(await b.unsettled(later, 2)).toHaveLength(2)
        for (const each of await b.unsettled(later, 10)) await a.erase(each, { force: false })
        expect(await b.unsettled(later, 10)).toEqual([])
      })
    })

    describe('a caller', () => {
      const them = '+441632960001'
      const callOf = async (callId: string, live: boolean): Promise<void> => {
        await a.create(newCall(callId), lease('a'))
        await a.commit(step(callId, 1, 1))
        if (!live) await a.commit(step(callId, 1, 2, { live: false }))
      }

      test('is known by the calls that are kept, live or over', async () => {
        expect(await b.callsOf(them)).toEqual([])
        await callOf(`${id}-1`, false)
        await callOf(`${id}-2`, true)
        expect((await b.callsOf(them)).toSorted()).toEqual([`${id}-1`, `${id}-2`])
        expect(await b.callsOf('+441632960002')).toEqual([])
      })

      test('of a call that we have made is who was called; who withholds their number is in no index', async () => {
        await a.create(newCall(id, { direction: 'outbound' }), lease('a'))
        const { snapshot } = step(id, 1, 1)
        const call = { ...snapshot.context.call, direction: 'outbound', from: '+441632960009', to: them } as const
        await a.commit(step(id, 1, 1, { snapshot: { ...snapshot, context: { ...snapshot.context, call } } }))
        expect(await b.callsOf(them)).toEqual([id])
        expect(await b.callsOf('+441632960009')).toEqual([])
        expect(await b.callsOf('')).toEqual([])
      })

      test('is forgotten with their calls when the time of these is over', async () => {
        await a.create(newCall(id), lease('a'))
        await a.commit(step(id, 1, 1, { ttlMs: 1 }))
        await vi.waitFor(async () => expect(await b.callsOf(them)).toEqual([]))
      })
    })

    describe('erase', () => {
      const callThat = async (live: boolean): Promise<void> => {
        await a.create(newCall(id), lease('a'))
        await a.bind('CA1', id)
        await a.commit(step(id, 1, 1, { intents: [intent('k1')] }))
        await a.settle(id, 'k1', { state: 'done', outcome: { ok: true, result: 1 } })
        if (!live) await a.commit(step(id, 1, 2, { live: false }))
      }

      test('removes a call that is over, whole, and nothing of another', async () => {
        await callThat(false)
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

      test('leaves a live call alone', async () => {
        await callThat(true)
        expect(await b.erase(id, { force: false })).toBe('live')
        expect(await a.log(id)).toHaveLength(1)
      })

      test('by force removes a live one too, and its owner can bring nothing of it back', async () => {
        await callThat(true)
        expect(await b.erase(id, { force: true })).toBe('erased')
        expect(await a.commit(step(id, 1, 2, { intents: [intent('k2')] }))).toBe('FENCED')
        expect(await a.settle(id, 'k1', { state: 'failed', outcome: { ok: false, error: 'e', message: '' } })).toBe(
          false,
        )
        expect(await a.renew(id, 1, lease('a'))).toBe(false)
        expect(await a.ledger(id)).toEqual([])
        expect(await a.callsOf('+441632960001')).toEqual([])
        expect(await b.orphans(noon + hour, 10)).toEqual([])
      })

      test('removes also a call whose snapshot cannot be read', async () => {
        await callThat(false)
        await under.poison(id, '{')
        expect(await b.erase(id, { force: false })).toBe('erased')
        expect(await a.callsOf('+441632960001')).toEqual([])
        expect(await a.list({ limit: 10 })).toEqual([])
      })
    })

    describe('bundles', () => {
      test('are kept by their hash', async () => {
        const text = JSON.stringify({ flow: 'dentist', words: 'Grüße 👋' })
        expect(await a.getBundle('h1')).toBeNull()
        await a.putBundle('h1', text)
        await a.putBundle('h1', text)
        expect(await b.getBundle('h1')).toBe(text)
      })
    })

    describe('time to live', () => {
      test('every step renews all parts of a call, and its last one sets how long it is retained', async () => {
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

      test('a call whose time is over is gone, whole', async () => {
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

    test('answers a ping until it is closed', async () => {
      await a.ping()
      await a.close()
      await expect(a.ping()).rejects.toBeInstanceOf(StoreError)
      await expect(a.read(id)).rejects.toBeInstanceOf(StoreError)
      await a.close()
    })
  })
}
