import { describe, expect, test } from 'vitest'
import { aCall } from '../machine/a-call.ts'

const things = `
start: ask
slots:
  things:
    type: list
    max: 4
    of:
      what: { type: text, ask: "What else was damaged?" }
      worth: { type: money, currency: GBP, ask: "What was {{ item.what }} worth?" }
    more: "Was anything else damaged?"
states:
  ask: { gather: things, prompt: What was damaged?, next: told }
  told: { say: "{{ size(slots.things) }} things.", next: bye }
  bye: { end: Bye. }
`
const money = (amount: number): object => ({ amount, currency: 'GBP' })

describe('a list of things', () => {
  test('is asked item by item, field by field, until that is all', () => {
    const call = aCall(things).says('a lamp')
    expect(call.last).toBe('What was a lamp worth?')
    call.says('fifty pounds')
    expect(call.last).toBe('A lamp, 50 pounds. Was anything else damaged?')
    call.says('yes')
    expect(call.last).toBe('What else was damaged?')
    call.says('a chair worth twenty pounds')
    expect(call.last).toBe('A chair, 20 pounds. Was anything else damaged?')
    call.says("no that's all")
    expect(call.slots).toEqual({
      things: [
        { what: 'a lamp', worth: money(50) },
        { what: 'a chair', worth: money(20) },
      ],
    })
    expect(call.last).toBe('2 things.')
    expect(call.faults).toEqual([])
  })
})
