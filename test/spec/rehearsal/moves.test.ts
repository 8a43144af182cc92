import { describe, expect, test } from 'vitest'
import { rehearsed, said } from './rehearse.ts'

const flow = `
start: hello
slots:
  guests: { type: integer, min: 1, max: 20 }
states:
  hello: { greeting: Welcome to the shop., next: ask }
  ask:
    gather: guests
    prompt: How many people will you be?
    bargein: { min_words: 2, ignore: [mhm] }
    keypad: { slot: guests, max: 2, terminator: "#" }
    noinput_after: 6s
    noinput: [Are you still there?, { to: bye }]
    nomatch: [How many?, { to: desk }]
    next: book
  book:
    tool: book
    with: { guests: =slots.guests }
    save: { id: result.id }
    filler: { after: 800ms, say: [One moment.], every: 1500ms }
    timeout: 4s
    next: sure
    outcomes: { full: bye, error: desk }
  sure:
    confirm: "{{ slots.guests }} people. Right?"
    confirmed: bye
    denied: { correct: [guests], next: book }
    noinput: [{ to: bye }]
    nomatch: [{ to: bye }]
  desk: { transfer: desk, ring: 10s, outcomes: { busy: bye, noanswer: bye, declined: bye, failed: bye } }
  bye: { end: Goodbye., outcome: completed }
`
const stubs = 'stubs: { book: { returns: { id: B1 } } }'

/** Each is a whole test that must pass. */
const passing: readonly (readonly [string, string])[] = [
  [
    'what is said is an answer once the question was asked',
    '- says: four\n- expect: { state: sure, slots: { guests: 4 } }',
  ],
  [
    'hypotheses are read with their confidences',
    '- says: [{ text: for, confidence: 0.6 }, { text: four, confidence: 0.5 }]\n- expect: { slots: { guests: 4 } }',
  ],
  ['keys fill the slot at once where no more can follow', '- presses: "12"\n- expect: { slots: { guests: 12 } }'],
  ['a pause ends the keys when a check looks', '- presses: "4"\n- expect: { slots: { guests: 4 } }'],
  [
    'silence is counted from the end of what was heard, and a timer due at its end has fired',
    '- silence: 5999ms\n- expect: { attempts: { noinput: 0 } }\n- silence: 1ms\n- hears: still there',
  ],
  [
    'a break-in by policy is the answer',
    '- bargein: { at: How many, says: four people }\n- expect: { slots: { guests: 4 } }',
  ],
  [
    '"mhm" does not break in',
    '- bargein: { at: How many, says: mhm }\n- expect: { state: ask, attempts: { nomatch: 0 } }',
  ],
  ['a break-in may be keys', '- bargein: { at: How many, presses: "12" }\n- expect: { slots: { guests: 12 } }'],
  [
    'the caller hangs up in the middle of it',
    '- hangup: { after: 300ms }\n- expect: { ended: hangup, called: { book: 0 } }',
  ],
  [
    'a stream that drops loses nothing',
    '- says: four\n- reconnect: {}\n- hears: Right\n- expect: { called: { book: 1 } }',
  ],
  [
    'a server that dies while a tool is at work calls it once',
    '- stub: { name: book, returns: { id: B1 }, takes: 3s }\n- says: four\n- crash: { after: 1s }\n- expect: { state: sure, called: { book: 1 } }',
  ],
  [
    'a tool that is slow is filled in for',
    '- stub: { name: book, returns: { id: B1 }, takes: 3s }\n- says: four\n- hears: [One moment, Right]',
  ],
  [
    'a tool that does not answer in time has timed out',
    '- stub: { name: book, times_out: true }\n- says: four\n- expect: { transferred: desk }',
  ],
  [
    'a tool that takes longer than its time-out has timed out',
    '- stub: { name: book, returns: { id: B1 }, takes: 5s }\n- says: four\n- expect: { transferred: desk }',
  ],
  [
    'a tool fails by code',
    '- stub: { name: book, fails: full }\n- says: four\n- expect: { ended: completed, transferred: false }',
  ],
  [
    'a transfer comes out as it is told',
    '- transfers: busy\n- says: green\n- says: green\n- expect: { transferred: desk, ended: completed }',
  ],
  ['a transfer that is taken ends the call', '- says: green\n- says: green\n- expect: { ended: transferred }'],
  [
    'what a tool was given can be looked at',
    '- says: four\n- expect: { called: { book: { times: 1, with: { guests: 4 } } }, saved: { id: B1 } }',
  ],
  [
    'an event that nobody waits for changes nothing',
    '- event: { name: paid, data: { amount: 12 } }\n- expect: { state: ask }',
  ],
]

describe('a test that holds', () => {
  test.each(passing)('%s', (_, steps) => {
    expect(rehearsed(flow, steps, stubs).failure).toBeNull()
  })
})

/** Each must fail, with these words. */
const failing: readonly (readonly [string, string, string])[] = [
  [
    'what was not heard',
    '- says: four\n- hears: five people',
    '"five people" was not said since the last move; heard: "4 people. Right?".',
  ],
  ['words are words, not letters', '- says: four\n- hears: eople', '"eople" was not said'],
  ['only what was said since the last move', '- says: four\n- hears: Welcome', '"Welcome" was not said'],
  ['another state', '- expect: { state: sure }', 'The call should be in "sure", and is in "ask".'],
  ['another value', '- says: four\n- expect: { slots: { guests: 5 } }', 'The slot "guests" should be 5, and is 4.'],
  [
    'a slot that is filled',
    '- says: four\n- expect: { slots: { guests: null } }',
    'The slot "guests" should not be filled, and is 4.',
  ],
  ['a slot that is not', '- expect: { slots: { guests: 4 } }', 'The slot "guests" should be 4, and is not filled.'],
  [
    'too few calls',
    '- expect: { called: { book: 1 } }',
    '"book" should have been called once, and was called not at all.',
  ],
  [
    'other input',
    '- says: four\n- expect: { called: { book: { with: { guests: 5 } } } }',
    '"book" should have been given guests = 5, and was given 4.',
  ],
  [
    'other attempts',
    '- says: green\n- expect: { attempts: { nomatch: 2 } }',
    'There should have been 2 of nomatch here, and there were 1.',
  ],
  [
    'a call that goes on',
    '- expect: { ended: completed }',
    'The call should have ended as "completed"; it goes on, in "ask".',
  ],
  ['a call that is over', '- hangup: {}\n- expect: { ended: false }', 'The call should go on; it ended as "hangup".'],
  [
    'no transfer',
    '- expect: { transferred: desk }',
    'The call should have been transferred to "desk"; it was not transferred.',
  ],
  ['a move after the end', '- hangup: {}\n- says: four', 'The call was over before this: it ended as "hangup".'],
  ['a break-in too late', '- bargein: { at: 1m, says: four people }', '"Welcome to the shop." is over after 1200 ms.'],
  ['a break-in into what is not said', '- bargein: { at: bananas, says: four }', '"bananas" is not being said'],
]

describe('a test that does not', () => {
  test.each(failing)('says so of %s', (_, steps, message) => {
    const { failure } = rehearsed(flow, steps, stubs)
    expect(failure?.message).toContain(message)
  })

  test('names the place in the step', () => {
    const { failure } = rehearsed(flow, '- says: four\n- expect: { slots: { guests: 5 } }', stubs)
    expect(failure?.path).toEqual(['tests', 'it', 1, 'expect', 'slots', 'guests'])
  })
})

describe('time', () => {
  test('a prompt lasts 60 ms a character, and what is said takes none', () => {
    const { rehearsal } = rehearsed(flow, '- says: four\n- expect: { state: sure }', stubs)
    const asked = said(rehearsal).join('').length * 60
    expect(rehearsal.now - rehearsal.events[0]!.at).toBe(asked + 100)
  })

  test('what the caller has not heard was not said', () => {
    const { rehearsal } = rehearsed(flow, '- bargein: { at: How many, says: four people }', stubs)
    const interrupted = rehearsal.events.find(({ type }) => type === 'speech.interrupted')
    expect(interrupted).toMatchObject({ heard: 'How many' })
  })

  test('the log folded again is the same call, byte for byte', () => {
    const steps =
      '- says: four\n- crash: {}\n- says: "no"\n- reconnect: {}\n- says: five\n- crash: { after: 50ms }\n- says: "yes"'
    const { rehearsal, failure } = rehearsed(flow, steps, stubs)
    expect(failure).toBeNull()
    expect(rehearsal.foldsAlike()).toBe(true)
    expect(rehearsal.ended).toBe('completed')
  })

  test('the same test gives the same call', () => {
    const run = () =>
      rehearsed(flow, '- says: green\n- says: four\n- crash: {}\n- says: "yes"', stubs).rehearsal.journal.notes
    expect(run()).toEqual(run())
  })
})

describe('a decision', () => {
  const asking = `
start: ask
states:
  ask:
    decide: Another time, or not?
    prompt: Shall we look at another day?
    options:
      again: { means: another time, examples: [another day], next: more }
      stop: { means: no more, examples: [no thanks], next: bye }
    unsure: desk
    noinput: [{ to: bye }]
    nomatch: [{ to: desk }]
    budget: 1200ms
  more: { end: More., outcome: more }
  desk: { end: Desk., outcome: desk }
  bye: { end: Bye., outcome: bye }
`
  test.each([
    ['by its examples no model is asked', '- says: another day\n- expect: { ended: more }'],
    ['the model chooses', '- decides: { option: stop }\n- says: it is about time I went\n- expect: { ended: bye }'],
    ['nothing is said of the model, and it is unsure', '- says: it is about time I went\n- expect: { ended: desk }'],
    [
      'the model is too late',
      '- decides: { option: stop, after: 2s }\n- says: it is about time I went\n- expect: { ended: desk }',
    ],
    [
      'the model is not sure enough',
      '- decides: { option: stop, confidence: 0.3 }\n- says: it is about time I went\n- expect: { ended: desk }',
    ],
  ])('%s', (_, steps) => {
    expect(rehearsed(asking, steps).failure).toBeNull()
  })
})

describe('what the model reads', () => {
  const asking = `
start: ask
slots: { at: { type: time, confirm: never }, code: { type: digits, length: 4 } }
states:
  ask: { gather: [at, code], prompt: "When, and what code?", nomatch: [Sorry?, { to: desk }], next: bye }
  desk: { end: Desk., outcome: desk }
  bye: { end: Bye., outcome: bye }
`
  test.each([
    [
      'of all that was said',
      '- decides: { slots: { at: "23:00" } }\n- says: once the pubs are shut\n- expect: { slots: { at: "23:00" } }',
    ],
    [
      'of a part of it',
      '- decides: { slots: { at: { value: "23:00", quote: pubs are shut } } }\n- says: once the pubs are shut\n- expect: { slots: { at: "23:00" } }',
    ],
    [
      'is checked: it was not said',
      '- decides: { slots: { at: { value: "23:00", quote: at eleven } } }\n- says: once the pubs are shut\n- expect: { slots: { at: null } }',
    ],
    [
      'is checked: digits are never the model’s',
      '- decides: { slots: { code: "1234" } }\n- says: the year they built it\n- expect: { slots: { code: null } }',
    ],
    [
      'counts for nothing where it is not sure',
      '- decides: { slots: { at: "23:00" }, confidence: 0.5 }\n- says: once the pubs are shut\n- expect: { slots: { at: null } }',
    ],
  ])('%s', (_, steps) => {
    expect(rehearsed(asking, steps).failure).toBeNull()
  })
})
