import { expect, test } from 'vitest'
import { rehearsed } from '../rehearsal/rehearse.ts'

const flow = `
start: when
slots:
  day: { type: date, hint: day }
  guests: { type: integer, min: 1, max: 9, default: 2, hint: number of guests }
states:
  when: { gather: day, prompt: On which day?, next: many }
  many: { gather: guests, prompt: How many?, next: look }
  look: { tool: look, with: { day: =slots.day, guests: =slots.guests }, next: sure, outcomes: { error: gone } }
  gone: { say: Not on that day., clear: day, next: when }
  sure: { confirm: "{{ slots.guests }} guests?", confirmed: bye, denied: { correct: guests, next: look } }
  bye: { end: Goodbye! }
`

test('a slot with a default that is put right before its question keeps the call where it is', () => {
  const { failure } = rehearsed(
    flow,
    `
- hears: On which day?
- says: no, five guests
- hears: On which day?
- expect: { state: when, slots: { guests: 5 } }
- stub: { name: look, returns: {} }
- says: friday
- expect: { state: sure, slots: { guests: 5 }, called: { look: 1 } }`,
  )
  expect(failure).toBeNull()
})

test('a call that was led back to an earlier question stays there, whatever later one is put right', () => {
  const { failure } = rehearsed(
    flow,
    `
- stub: { name: look, fails: full }
- says: friday
- expect: { state: when, called: { look: 1 } }
- stub: { name: look, returns: {} }
- says: no, five guests
- expect: { state: when, slots: { guests: 5 }, called: { look: 1 } }
- says: saturday
- expect: { state: sure, slots: { guests: 5 }, called: { look: 2 } }`,
  )
  expect(failure).toBeNull()
})

test('what was asked before is gone back to', () => {
  const { failure } = rehearsed(
    flow,
    `
- stub: { name: look, returns: {} }
- says: friday
- expect: { state: sure, called: { look: 1 } }
- says: no, on saturday
- expect: { state: sure, called: { look: 2 } }`,
  )
  expect(failure).toBeNull()
})
