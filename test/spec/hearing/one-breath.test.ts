import { expect, test } from 'vitest'
import { shared } from '../../../engine/answers/share.ts'
import { understand } from '../../../engine/hearing/understand.ts'
import type { Slot } from '../../../engine/language/slot.ts'
import type { Listen } from '../../../engine/machine/effect.ts'

const bargein = { mode: 'speech', minWords: 0, minMs: 0, ignore: [], always: [] } as const
const moment = { nowMs: Date.parse('2026-10-08T13:00:00+01:00'), timezone: 'Europe/London' }

const slots = {
  name: { type: 'name' },
  guests: { type: 'integer', max: 20 },
  at: { type: 'datetime' },
  hour: { type: 'time', earliest: '12:00', latest: '22:00' },
  born: { type: 'date', hint: 'date of birth' },
  tickets: { type: 'integer' },
  paid: { type: 'money' },
  postcode: { type: 'postcode', region: 'GB' },
  reference: { type: 'spelled', length: 6 },
  code: { type: 'spelled', length: 7 },
  account: { type: 'digits', length: 8 },
  mobile: { type: 'phone', region: 'GB' },
} as const satisfies Record<string, Omit<Slot, 'name' | 'reject'>>

/** What the slots, asked for together and in this order, take from the words. */
function take(asked: readonly (keyof typeof slots)[], text: string): object {
  const listen: Listen = {
    type: 'listen',
    state: 'ask',
    language: 'en-GB',
    slots: asked.map((name) => ({ ...slots[name], name, reject: [] })),
    options: {},
    bargein,
    earlier: {},
  }
  const { readings } = understand([{ text, confidence: 1 }], listen, moment)
  const claims = listen.slots.flatMap((slot, order) => {
    const reading = readings[slot.name]
    return reading === undefined ? [] : [{ slot, order, reading }]
  })
  return Object.fromEntries(
    shared(claims, true).map(({ slot, reading }) => [slot.name, reading.value ?? { begun: reading.part }]),
  )
}

test.each([
  // The reading that uses more of the words, and what leads to it.
  [['guests', 'hour'], 'at eight', { hour: '20:00' }],
  [['guests', 'at'], 'at eight', { at: { begun: { time: '08:00', or: ['20:00'] } } }],
  [['guests', 'at'], 'eight people', { guests: 8 }],
  [['guests', 'hour'], 'eight at eight', { guests: 8, hour: '20:00' }],
  [['tickets', 'paid'], 'four tickets at 20 pounds', { tickets: 4, paid: { amount: 20, currency: 'GBP' } }],
  // What two kinds of slots read alike is neither.
  [['guests', 'hour'], 'eight', {}],
  // … unless a bare number is but a weak claim to the one.
  [['guests', 'at'], 'eight', { guests: 8 }],
  [['code', 'postcode'], 'b b 1 2 3 a b', {}],
  // Two codes are cut where both sides are whole.
  [['reference', 'postcode'], 'a b 1 2 3 4 w2 0ab', { reference: 'AB1234', postcode: 'W2 0AB' }],
  [
    ['reference', 'postcode'],
    'my reference is a b 1 2 3 4 and my postcode is w2 0ab',
    { reference: 'AB1234', postcode: 'W2 0AB' },
  ],
  [
    ['reference', 'postcode'],
    'postcode is w two oh a b and the reference a b one two three four',
    { reference: 'AB1234', postcode: 'W2 0AB' },
  ],
  [
    ['account', 'postcode'],
    '4 4 5 6 7 8 9 9 and the postcode is s w 1 a 1 a a',
    { account: '44567899', postcode: 'SW1A 1AA' },
  ],
  [['mobile', 'postcode'], 'it is 020 7946 0958 and w2 0ab', { mobile: '+442079460958', postcode: 'W2 0AB' }],
  [['reference', 'postcode'], 'a b 1 2 3 4', { reference: 'AB1234' }],
  [['reference', 'postcode'], 'w2 0ab', { postcode: 'W2 0AB' }],
  // A name is what the others leave.
  [['name', 'postcode'], 'my name is john smith and my postcode is w2 0ab', { name: 'John Smith', postcode: 'W2 0AB' }],
  [['name', 'postcode'], 'john smith w 2 0 a b', { name: 'John Smith', postcode: 'W2 0AB' }],
  [['name', 'born'], 'john smith the third of may nineteen eighty', { name: 'John Smith', born: '1980-05-03' }],
  [
    ['name', 'born'],
    'my date of birth is the third of may nineteen eighty and my name is john smith',
    { name: 'John Smith', born: '1980-05-03' },
  ],
  [['name', 'guests'], 'smith for four people', { name: 'Smith', guests: 4 }],
] as const)('asked for %j, "%s" gives %j', (asked, said, values) => {
  expect(take(asked, said)).toEqual(values)
})
