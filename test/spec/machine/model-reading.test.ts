import { describe, expect, test } from 'vitest'
import type { ModelAnswer, SaidValue } from '../../../engine/decide/model-answer.ts'
import type { Decide } from '../../../engine/machine/effect.ts'
import { aCall } from './a-call.ts'

const table = `
start: ask
persona: A calm host who never rushes anyone.
interrupts: { menu: { means: asks what there is to eat, examples: [what is on the menu], run: menu } }
slots:
  guests: { type: integer, confirm: never, min: 1, max: 20, hint: how many come, reject: [{ when: "slots.guests > 12", say: Twelve at most. }] }
  at: { type: time, confirm: never }
  pin: { type: digits, length: 4, sensitive: pci }
states:
  ask:
    gather: [guests, at]
    prompt: How many, and when?
    prompts: { guests: How many?, at: When? }
    nomatch: [Sorry?, { to: bye }]
    instructions: Children are guests.
    context: { turns: 2, slots: [guests] }
    next: bye
  bye: { end: Bye. }
`
const flow = table.replace(/^interrupts.*\n/mu, '')
const read = (values: Record<string, SaidValue>, confidence = 0.9): ModelAnswer => ({
  option: null,
  confidence,
  why: 'model',
  values,
})
const quartet = read({ guests: { quote: 'a string quartet', value: 4 } })

describe('what no grammar can read goes to the model', () => {
  test('which fills what is open, and the call goes on with what is missing', () => {
    const call = aCall(flow, { decides: { answer: quartet } })
      .says('we are a string quartet')
      .rest()
    expect(call.slots).toEqual({ guests: 4 })
    expect(call.last).toBe('When?')
    expect(call.attempts.nomatch).toBe(0)
  })

  test('several at once, each with its own words; no word counts twice', () => {
    const both = { guests: { quote: 'a quartet', value: 4 }, at: { quote: 'after the late show', value: '23:00' } }
    const call = aCall(flow, { decides: { answer: read(both) } })
      .says('a quartet after the late show')
      .rest()
    expect(call.hungUp).not.toBeNull()
    expect(call.snapshot.context.slots).toEqual({ guests: 4, at: '23:00' })
    const twice = { guests: { quote: 'a quartet', value: 4 }, at: { quote: 'a quartet', value: '16:00' } }
    const once = aCall(flow, { decides: { answer: read(twice) } })
      .says('we are a quartet')
      .rest()
    expect(Object.keys(once.slots).length).toBeLessThan(2)
  })

  test('in one call over everything that is possible here, told what the flow declares and no more', () => {
    const asked: Decide[] = []
    const call = aCall(flow, {
      decides: (decide) => {
        asked.push(decide)
        return { answer: quartet }
      },
    })
    call.says('we are a string quartet').rest()
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({
      question: 'The agent asked: "How many, and when?" What does the caller answer, or ask for instead?',
      instructions: 'A calm host who never rushes anyone.\nChildren are guests.',
      utterance: 'we are a string quartet',
      turns: 2,
      slots: { guests: null },
      fills: {
        suffice: true,
        timezone: call.compiled.flow.timezone,
        slots: [
          { name: 'guests', type: 'integer', hint: 'how many come', min: 1, max: 20 },
          { name: 'at', type: 'time' },
        ],
      },
    })
    call.says('whenever the kitchen is warm').rest()
    expect(asked[1]?.fills?.slots.map(({ name }) => name)).toEqual(['at'])
    expect(asked[1]?.slots).toEqual({ guests: 4 })
  })

  test('what the slot rejects is said why, and asked again', () => {
    const answer = read({ guests: { quote: 'the whole orchestra', value: 18 } })
    const call = aCall(flow, { decides: { answer } }).says('the whole orchestra').rest()
    expect(call.slots).toEqual({})
    expect(call.transcript.slice(-2)).toEqual(['Twelve at most.', 'How many, and when?'])
  })

  test('what is only read by the model is read back where the slot says so', () => {
    const checked = flow.replace('confirm: never, min', 'min')
    const call = aCall(checked, { decides: { answer: quartet } })
      .says('we are a string quartet')
      .rest()
    expect(call.slots).toEqual({})
    expect(call.last).toContain('4')
    expect(call.says('yes').rest().slots).toEqual({ guests: 4 })
  })
})

describe('is a no-match where the model', () => {
  test.each([
    ['is late', { takesMs: null, answer: quartet }],
    ['refuses', { answer: { option: null, confidence: 0, why: 'refused' as const } }],
    ['fails', { answer: { option: null, confidence: 0, why: 'failed' as const } }],
    ['is not sure enough', { answer: { ...quartet, confidence: 0.5 } }],
    ['reads nothing', { answer: read({}) }],
    ['makes up what nobody said', { answer: read({ guests: { quote: 'a party of four', value: 4 } }) }],
    [
      'gives a value that the slot does not have',
      { answer: read({ guests: { quote: 'a string quartet', value: 99 } }) },
    ],
    ['fills what is not asked for', { answer: read({ pin: { quote: 'a string quartet', value: '1234' } }) }],
  ])('%s', (_, decides) => {
    const call = aCall(flow, { decides }).says('we are a string quartet').rest()
    expect(call.slots).toEqual({})
    expect(call.last).toBe('Sorry?')
    expect(call.rest().attempts.nomatch).toBe(1)
  })
})

test('late is by the budget', () => {
  const call = aCall(flow.replace('nomatch:', 'budget: 700ms\n    nomatch:'), {
    decides: { takesMs: null, answer: quartet },
  })
  call.rest().speaks('we are a string quartet').wait(699)
  expect(call.phase).toBe('ask.deciding.quiet')
  expect(call.wait(1).last).toBe('Sorry?')
})

test('a budget of nothing asks no model', () => {
  const call = aCall(flow.replace('nomatch:', 'budget: 0s\n    nomatch:'), { decides: { answer: quartet } })
  call.says('we are a string quartet').rest()
  expect(call.decisions).toEqual([])
  expect(call.last).toBe('Sorry?')
})

test('nor does hesitation', () => {
  expect(
    aCall(flow, { decides: { answer: quartet } })
      .says('um well')
      .rest().decisions,
  ).toEqual([])
})

test('a long budget is covered by a filler', () => {
  const slow = flow.replace('nomatch:', 'budget: 5s\n    nomatch:')
  const call = aCall(slow, { decides: { takesMs: 4000, answer: quartet } })
    .says('we are a string quartet')
    .rest()
  expect(call.transcript.length).toBeGreaterThan(2)
  expect(call.transcript[1]).toBe('One moment, please.')
  expect(call.slots).toEqual({ guests: 4 })
})

test('the caller goes on while the model is asked: a grammar that reads it now needs no model', () => {
  const call = aCall(flow, { decides: { takesMs: 900, answer: quartet } })
  call.rest().speaks('we are a string quartet').wait(300).speaks('so four of us').rest()
  expect(call.slots).toEqual({ guests: 4 })
  expect(call.decisions).toHaveLength(1)
})

describe('nothing that is secret is shown to a model', () => {
  const secret = `
start: ask
persona: A bank.
slots: { card: { type: digits, length: 4, sensitive: pci }, name: { type: integer } }
states:
  ask:
    gather: card
    prompt: Your card's last four?
    nomatch: [Sorry?, { to: sort }]
    context: { turns: 4, slots: [name] }
    next: sort
  sort:
    decide: What is it about?
    options: { a: { means: about a, next: bye }, b: { means: about b, next: bye } }
    unsure: bye
    context: { turns: 4 }
  bye: { end: Bye. }
`
  test('neither words said while it was asked, nor the slot, nor a question about it', () => {
    const call = aCall(secret, { decides: { answer: { option: 'a', confidence: 0.9, why: 'model' } } })
    call.says('four one one hm').rest()
    expect(call.decisions).toEqual([])
    expect(call.snapshot.context.utterance).toBe('')
  })

  test('not even a state later, by a decide over what was said last', () => {
    const call = aCall(secret, { decides: { answer: { option: 'a', confidence: 0.9, why: 'model' } } })
    call.says('four one one one').rest()
    expect(call.hungUp).not.toBeNull()
    expect(call.decisions.map(({ utterance, slots }) => ({ utterance, slots }))).toEqual([])
    expect(call.why).toContain('nothing was said that may be decided on')
  })

  test('nor by a decide whose option takes it from the words', () => {
    const call = aCall(
      `
start: ask
slots: { card: { type: digits, length: 4, sensitive: pci } }
states:
  ask:
    decide: Pay now?
    prompt: Pay now?
    options: { pay: { means: pays now, examples: [pay], slots: [card], next: bye }, no: { means: does not, next: bye } }
    nomatch: [Sorry?, { to: bye }]
    unsure: bye
  bye: { end: Bye. }
`,
      { decides: { answer: { option: 'pay', confidence: 0.9, why: 'model' } } },
    )
    call.says('it is four one one one').rest()
    expect(call.decisions).toEqual([])
    expect(call.last).toBe('Sorry?')
  })
})

describe('an option that takes slots from the same words', () => {
  const shop = `
start: ask
slots: { at: { type: time }, guests: { type: integer } }
states:
  ask:
    decide: Book, or leave it?
    prompt: What would you like?
    options:
      book: { means: books a table, examples: [book a table], slots: [at, guests], next: bye }
      leave: { means: does not, examples: [leave it], next: bye }
    nomatch: [Sorry?, { to: bye }]
    unsure: bye
  bye: { end: Bye. }
`
  const said = 'a table for four people once the pubs shut'
  test('the grammar first, and what it cannot read by the model that chose the option', () => {
    const values = { at: { quote: 'once the pubs shut', value: '23:00' }, guests: { quote: 'once', value: 1 } }
    const call = aCall(shop, { decides: { answer: { option: 'book', confidence: 0.9, why: 'model', values } } })
    call.says(said).rest()
    expect(call.decisions[0]?.fills).toMatchObject({ suffice: false, slots: [{ name: 'at' }] })
    expect(call.snapshot.context.slots).toEqual({ guests: 4, at: '23:00' })
  })

  test('another option takes nothing of it', () => {
    const values = { at: { quote: 'once the pubs shut', value: '23:00' } }
    const call = aCall(shop, { decides: { answer: { option: 'leave', confidence: 0.9, why: 'model', values } } })
    expect(call.says(said).rest().snapshot.context.slots).toEqual({})
  })
})
