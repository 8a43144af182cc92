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

const twice = `
start: code
commands: { goback: true }
slots:
  code: { type: integer, hint: code }
  day: { type: integer, hint: day }
  place: { type: choice, options: { porch: [porch], shed: [shed] }, hint: place }
states:
  code: { gather: code, prompt: Which code?, next: days }
  days: { tool: days, with: { code: =slots.code }, save: { free: result.free }, next: [{ when: free, to: day }, { else: more }], outcomes: { error: more } }
  day: { gather: day, prompt: Which day?, next: place }
  place: { gather: place, prompt: Which place?, next: book }
  book: { tool: book, with: { day: =slots.day, place: =slots.place }, next: more, outcomes: { full: full, error: more } }
  full: { say: That is full., clear: day, next: days }
  more:
    decide: Is there another?
    prompt: Another one?
    options:
      another: { means: another, examples: [another], clear: [code, day, place], next: code }
      done: { means: nothing, examples: [nothing], next: bye }
    unsure: bye
  bye: { end: Goodbye! }
`
const booked = `
- stub: { name: days, returns: { free: true } }
- stub: { name: book, fails: full }
- says: four
- says: five`

test('what was asked behind something that is gone now is no place to go on from', () => {
  const { failure } = rehearsed(
    twice,
    `${booked}
- stub: { name: days, returns: { free: false } }
- says: the porch
- expect: { state: more }
- says: no, the shed
- expect: { state: more, slots: { place: shed, code: 4 } }`,
  )
  expect(failure).toBeNull()
})

test('nobody goes back behind what was put away', () => {
  const { failure } = rehearsed(
    twice,
    `${booked}
- stub: { name: days, returns: { free: false } }
- says: the porch
- says: another
- says: go back
- hears: There is nothing to go back to.
- expect: { state: code }`,
  )
  expect(failure).toBeNull()
})

const chosen = `
start: when
slots:
  at: { type: integer, hint: hour }
  pick: { type: choice, from: hours, label: hour, hint: choice }
states:
  when: { gather: at, prompt: At what hour?, next: look }
  look: { tool: look, with: { at: =slots.at }, save: { hours: result.hours }, next: [{ when: "size(hours) > 0", to: which }, { else: bye }], outcomes: { error: bye } }
  which: { gather: pick, prompt: Which one?, set: { slots.at: =slots.pick.at }, next: sure }
  sure: { confirm: "At {{ slots.at }}?", confirmed: bye, denied: when }
  bye: { end: Goodbye! }
`

test('another choice is made at its question, though what it had set falls with it', () => {
  const { failure } = rehearsed(
    chosen,
    `
- stub: { name: look, returns: { hours: [{ hour: early, at: 5 }, { hour: late, at: 9 }] } }
- says: seven
- says: the late one
- expect: { state: sure, slots: { at: 9 } }
- says: no, the early one
- expect: { state: sure, slots: { at: 5 }, called: { look: 1 } }`,
  )
  expect(failure).toBeNull()
})
