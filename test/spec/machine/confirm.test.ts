import { describe, expect, test } from 'vitest'
import type { Conversation } from '../conversation.ts'
import { aCall, answers } from './a-call.ts'

const flow = (denied = '{ correct: [guests, at], next: check }'): string => `
start: sure
slots:
  guests: { type: integer, min: 1, max: 20, default: 4, reject: [{ when: "slots.guests > 8", say: Eight at most. }] }
  at: { type: time, earliest: "09:00", latest: "22:00", default: "19:00" }
states:
  sure:
    confirm: "{{ slots.guests }} at {{ slots.at | time }}. Right?"
    confirmed: booked
    denied: ${denied}
    nomatch: ["Is that right, yes or no?", { repeat: true }, { to: bye }]
    set: { sure: true }
  booked: { end: Booked. }
  check: { tool: check, next: sure, outcomes: { error: bye } }
  bye: { end: Bye. }
`
const asked = (denied?: string): Conversation => aCall(flow(denied), { tools: { check: answers({}) } })

describe('a confirmation', () => {
  test('reads back what is known, and hears yes, no, and what could be put right', () => {
    expect(asked().did()).toEqual(['listen $yes guests at', 'say "4 at seven in the evening. Right?"'])
  })

  test.each(['yes', 'yes please', "that's right", 'yeah'])('"%s" goes on', (said) => {
    const call = asked().says(said)
    expect(call.last).toBe('Booked.')
    expect(call.snapshot.context.saved).toEqual({ sure: true })
  })

  test('"yes" into it is the answer, and stops it', () => {
    const call = asked().bargesIn('yes', '4 at')
    expect(call.last).toBe('Booked.')
  })

  test.each([
    ['no eight pm', { guests: 4, at: '20:00' }],
    ['no five people at eight', { guests: 5, at: '20:00' }],
    ['no seven pm but five people', { guests: 5, at: '19:00' }],
    ['no at eight', { guests: 4, at: '20:00' }],
    ['no half past', { guests: 4, at: '19:30' }],
    ['no an hour later', { guests: 4, at: '20:00' }],
  ])('"%s" corrects at once, and goes the way that denied names', (said, slots) => {
    const call = asked().says(said)
    expect(call.slots).toEqual(slots)
    expect(call.calls).toHaveLength(1)
    expect(call.rest().last).toContain('Right?')
    expect(call.snapshot.context.saved).toEqual({})
  })

  test('a plain "no" is asked what instead, and then any correction is taken', () => {
    const call = asked().says('no')
    expect(call.last).toBe('What should it be instead?')
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
    expect(call.says('eight pm').slots).toEqual({ guests: 4, at: '20:00' })
  })

  test('a bare number that may be either is asked again rather than guessed', () => {
    const call = asked().says('no').says('eight')
    expect(call.slots).toEqual({ guests: 4, at: '19:00' })
    expect(call.last).toBe('Is that right, yes or no?')
    expect(call.says('no at eight').slots).toEqual({ guests: 4, at: '20:00' })
  })

  test('"yes" is no answer to what it should be instead', () => {
    const call = asked().says('no').says('yes')
    expect(call.last).toBe('Is that right, yes or no?')
    expect(call.hungUp).toBe(null)
  })

  test('"yes" is an answer again after a rung that asks yes or no', () => {
    expect(asked().says('no').says('erm').says('yes').last).toBe('Booked.')
  })

  test('a rung that repeats asks once more what it should be instead', () => {
    const call = asked().says('erm').says('no').says('erm')
    expect(call.last).toBe('What should it be instead?')
  })

  test('what a rejection holds for is said why, not taken, and asked for', () => {
    const call = asked().says('no twelve people')
    expect(call.last).toBe('Eight at most.')
    expect(call.slots['guests']).toBe(4)
    expect(call.rest().last).toBe('What should it be instead?')
    expect(call.says('six people').slots['guests']).toBe(6)
  })

  test('with nothing to correct, "no" goes the way that denied names at once', () => {
    const call = asked('bye').says('no')
    expect(call.transcript).toEqual(['4 at seven in the evening. Right?', 'Bye.'])
  })

  test('what is read back again is not a correction', () => {
    expect(asked().says('four at seven in the evening').phase).toBe('sure.nomatch_1')
  })
})

test('a correction of a choice from a list is the item itself', () => {
  const call = aCall(
    `
start: look
slots: { offer: { type: choice, from: found, label: name } }
states:
  look: { tool: look, save: { found: result.items }, next: [{ when: "size(found) == 0", to: bye }, { else: which }], outcomes: { error: bye } }
  which: { gather: offer, prompt: Which?, next: sure }
  sure: { confirm: "{{ slots.offer.name }}?", confirmed: bye, denied: { correct: [offer], next: sure } }
  bye: { end: "Bye." }
`,
    { tools: { look: answers({ items: [{ name: 'red' }, { name: 'green' }] }) } },
  )
  call.says('red').says('no green')
  expect(call.slots).toEqual({ offer: { name: 'green' } })
  expect(call.last).toBe('green?')
})

describe('a day and time that are put right', () => {
  const booked = `
start: sure
slots:
  guests: { type: integer, min: 1, max: 20, default: 4 }
  at: { type: datetime, default: "2026-10-09T19:00:00+01:00" }
states:
  sure: { confirm: "{{ slots.at | datetime }}?", confirmed: bye, denied: { correct: [guests, at], next: sure } }
  bye: { end: Bye. }
`
  test.each([
    ['no at eight', '2026-10-09T20:00:00+01:00'],
    ['no saturday', '2026-10-10T19:00:00+01:00'],
    ['no half past', '2026-10-09T19:30:00+01:00'],
    ['no the friday after', '2026-10-16T19:00:00+01:00'],
    ['no the friday after at eight', '2026-10-16T20:00:00+01:00'],
    ['no saturday at noon', '2026-10-10T12:00:00+01:00'],
  ])('"%s" keeps what it leaves out', (said, at) => {
    expect(aCall(booked).says(said).slots).toEqual({ guests: 4, at })
    expect(aCall(booked).says('no').says(said.slice(3)).slots).toEqual({ guests: 4, at })
  })
})
