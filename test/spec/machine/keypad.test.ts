import { describe, expect, test } from 'vitest'
import type { Conversation } from '../conversation.ts'
import { aCall } from './a-call.ts'

const flow = (keypad: string, slot = '{ type: integer, min: 1, max: 500 }', bargein = ''): string => `
start: ask
slots: { other: { type: time }, n: ${slot} }
states:
  ask:
    gather: [n, other]
    prompt: How many and when?
    prompts: { other: And when? }
    keypad: ${keypad}
    ${bargein}
    nomatch: [Pardon?, { to: bye }]
    next: bye
  bye: { end: Bye. }
`
const asked = (keypad = '{ slot: n, terminator: "#" }', slot?: string): Conversation => {
  const call = aCall(flow(keypad, slot))
  call.did()
  return call
}

describe('keys', () => {
  test('interrupt the question and wait for more', () => {
    const call = asked().presses('4')
    expect(call.did()).toEqual(['clear', 'timer keys in 3000'])
    expect(call.slots).toEqual({})
  })

  test('end by the terminator', () => {
    const call = asked().presses('42#')
    expect(call.slots).toEqual({ n: 42 })
    expect(call.last).toBe('And when?')
  })

  test('end by a pause, counted from the last one', () => {
    const call = asked('{ slot: n, between: 2s }').presses('4').wait(1900).presses('2').wait(1900)
    expect(call.slots).toEqual({})
    expect(call.wait(100).slots).toEqual({ n: 42 })
  })

  test('end by their value, when it cannot grow', () => {
    expect(asked(undefined, '{ type: integer, min: 1, max: 20 }').presses('4').slots).toEqual({ n: 4 })
    expect(asked(undefined, '{ type: digits, length: 4 }').presses('1234').slots).toEqual({ n: '1234' })
  })

  test('end by their number', () => {
    const call = asked('{ slot: n, max: 2 }').presses('4')
    expect(call.slots).toEqual({})
    expect(call.presses('2').slots).toEqual({ n: 42 })
  })

  test('that are no answer are a no-match, and what was pressed is forgotten', () => {
    const call = asked(undefined, '{ type: digits, length: 4 }').presses('12#')
    expect(call.last).toBe('Pardon?')
    expect(call.presses('1234').slots).toEqual({ n: '1234' })
  })

  test('fill one slot only: the one that is named, else the first that is missing', () => {
    expect(asked('{ slot: other }').presses('1530').slots).toEqual({ other: '15:30' })
    const call = asked('{ terminator: "#" }').presses('4#')
    expect(call.slots).toEqual({ n: 4 })
    expect(call.presses('1530').slots).toEqual({ n: 4, other: '15:30' })
  })

  test('are refused like words, whichever way they end', () => {
    const slot = '{ type: integer, min: 1, max: 500, reject: [{ when: "slots.n > 8", say: Too many. }] }'
    for (const keys of ['42#', '420']) {
      const call = asked(undefined, slot).presses(keys)
      expect(call.last).toBe('Too many.')
      expect(call.slots).toEqual({})
      call.presses('4')
      expect(call.phase).toBe('ask.keying')
      expect(call.wait(3000).slots).toEqual({ n: 4 })
    }
  })

  test('and words mix: a word while keys come is an answer, a noise is not held against them', () => {
    const call = asked().presses('4')
    call.speaks('')
    expect(call.phase).toBe('ask.keying')
    call.speaks('seven people')
    expect(call.slots).toEqual({ n: 7 })
    expect(call.snapshot.context.keys).toBe('')
    expect(call.presses('1530').slots).toEqual({ n: 7, other: '15:30' })
  })

  test('begin anew after the terminator alone', () => {
    const call = asked().presses('#')
    expect(call.snapshot.context.keys).toBe('')
    expect(call.presses('4#').slots).toEqual({ n: 4 })
  })

  test('hold the silence back: only a pause between keys counts', () => {
    const call = asked('{ slot: n, between: 5s }')
    call.rest()
    call.wait(5900).presses('4').wait(4000)
    expect(call.attempts.noinput).toBe(0)
    expect(call.wait(1000).slots).toEqual({ n: 4 })
  })

  test('are not taken while a line is said that may not be interrupted', () => {
    const call = aCall(flow('{ slot: n }', '{ type: integer, min: 1, max: 20 }', 'bargein: false'))
    call.did()
    call.presses('4')
    expect(call.did()).toEqual([])
    call.rest()
    expect(call.presses('4').slots).toEqual({ n: 4 })
  })

  test('answer a confirmation: one is yes, two is no', () => {
    const confirm = `
start: sure
slots: { n: { type: integer, default: 4 } }
states:
  sure: { confirm: "{{ slots.n }}. Right?", confirmed: yes_then, denied: { correct: [n], next: bye } }
  yes_then: { end: Good. }
  bye: { end: Bye. }
`
    const yes = aCall(confirm)
    yes.did()
    yes.presses('1')
    expect(yes.did()).toEqual(['clear', 'deafen', 'goodbye "Good."'])
    expect(aCall(confirm).presses('2').last).toBe('What should it be instead?')
  })
})
