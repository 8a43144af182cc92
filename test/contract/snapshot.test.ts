import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { startCall } from '../../engine/machine/start-call.ts'
import { step } from '../../engine/machine/step.ts'
import { compileFlow } from '../../src/compile-flow.ts'
import { readSnapshot } from '../../src/store/read-snapshot.ts'
import { intent, noon, step as stepOf } from './steps.ts'

const whole = stepOf('c1', 1, 1).snapshot
const read = (snapshot: unknown): Snapshot => readSnapshot(JSON.stringify(snapshot), 'c1')
const withContext = (changes: object): unknown => ({ ...whole, context: { ...whole.context, ...changes } })

test('what the machine makes is read back byte for byte', () => {
  const flow = join(import.meta.dirname, '../../flows/dentist/dentist.yaml')
  const compiled = compileFlow(readFileSync(flow, 'utf8'))
  let { snapshot } = startCall(compiled, { at: noon })
  for (let at = noon + 1000; snapshot.status === 'active' && snapshot.seq < 60; at += 7000) {
    expect(JSON.stringify(read(snapshot))).toBe(JSON.stringify(snapshot))
    const { speaking, timers } = snapshot.context
    const due = timers.noinput ?? at
    snapshot = step(
      compiled,
      snapshot,
      speaking === null
        ? { type: 'timer.fired', at: due, timer: 'noinput', due }
        : { type: 'speech.played', at, id: speaking },
    ).snapshot
  }
  expect(read(snapshot)).toMatchObject({ status: 'done' })
})

test.each([
  ['a tool', intent('k1')],
  ['a transfer', { type: 'transfer', id: 't1', destination: 'desk', mode: 'warm', brief: 'hello', ringMs: 20_000 }],
])('a call that awaits %s is read', (_, awaiting) => {
  expect(read(withContext({ awaiting })).context.awaiting).toEqual(awaiting)
})

test('a field that a later release adds does no harm', () => {
  expect(read({ ...whole, mood: 'calm' })).toMatchObject({ mood: 'calm' })
})

describe('what is damaged is named by its place, never by its value', () => {
  test.each<[string, unknown, string]>([
    ['nothing', null, 'its root'],
    ['a list', [], 'its root'],
    ['no bundle', { ...whole, bundle: '' }, '/bundle'],
    ['a step zero', { ...whole, seq: 0 }, '/seq'],
    ['an unknown status', { ...whole, status: 'paused' }, '/status'],
    ['a number where the state should be', { ...whole, value: 7 }, '/value'],
    ['slots that are a list', withContext({ slots: ['secret'] }), '/context/slots'],
    ['a timer that is text', withContext({ timers: { tool: 'secret' } }), '/context/timers/tool'],
    ['something awaited that nobody knows', withContext({ awaiting: { type: 'secret' } }), '/context/awaiting'],
    ['an old version', { ...whole, version: 0 }, '/version'],
  ])('%s', (_, snapshot, place) => {
    expect(() => read(snapshot)).toThrow(expect.objectContaining({ code: 'corrupt' }))
    expect(() => read(snapshot)).toThrow(`damaged at ${place}`)
    expect(() => read(snapshot)).not.toThrow(/secret/)
  })

  test.each(Object.keys(whole.context))('a context without "%s"', (field) => {
    expect(() => read(withContext({ [field]: undefined }))).toThrow(expect.objectContaining({ code: 'corrupt' }))
  })
})

test('what is larger than any call is not even parsed', () => {
  expect(() => read(withContext({ unheard: 'x'.repeat(1_000_000) }))).toThrow(
    expect.objectContaining({ code: 'corrupt', message: expect.stringContaining('larger than any') }),
  )
})

test('a newer version is declined, not called damaged', () => {
  expect(() => read({ version: 2 })).toThrow(expect.objectContaining({ code: 'refused' }))
  expect(() => read({ version: 2 })).toThrow(/has version 2; this server reads up to 1/)
})
