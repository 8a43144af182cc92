import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { noAnswer } from '../../engine/answers/answer.ts'
import type { RecordCodec } from '../../src/store/record-codec.ts'
import { plainCodec } from '../../src/store/record-codec.ts'
import { createSealedCodec } from '../../src/store/sealed-codec.ts'
import type { Step } from '../../src/store/store.ts'
import { k1, k2, sealed } from './sealing.ts'
import { intent, lease, newCall, noon, step } from './steps.ts'
import type { Codecs, StoreUnderTest } from './store.ts'

const number = '+447700900123'
const canaries = [number, '4929000000006', 'CANARY-words', 'CANARY-result', 'CANARY-saved', '447700900123']

/** A step with something secret everywhere: slots, words, keys, what a tool is given. */
function secretStep(callId: string, seq: number, changes: Partial<Step> = {}): Step {
  const base = step(callId, 1, seq)
  const context = {
    ...base.snapshot.context,
    call: { ...base.snapshot.context.call, from: number },
    slots: { card: '4929000000006' },
    saved: { answer: 'CANARY-saved' },
    utterance: 'CANARY-words',
    keys: '4929000000006',
  }
  return {
    ...base,
    snapshot: { ...base.snapshot, context },
    entry: {
      ...base.entry,
      event: {
        type: 'turn.ended',
        at: noon + seq,
        hypotheses: [{ text: 'CANARY-words', confidence: 1 }],
        readings: { card: { ...noAnswer, state: 'closed', value: '4929000000006' } },
        matches: {},
      },
    },
    intents: [intent('k1', { input: { card: '4929000000006', mobile: number } })],
    ...changes,
  }
}

/** What callers say is on no disk in the clear, and who has no key cannot go on with a call. */
export function describeSecrecy(name: string, open: (codecs: Codecs) => Promise<StoreUnderTest>): void {
  describe(`${name}: what is secret`, () => {
    let under: StoreUnderTest
    afterEach(() => under.close())

    async function begun(codecs: Codecs): Promise<string> {
      under = await open(codecs)
      const id = `call-${randomUUID()}`
      await under.a.create(newCall(id), lease('a'))
      expect(await under.a.commit(secretStep(id, 1))).toBe('OK')
      const outcome = { ok: true, result: { said: 'CANARY-result' } } as const
      expect(await under.a.settle(id, 'k1', { state: 'done', outcome })).toBe(true)
      return id
    }

    test('is nowhere among the bytes of the store, though it is read back exactly', async () => {
      const id = await begun({ a: sealed })
      const raw = await under.raw()
      for (const canary of canaries) expect(raw).not.toContain(canary)
      const one = secretStep(id, 1)
      const call = await under.b.read(id)
      expect(JSON.stringify(call?.snapshot)).toBe(JSON.stringify(one.snapshot))
      expect(JSON.stringify(await under.b.log(id))).toBe(JSON.stringify([one.entry]))
      expect(await under.b.ledger(id)).toEqual([
        { key: 'k1', call: one.intents[0], state: 'done', outcome: { ok: true, result: { said: 'CANARY-result' } } },
      ])
      expect(await under.b.callsOf(number)).toEqual([id])
    })

    test('would be seen by this test if it were not sealed', async () => {
      await begun({ a: plainCodec })
      const raw = await under.raw()
      for (const canary of canaries) expect(raw).toContain(canary)
    })

    test.each<[string, RecordCodec]>([
      ['no key', plainCodec],
      ['another key', createSealedCodec([k2])],
      ['another key of the same name', createSealedCodec([{ ...k2, id: 'k1' }])],
    ])('a server with %s finds the call corrupt, without a crash, and no sweeper finds it again', async (_, other) => {
      const id = await begun({ a: sealed, b: other })
      const error = await under.b.read(id).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ name: 'StoreError', code: 'corrupt', retryable: false })
      for (const canary of canaries) expect((error as Error).message).not.toContain(canary)
      await expect(under.b.log(id)).rejects.toMatchObject({ code: 'corrupt' })
      await expect(under.b.ledger(id)).rejects.toMatchObject({ code: 'corrupt' })
      expect(await under.b.list({ limit: 1 })).toMatchObject([{ callId: id, snapshot: null }])
      await expect(under.b.take(id, lease('b'), { force: true })).rejects.toMatchObject({ code: 'corrupt' })
      expect(await under.a.commit(secretStep(id, 2, { intents: [] }))).toBe('FENCED')
      expect(await under.b.orphans(noon + 10_000, 10)).toEqual([])
    })

    test('is opened with the old key after a rotation, sealed with the new one from then on', async () => {
      const id = await begun({ a: sealed, b: createSealedCodec([k2, k1]) })
      expect(await under.b.take(id, lease('b'), { force: true })).toMatchObject({ token: 2 })
      expect(await under.b.commit({ ...secretStep(id, 2), token: 2 })).toBe('OK')
      expect(await under.b.callsOf(number)).toEqual([id])
      expect((await under.b.log(id)).map(({ seq }) => seq)).toEqual([1, 2])
      // The intent is the first one's: it was known.
      expect(await under.b.ledger(id)).toMatchObject([{ key: 'k1', state: 'done' }])
      await expect(under.a.read(id)).rejects.toMatchObject({ code: 'corrupt' })
    })

    test('a call that began before there was a key is read, and sealed from its next step on', async () => {
      const id = await begun({ a: plainCodec, b: sealed })
      await under.b.take(id, lease('b'), { force: true })
      const next = { ...secretStep(id, 2), token: 2 }
      expect(await under.b.commit(next)).toBe('OK')
      expect((await under.b.read(id))?.snapshot).toEqual(next.snapshot)
      expect(await under.b.log(id)).toHaveLength(2)
    })
  })
}
