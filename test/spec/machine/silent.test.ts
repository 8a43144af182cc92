import { describe, expect, test } from 'vitest'
import { aCall } from './a-call.ts'

describe('a branch', () => {
  const flow = (n: number): string => `
start: which
slots: { n: { type: integer, default: ${n} } }
states:
  which:
    branch:
      - { when: "slots.n > 10", to: many }
      - { when: "slots.n > 5", to: some }
      - { else: few }
  many: { end: Many. }
  some: { end: Some. }
  few: { end: Few. }
`
  test.each([
    [11, 'Many.'],
    [6, 'Some.'],
    [5, 'Few.'],
  ])('takes the first way whose condition holds: %i is %s', (n, said) => {
    expect(aCall(flow(n)).transcript).toEqual([said])
  })
})

describe('set', () => {
  test('assigns in order, each seeing the ones before it, after clear', () => {
    const call = aCall(`
start: put
slots: { n: { type: integer, default: 4 }, m: { type: integer, default: 1 } }
states:
  put: { set: { slots.n: "=slots.n + 1", twice: "=slots.n * 2", list: [1, "=slots.n"] }, clear: [m], next: bye }
  bye: { end: "{{ slots.n }} {{ twice }} {{ slots.m | or('none') }}." }
`)
    expect(call.slots).toEqual({ n: 5 })
    expect(call.snapshot.context.saved).toEqual({ twice: 10, list: [1, 5] })
    expect(call.last).toBe('5 10 none.')
  })
})

describe('the end', () => {
  test('says goodbye to a caller who is not heard any more, then hangs up', () => {
    const call = aCall(`
start: bye
states: { bye: { end: Goodbye., outcome: done_well } }
`)
    expect(call.did()).toEqual(['deafen', 'goodbye "Goodbye."'])
    call.rest()
    expect(call.did()).toEqual(['hang up, done_well'])
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'done_well', speaking: null } })
  })

  test('without words hangs up at once', () => {
    const call = aCall(`
start: bye
states: { bye: { end: "" } }
`)
    expect(call.did()).toEqual(['hang up, completed'])
  })

  test('has come out as it says even if the caller hangs up on the goodbye', () => {
    const call = aCall(`
start: bye
states: { bye: { end: Goodbye., outcome: done_well } }
`).hangup()
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'done_well' } })
    expect(call.hungUp).toBe(null)
  })
})
