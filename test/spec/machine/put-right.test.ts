import { expect, test } from 'vitest'
import { rehearsed } from '../rehearsal/rehearse.ts'

const flow = (denied: string): string => `
start: who
slots:
  birth: { type: date, range: past, hint: date of birth }
  amount: { type: money, currency: GBP }
states:
  who: { gather: birth, prompt: What is your date of birth?, next: much }
  much: { gather: amount, prompt: How much?, next: sure }
  sure: { confirm: "{{ slots.amount | money }}?", confirmed: bye, denied: ${denied} }
  bye: { end: Goodbye! }
`
const correcting = '{ correct: amount, next: sure }'

test.each(['no forty', 'no, forty pounds', 'no wait make it forty'])(
  '"%s" at a confirm puts right what was read back, and no date of birth',
  (words) => {
    const { failure } = rehearsed(
      flow(correcting),
      `
- says: the third of may nineteen eighty
- says: twenty pounds
- says: "${words}"
- expect: { state: sure, slots: { amount: { amount: 40, currency: GBP }, birth: "1980-05-03" } }`,
    )
    expect(failure).toBeNull()
  },
)

test('what says in full, or by its name, what was not read back puts that right', () => {
  for (const words of [
    'no, I was born on the third of may nineteen eighty one',
    'no, my date of birth is the third of may nineteen eighty one',
  ]) {
    const { failure } = rehearsed(
      flow(correcting),
      `
- says: the third of may nineteen eighty
- says: twenty pounds
- says: "${words}"
- expect: { state: sure, slots: { amount: { amount: 20, currency: GBP }, birth: "1981-05-03" } }`,
    )
    expect(failure, words).toBeNull()
  }
})

test('a number that answers the question puts no part of an earlier date right', () => {
  const { failure } = rehearsed(
    flow(correcting),
    `
- says: the third of may nineteen eighty
- says: no wait forty
- expect: { state: sure, slots: { amount: { amount: 40, currency: GBP }, birth: "1980-05-03" } }`,
  )
  expect(failure).toBeNull()
})

test.each(['sure', 'both'])('the "no" that takes something back is no answer to an earlier question (%s)', (at) => {
  const outage = `
start: out
slots:
  off: { type: boolean }
  how_long: { type: duration }
states:
  out: { gather: off, prompt: Is your supply off?, next: long }
  long: { gather: how_long, prompt: For how long?, next: ${at} }
  sure: { confirm: "Off for {{ slots.how_long | duration }}?", confirmed: bye, denied: { correct: how_long, next: sure } }
  both: { confirm: "Off for {{ slots.how_long | duration }}?", confirmed: bye, denied: { correct: [off, how_long], next: both } }
  bye: { end: Goodbye! }
`
  const { failure } = rehearsed(
    outage,
    `
- says: "yes"
- says: three hours
- says: no, four hours
- expect: { state: ${at}, slots: { off: true, how_long: PT4H } }`,
  )
  expect(failure).toBeNull()
})
