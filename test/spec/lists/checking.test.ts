import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { compileFlow, compileStored } from '../../../engine/machine/compile.ts'
import { Conversation } from '../conversation.ts'
import { aCall } from '../machine/a-call.ts'

const flow = (slot: string, say = 'Thanks.'): string => `flow: demo
language: en-GB
start: ask
slots:
  things: ${slot}
states:
  ask: { gather: things, prompt: What was damaged?, next: tell }
  tell: { say: "${say}", next: bye }
  bye: { end: Goodbye. }
`
const codes = (slot: string, say?: string): string[] =>
  checkFlow(flow(slot, say), 'f').diagnostics.map(({ code, place }) => `${code} ${place.line}`)
const worth = 'worth: { type: money, ask: How much? }'

describe('a list', () => {
  test.each([
    ['of texts', '{ type: list }'],
    ['of one plain value', '{ type: list, of: { type: digits, length: 7, ask: Next? } }'],
    ['that is told at once', '{ type: list, more: false, added: false }'],
    ['of what is offered', '{ type: list, options: [ham, olives] }'],
    [
      'with ladders of a field',
      '{ type: list, of: { n: { type: integer, ask: What?, nomatch: [Pardon?, { repeat: true }] } } }',
    ],
    [
      'whose field is not asked',
      '{ type: list, of: { note: { type: text, default: "" }, n: { type: integer, ask: What? } } }',
    ],
    [
      'that looks at itself',
      `{ type: list, of: { n: { type: integer, ask: What?, reject: [{ when: "slots.things.exists(t, t.n == item.n)", say: No. }] } }, added: "{{ item.n }}.", more: "{{ size(slots.things) }}. More?" }`,
    ],
  ])('%s is sound', (_, slot) => {
    expect(codes(slot)).toEqual([])
  })

  test.each([
    ['of lists', '{ type: list, of: { a: { type: list, ask: What? } } }', 'list-in-list 5'],
    ['of lists of texts', '{ type: list, of: { type: list } }', 'list-in-list 5'],
    ['whose least is above its most', '{ type: list, min: 4, max: 2 }', 'slot-bounds 5'],
    ['that nobody has the patience for', '{ type: list, max: 50 }', 'wrong-value 5'],
    ['of a type that there is not', '{ type: list, of: { a: { type: tekst, ask: What? } } }', 'wrong-value 5'],
    ['of a field without a question', '{ type: list, of: { a: { type: text } } }', 'missing-key 5'],
    ['of what a tool has found', '{ type: list, of: { a: { type: choice, from: x, ask: What? } } }', 'unknown-key 5'],
    ['that asks for more of what is offered', '{ type: list, options: [a, b], more: More? }', 'unknown-key 5'],
    [
      'whose question reads a later field',
      `{ type: list, of: { what: { type: text, ask: "{{ item.worth.amount }}?" }, ${worth} } }`,
      'unfilled-slot 5',
    ],
    [
      'whose question reads a field that there is not',
      `{ type: list, of: { what: { type: text, ask: "{{ item.wort }}?" }, ${worth} } }`,
      'unknown-field 5',
    ],
    [
      'whose field rejects by another',
      `{ type: list, of: { what: { type: text, ask: What? }, worth: { type: money, ask: How much?, reject: [{ when: "item.what == 'car'", say: No. }] } } }`,
      'unfilled-slot 5',
    ],
    [
      'that says payment data',
      '{ type: list, of: { card: { type: digits, sensitive: pci, ask: Card? } }, added: "{{ item.card }}" }',
      'pci-spoken 5',
    ],
  ])('%s is one fault at its line', (_, slot, code) => {
    expect(codes(slot)).toEqual([code])
  })

  test.each([
    ['{{ slots.things[0].what }}', 'unfilled-slot 8'],
    ['{{ slots.things[0].wat }}', 'unknown-field 8'],
    ['{{ slots.things.what }}', 'type'],
    ['{{ item.what }}', 'unknown-name 8'],
  ])('read as "%s" later is a fault', (say, code) => {
    const slot = `{ type: list, min: ${code === 'unknown-field 8' ? 1 : 0}, of: { what: { type: text, ask: What? } } }`
    expect(codes(slot, say).join()).toContain(code)
  })

  test.each([
    "{{ size(slots.things) > 0 ? slots.things[0].what : 'nothing' }}",
    '{{ size(slots.things) }}',
    "{{ slots.things | list('what', 'and') }}",
    "{{ slots.things.all(t, t.what != 'x') ? 'a' : 'b' }}",
  ])('read as "%s" later is sound', (say) => {
    expect(codes('{ type: list, of: { what: { type: text, ask: What? } } }', say)).toEqual([])
  })
})

test('a list of what is offered is told in one breath', () => {
  const call = aCall(`
start: ask
slots: { toppings: { type: list, options: [ham, olives, cheese] } }
states:
  ask: { gather: toppings, prompt: Which toppings?, next: bye }
  bye: { end: "{{ slots.toppings | list('', 'and') }}." }
`)
  expect(call.says('ham and olives please').last).toBe('ham and olives.')
})

test('a call on a bundle from before lists were asked for goes on as it began', () => {
  const { flow: now } = compileFlow(checkFlow(flow('{ type: list }'), 'f').flow as Flow)
  const { item: _, ...older } = now.slots['things'] ?? { item: undefined, name: 'things', type: 'list', reject: [] }
  const call = new Conversation(compileStored({ ...now, slots: { things: older } }))
  expect(call.says('the roof and the door').slots).toEqual({ things: ['roof', 'door'] })
  expect(call.snapshot.context.lists).toBeUndefined()
})
