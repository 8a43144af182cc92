import { describe, expect, test } from 'vitest'
import { rehearsed } from './rehearse.ts'

const flow = `
start: hello
slots: { guests: { type: integer, min: 1, max: 20 } }
states:
  hello: { greeting: ["Welcome to the shop.", "The shop, hello!"], next: ask }
  ask:
    gather: guests
    prompt: How many people will you be?
    keypad: { slot: guests, max: 2, terminator: "#" }
    noinput: [Are you still there?, { to: bye }]
    nomatch: [How many?, { to: bye }]
    next: book
  book:
    tool: book
    with: { guests: =slots.guests }
    filler: { after: 800ms, say: [One moment., Still looking.], every: 1500ms }
    timeout: 6s
    next: sure
    outcomes: { error: again }
  again: { say: That failed., clear: guests, next: ask }
  sure:
    decide: Is that all, or is there more?
    prompt: "{{ slots.guests }} people, booked. Is that all?"
    options:
      all: { means: that is all, examples: [that is all], next: bye }
      more: { means: another table, examples: [another table], next: again }
    unsure: bye
    nomatch: [{ to: bye }]
    budget: 1200ms
  bye: { end: Goodbye., outcome: completed }
`
const stubs = 'stubs: { book: { takes: 3s } }'

const holding: readonly (readonly [string, string])[] = [
  ['words match a pattern', '- hears: { pattern: "how (many|much)" }'],
  ['a prompt is said in one of its variants', '- hears: { variant_of: hello }'],
  ['a prompt is said with its values in it', '- says: four\n- hears: { variant_of: sure }'],
  [
    'a rung, and a phrase of a filler, are prompts too',
    '- silence: 8s\n- hears: { variant_of: ask.noinput.1 }\n- says: four\n- hears: [{ variant_of: book.filler.1 }, { variant_of: book.filler.2 }]',
  ],
  ['something is not said', '- not_hears: [Goodbye, { pattern: "^how" }, { variant_of: sure }]'],
  [
    'turns are counted: words that were heard, and keys',
    '- says: green\n- presses: "4#"\n- says: that is all\n- expect: { turns: 3 }',
  ],
  ['the model is not asked where examples suffice', '- says: four\n- says: that is all\n- expect: { model_calls: 0 }'],
  [
    'the model is asked once',
    '- decides: { option: all }\n- says: four\n- says: nothing comes to my mind\n- expect: { model_calls: 1, ended: completed }',
  ],
  ['a filler keeps the silence short', '- says: four\n- expect: { longest_silence: 1500ms }'],
  ['the call is short', '- says: four\n- expect: { lasts: 15s }'],
  [
    'a tool is given something each time',
    '- stub: { name: book, fails: full }\n- says: four\n- says: six\n- expect: { called: { book: [{ guests: 4 }, { guests: 6 }] } }',
  ],
  [
    'the model refuses',
    '- decides: { refuses: true }\n- says: four\n- says: the dog has eaten it\n- expect: { model_calls: 1, ended: completed }',
  ],
  [
    'the model is late',
    '- decides: { option: more, late: true }\n- says: four\n- says: the dog has eaten it\n- expect: { ended: completed }',
  ],
]

describe('what may be expected', () => {
  test.each(holding)('%s', (_, steps) => {
    expect(rehearsed(flow, steps, stubs).failure).toBeNull()
  })
})

const missing: readonly (readonly [string, string, string])[] = [
  ['a pattern that was not said', '- hears: { pattern: "good(bye)?" }', 'What matches /good(bye)?/ was not said'],
  ['another prompt', '- hears: { variant_of: sure }', 'A variant of sure was not said since the last move; heard: "'],
  [
    'something that was said after all',
    '- not_hears: how many',
    '"how many" was said since the last move; heard: "How many people',
  ],
  ['other turns', '- says: four\n- expect: { turns: 2 }', 'The caller should have had 2 turns, and had 1.'],
  [
    'a question to the model',
    '- decides: { option: all }\n- says: four\n- says: nothing comes to my mind\n- expect: { model_calls: 0 }',
    'The model should have been asked not at all, and was asked once.',
  ],
  [
    'a silence',
    '- says: four\n- expect: { longest_silence: 700ms }',
    'The caller should hear something after 0.7 s at most, and heard nothing for 1.5 s.',
  ],
  ['a long call', '- says: four\n- expect: { lasts: 1s }', 'The call should last 1 s at most'],
  [
    'another argument',
    '- says: four\n- expect: { called: { book: [{ guests: 5 }] } }',
    '"book" should have been given guests = 5 in call 1, and was given 4.',
  ],
  [
    'a call too many',
    '- stub: { name: book, fails: full }\n- says: four\n- says: six\n- expect: { called: { book: [{}] } }',
    '"book" should have been called once, and was called twice.',
  ],
]

describe('what does not hold is told', () => {
  test.each(missing)('%s', (_, steps, message) => {
    expect(rehearsed(flow, steps, stubs).failure?.message).toContain(message)
  })

  test('of a step of a fixture at the line that uses it, with the line of the fixture', () => {
    const head = 'fixtures:\n  asks: { steps: [{ hears: bananas }] }'
    const { failure } = rehearsed(flow, '- use: asks', head)
    expect(failure).toMatchObject({ path: ['tests', 'it', 0, 'use'] })
    expect(failure?.message).toContain('(In the fixture "asks", shop.test.yaml:4.)')
  })
})
