import { describe, expect, test } from 'vitest'
import { told, understand } from '../../../engine/hearing/understand.ts'
import type { Conversation } from '../conversation.ts'
import { answers } from './a-call.ts'
import { aProject } from './project.ts'

const flow = (policy: string): string => `
start: ask
slots: { n: { type: integer, max: 20, confirm: ${policy} }, day: { type: date, confirm: never } }
states:
  ask: { gather: [n, day], prompt: How many and when?, prompts: { n: How many?, day: Which day? }, noinput: [Hello?, { to: bye }], nomatch: [Sorry?, { to: bye }], next: bye }
  bye: { end: "{{ slots.n | or('none') }}." }
`

/** Says it with this confidence of the recogniser. */
function says(call: Conversation, text: string, confidence: number): Conversation {
  call.rest()
  if (call.listening === null) throw new Error('Nobody listens.')
  const moment = { nowMs: call.now, timezone: 'Europe/London' }
  return call.take({
    type: 'turn.ended',
    at: call.now,
    ...told(understand([{ text, confidence }], call.listening, moment)),
  })
}
const asked = (policy: string): Conversation => aProject({ flow: flow(policy) })

describe('what was heard is read back', () => {
  test('always, where the slot says so; yes takes it', () => {
    const call = says(asked('always'), 'four tomorrow', 1).rest()
    expect(call.last).toBe('4. Is that right?')
    expect(call.slots).toHaveProperty('day')
    expect(call.slots).not.toHaveProperty('n')
    expect(call.says('yes').rest().hungUp).toBe('completed')
    expect(call.last).toBe('4.')
  })

  test('a value that ends in a point has one', () => {
    const american = `
language: en-US
start: ask
slots: { at: { type: time, confirm: always } }
states:
  ask: { gather: at, prompt: What time?, next: bye }
  bye: { end: "At {{ slots.at | time }}." }
`
    const call = aProject({ american }).says('seven thirty p m').rest()
    expect(call.last).toBe('seven thirty p.m. Is that right?')
    expect(call.says('yes').rest().last).toBe('At seven thirty p.m.')
  })

  test('when it was not surely heard, unless the slot says never', () => {
    expect(says(asked('when_unsure'), 'four', 0.3).rest().last).toBe('4. Is that right?')
    expect(says(asked('when_unsure'), 'four', 0.9).rest().last).toBe('Which day?')
    expect(says(asked('never'), 'four', 0.3).rest().last).toBe('Which day?')
  })

  test('no, with what it is instead, takes that', () => {
    const call = says(asked('always'), 'four', 1).says('no, five').rest()
    expect(call.slots).toMatchObject({ n: 5 })
    expect(call.last).toBe('Which day?')
  })

  test.each(['no', 'purple'])('"%s" asks again, and nothing was taken', (said) => {
    const call = says(asked('always'), 'four', 1).says(said).rest()
    expect(call.slots).toEqual({})
    expect(call.last).toBe('How many and when?')
  })

  test('silence asks again, and a lost stream too', () => {
    const silent = says(asked('always'), 'four', 1).silence(6000).rest()
    expect(silent.last).toBe('How many and when?')
    const lost = says(asked('always'), 'four', 1).reconnect().rest()
    expect(lost.transcript.slice(-2)).toEqual(['Sorry, we were cut off.', 'How many and when?'])
  })
})

describe('dedupe_on', () => {
  test('makes one call of the same values, from whichever state', () => {
    const booking = `
start: n
slots: { n: { type: integer } }
states:
  n: { gather: n, prompt: How many?, next: one }
  one: { tool: book, with: { n: =slots.n, at: =now }, dedupe_on: [n], next: two, outcomes: { error: bye } }
  two: { tool: book, with: { n: =slots.n, more: true }, dedupe_on: [n], next: bye, outcomes: { error: bye } }
  bye: { end: Bye. }
`
    const call = aProject({ booking }, { tools: { book: answers({}) } })
      .says('four')
      .rest()
    expect(call.calls).toHaveLength(2)
    expect(new Set(call.calls.map(({ key }) => key)).size).toBe(1)
  })
})

describe('an option that takes slots', () => {
  const decide = `
start: ask
slots: { n: { type: integer }, day: { type: date } }
states:
  ask:
    decide: Book or cancel?
    prompt: What can I do for you?
    options:
      book: { means: wants a table, examples: [book a table, a table please], slots: [n, day], next: bye }
      cancel: { means: wants to cancel, examples: [cancel my table], next: bye }
    unsure: bye
  bye: { end: Bye. }
`
  test('fills them from the same words, by examples or by the model', () => {
    expect(aProject({ decide }).says('book a table for four tomorrow').slots).toEqual({ n: 4, day: '2026-10-09' })
    const model = { answer: { option: 'book', confidence: 0.9, why: 'model' as const } }
    const call = aProject({ decide }, { decides: model }).says('we are four hungry people tomorrow').rest()
    expect(call.slots).toEqual({ n: 4, day: '2026-10-09' })
  })

  test('another option takes none', () => {
    const model = { answer: { option: 'cancel', confidence: 0.9, why: 'model' as const } }
    expect(aProject({ decide }, { decides: model }).says('we are four who do not come').rest().slots).toEqual({})
  })
})
