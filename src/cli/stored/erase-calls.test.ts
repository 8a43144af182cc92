import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { k2, sealed } from '../../../test/contract/sealing.ts'
import { intent, lease, newCall, step } from '../../../test/contract/steps.ts'
import { createSealedCodec } from '../../store/sealed-codec.ts'
import { createSqliteStore } from '../../store/sqlite/sqlite-store.ts'
import type { CallStore } from '../../store/store.ts'
import { asDialled, eraseCalls, isUnreadable } from './erase-calls.ts'

const them = '+441632960001'
let store: CallStore
let asked: string[]
const recordings = {
  erase: async (callId: string): Promise<number> => {
    asked.push(callId)
    return 2
  },
}
beforeEach(async () => {
  asked = []
  store = createSqliteStore({ file: ':memory:', codec: sealed })
  for (const [callId, live] of [
    ['over-1', false],
    ['over-2', false],
    ['live-1', true],
  ] as const) {
    await store.create(newCall(callId), lease('a'))
    await store.commit(step(callId, 1, 1, { live, intents: [intent('k1')] }))
    await store.bind(`CA-${callId}`, callId)
  }
})
afterEach(() => store.close())

test('all calls of a caller go, with their recordings, but for the live one', async () => {
  expect(await eraseCalls(store, recordings, { caller: them }, { force: false })).toEqual({
    calls: ['over-1', 'over-2'],
    recordings: 4,
    live: ['live-1'],
  })
  expect(asked).toEqual(['over-1', 'over-2'])
  expect(await store.callsOf(them)).toEqual(['live-1'])
})

test('by force the live one goes too', async () => {
  expect(await eraseCalls(store, recordings, { caller: them }, { force: true })).toMatchObject({ live: [] })
  expect(await store.list({ limit: 10 })).toEqual([])
})

test('a call goes by its id, or by what the line calls it', async () => {
  expect(await eraseCalls(store, recordings, { call: 'over-1' }, { force: false })).toMatchObject({ calls: ['over-1'] })
  expect(await eraseCalls(store, recordings, { call: 'CA-over-2' }, { force: false })).toMatchObject({
    calls: ['over-2'],
  })
})

test('recordings of a call that the store has forgotten go all the same', async () => {
  expect(await eraseCalls(store, recordings, { call: 'c-gone' }, { force: false })).toEqual({
    calls: [],
    recordings: 2,
    live: [],
  })
})

test('a number that nobody has called from is none, and no other call goes', async () => {
  expect(await eraseCalls(store, recordings, { caller: '+441632960099' }, { force: true })).toMatchObject({ calls: [] })
  expect(await store.list({ limit: 10 })).toHaveLength(3)
  expect(await isUnreadable(store)).toBe(false)
})

test.each([
  ['+44 (1632) 960-001', them],
  ['+441632960001', them],
  ['sip:me@example.org', 'sip:me@example.org'],
  ['01632 960001', null],
  ['', null],
])('the number %s is %s to the line', (text, number) => {
  expect(asDialled(text)).toBe(number)
})

test('who has another key is told that calls cannot be found, rather than that there are none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'callchart-erase-'))
  const file = join(folder, 'calls.sqlite')
  const ours = createSqliteStore({ file, codec: sealed })
  await ours.create(newCall('c1'), lease('a'))
  await ours.commit(step('c1', 1, 1, { live: false }))
  const theirs = createSqliteStore({ file, codec: createSealedCodec([k2]) })
  expect(await theirs.callsOf(them)).toEqual([])
  expect(await isUnreadable(theirs)).toBe(true)
  await Promise.all([ours.close(), theirs.close()])
  await rm(folder, { recursive: true })
})
