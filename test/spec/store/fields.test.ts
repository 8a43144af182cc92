import { describe, expect, test } from 'vitest'
import type { CallEvent } from '../../../engine/machine/event.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import { startCall } from '../../../engine/machine/start-call.ts'
import { flowOf } from '../call/scenario.ts'
import { snapshotSchema } from '../../../src/store/read-snapshot.ts'
import { undescribedIn, undescribedInEvent } from './undescribed.ts'

const { snapshot } = startCall(flowOf('flow: one\nstart: bye\nstates: { bye: { end: Goodbye. } }\n'), { at: 0 })
const withContext = (more: object): Snapshot => ({ ...snapshot, context: { ...snapshot.context, ...more } })

/** Every conversation test asks this after each of its steps (`Invariants`). */
describe('a field that the schemas do not describe is found', () => {
  test.each<[string, Snapshot, string]>([
    ['in the context', withContext({ mood: 'calm' }), 'context.mood'],
    ['in who is on the line', withContext({ call: { ...snapshot.context.call, name: '' } }), 'context.call.name'],
    ['in a flow that waits', withContext({ stack: [{ flow: 'one', mood: '' }] }), 'context.stack[].mood'],
    ['in a list', withContext({ lists: { lines: { asked: 'item', mood: '' } } }), 'context.lists.lines.mood'],
    ['in what is awaited', withContext({ awaiting: { type: 'decide', mood: '' } }), 'context.awaiting.mood'],
    ['as a kind of what is awaited', withContext({ awaiting: { type: 'dance' } }), 'context.awaiting (dance)'],
    ['as a timer', withContext({ timers: { nap: 1 } }), 'context.timers.nap'],
  ])('%s', (_, one, path) => {
    expect(undescribedIn(one)).toEqual([path])
  })

  test('in an event', () => {
    const event = { type: 'caller.hungup', at: 1, mood: '' } as CallEvent
    expect(undescribedInEvent(event)).toEqual(['caller.hungup.mood'])
  })

  test('and values of slots are none', () => {
    expect(undescribedIn(withContext({ slots: { lines: [{ any: { thing: 1 } }] } }))).toEqual([])
  })
})

test('the schema has what is kept while a list is filled and while a call is handed over', () => {
  const { lists, handedFrom } = snapshotSchema.properties.context.properties
  expect([lists, handedFrom]).not.toContain(undefined)
})
