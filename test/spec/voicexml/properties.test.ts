import { describe, expect, test } from 'vitest'
import { told, understand } from '../../../engine/hearing/understand.ts'
import { policyOf } from '../../../engine/turns/policy.ts'
import type { Conversation, Stub } from '../conversation.ts'
import type { DecisionOutcome } from '../../../engine/machine/event.ts'
import { aCall } from '../machine/a-call.ts'
import { commandsOf } from '../turns/floor-line.ts'

const ask = (slot: string, own = '', head = ''): string => `
start: ask
${head}
slots: { n: ${slot} }
states:
  ask:
    gather: n
    prompt: How many?
    nomatch: [Pardon?, { to: bye }]
    ${own}
    next: bye
  bye: { end: Goodbye. }
`
const integer = '{ type: integer, max: 20 }'

/** When the turn of a caller ends whose voice stops at two seconds, in the state where this call listens. */
function endsAfter(call: Conversation, answer: string): number {
  const said = `"seven p m" ${answer}`
  const [first = ''] = commandsOf(
    policyOf(call.rest().listening),
    [1000, 'voice'],
    [1900, `hears ${said}`],
    [2000, 'silence'],
    [9000, `final ${said}`],
  )
  const [command, at] = first.split(' ')
  expect(command).toBe('end')
  return Number(at) - 2000
}

/** Says it with this confidence of the recogniser. */
function says(call: Conversation, text: string, confidence: number): Conversation {
  call.rest()
  if (call.listening === null) throw new Error('Nobody listens.')
  const moment = { nowMs: call.now, timezone: 'Europe/London' }
  const heard = told(understand([{ text, confidence }], call.listening, moment))
  return call.take({ type: 'turn.ended', at: call.now, ...heard })
}

describe('6.3.2 completetimeout and incompletetimeout', () => {
  test.each([
    ['closed', 250],
    ['open', 650],
    ['partial', 1800],
    ['none', 1500],
  ])('an answer that is %s ends the turn after %i ms of silence', (answer, ms) => {
    expect(endsAfter(aCall(ask(integer)), answer)).toBe(ms)
  })

  test('a state may say another time, for whatever is said there', () => {
    const call = (): Conversation => aCall(ask(integer, 'endpoint: 1200ms'))
    for (const answer of ['closed', 'open', 'partial', 'none']) expect(endsAfter(call(), answer)).toBe(1200)
  })

  test('a state may say other times by the answer: what it does not name is by the type', () => {
    const head = 'defaults: { gather: { endpoint: { closed: 400ms } } }'
    const ends = (answer: string, endpoint: string): number => endsAfter(aCall(ask(integer, endpoint, head)), answer)
    expect(ends('open', 'endpoint: { open: 1s, partial: 2500ms }')).toBe(1000)
    expect(ends('partial', 'endpoint: { open: 1s, partial: 2500ms }')).toBe(2500)
    expect(ends('closed', 'endpoint: { open: 1s, partial: 2500ms }')).toBe(250)
    expect(ends('closed', '')).toBe(400)
  })

  test('of `defaults` it counts where the state says none, and the state comes first', () => {
    const head = 'defaults: { gather: { endpoint: 900ms } }'
    expect(endsAfter(aCall(ask(integer, '', head)), 'closed')).toBe(900)
    expect(endsAfter(aCall(ask(integer, 'endpoint: 400ms', head)), 'closed')).toBe(400)
  })

  test('what is read out in groups may pause for longer before it counts as complete', () => {
    expect(endsAfter(aCall(ask('{ type: digits, min_length: 4, max_length: 8 }')), 'open')).toBeGreaterThan(
      endsAfter(aCall(ask(integer)), 'open'),
    )
  })

  test('an answer that could grow is kept and completed by what is said next', () => {
    const call = aCall(ask('{ type: digits, length: 6 }'))
    call.says('one two three').rest()
    expect(call.slots).toEqual({})
    expect(call.attempts.nomatch).toBe(0)
    expect(call.says('four five six').rest().slots).toEqual({ n: '123456' })
  })
})

describe('6.3.2 confidencelevel', () => {
  const decide = (confidence = ''): string => `
start: ask
states:
  ask:
    decide: Another day, or give up?
    prompt: Shall we look at another day?
    options:
      again: { means: wants another day, examples: [another day please], next: more }
      stop: { means: gives up, examples: [leave it], next: bye }
    unsure: someone
    nomatch: ["Another day, or shall we leave it?", { to: someone }]
    ${confidence}
  more: { end: "Which day?" }
  someone: { end: I will get someone. }
  bye: { end: Goodbye. }
`
  const model = (confidence: number): Stub<DecisionOutcome> => ({
    answer: { option: 'stop', confidence, why: 'model' },
  })
  const decided = (own: string, confidence: number): Conversation =>
    aCall(decide(own), { decides: model(confidence) })
      .says('my cousin is coming')
      .rest()

  test.each([
    ['', 0.7, 'Goodbye.'],
    ['', 0.69, 'Another day, or shall we leave it?'],
    ['confidence: 0.9', 0.89, 'Another day, or shall we leave it?'],
    ['confidence: 0.9', 0.9, 'Goodbye.'],
    ['confidence: 0.3', 0.3, 'Goodbye.'],
  ])('a decision below the floor is a no-match: "%s", %f', (own, confidence, said) => {
    const call = decided(own, confidence)
    expect(call.last).toBe(said)
  })

  test('and such a no-match counts as any other', () => {
    expect(decided('', 0.5).attempts).toEqual({ noinput: 0, nomatch: 1 })
  })

  const unsure = ask('{ type: integer, max: 20, confirm: when_unsure }')
  test('an answer that was hardly heard is not taken before it was read back and agreed to', () => {
    const call = says(aCall(unsure), 'four', 0.2).rest()
    expect(call.slots).toEqual({})
    expect(call.last).toMatch(/^(4|four)\. Is that right\?$/i)
    expect(call.says('yes').slots).toEqual({ n: 4 })
  })

  test('one that was well heard is taken at once', () => {
    expect(says(aCall(unsure), 'four', 0.95).slots).toEqual({ n: 4 })
  })
})

describe('6.3.3 interdigittimeout and termchar', () => {
  const typed = (keypad: string): Conversation => {
    const call = aCall(ask('{ type: integer, min: 1, max: 500 }', `keypad: ${keypad}`))
    call.rest()
    return call
  }

  test('a pause between keys ends the input, counted from the last key: three seconds unless said', () => {
    const call = typed('{ slot: n }').presses('4').wait(2999).presses('2').wait(2999)
    expect(call.slots).toEqual({})
    expect(call.wait(1).slots).toEqual({ n: 42 })
  })

  test('the pause is that of the state', () => {
    const call = typed('{ slot: n, between: 1s }').presses('4').wait(999)
    expect(call.slots).toEqual({})
    expect(call.wait(1).slots).toEqual({ n: 4 })
  })

  test.each([
    ['{ slot: n }', '42#'],
    ['{ slot: n, terminator: "*" }', '42*'],
  ])('the terminator ends the input at once and is no part of it: %s', (keypad, keys) => {
    expect(typed(keypad).presses(keys).slots).toEqual({ n: 42 })
  })

  test('another key than the terminator is a key like others', () => {
    const call = typed('{ slot: n, terminator: "*" }').presses('4#')
    expect(call.state).toBe('ask')
    expect(call.slots).toEqual({})
  })

  test('input that has come to an end and matches nothing is a no-match', () => {
    const call = aCall(ask('{ type: digits, length: 4 }', 'keypad: { slot: n }'))
    call.rest()
    expect(call.presses('12#').last).toBe('Pardon?')
    expect(call.rest().attempts).toEqual({ noinput: 0, nomatch: 1 })
  })

  test('input that cannot grow any more is waited for no longer (termtimeout)', () => {
    const call = aCall(ask('{ type: digits, length: 4 }', 'keypad: { slot: n }'))
    call.rest()
    expect(call.presses('1234').slots).toEqual({ n: '1234' })
  })

  test('the first key is waited for as long as the first word (`timeout`)', () => {
    const call = typed('{ slot: n, between: 1s }').wait(5999)
    expect(call.attempts.noinput).toBe(0)
    call.wait(1).rest()
    expect(call.attempts.noinput).toBe(1)
  })
})

describe('6.3.4 bargein and timeout as properties', () => {
  test('the default time-out of no-input is six seconds; of `defaults`, and then of the state, another', () => {
    const noinput = 'noinput: [Hello?, { to: bye }]'
    const flow = (own: string, head: string): string => ask(integer, `${noinput}\n    ${own}`, head)
    const head = 'defaults: { gather: { noinput_after: 4s } }'
    for (const [own, defaults, ms] of [
      ['', '', 6000],
      ['', head, 4000],
      ['noinput_after: 3s', head, 3000],
    ] as const) {
      const call = aCall(flow(own, defaults)).silence(ms - 1)
      expect(call.last).toBe('How many?')
      expect(call.wait(1).last).toBe('Hello?')
    }
  })

  test('barge-in switched off by default may be switched on by a state', () => {
    const head = 'defaults: { bargein: false }'
    expect(aCall(ask(integer, '', head)).listening).toBeNull()
    expect(aCall(ask(integer, 'bargein: true', head)).listening?.bargein.mode).toBe('speech')
  })
})

describe('6.3.6 universals', () => {
  test.each(['help', 'cancel', 'operator', 'repeat that please', 'go back'])(
    '"%s" is a word like others where the flow asks for none',
    (said) => {
      expect(aCall(ask(integer)).says(said).last).toBe('Pardon?')
    },
  )

  test('each is heard only where it is asked for, by name', () => {
    const flow = ask(integer, '', 'commands: { operator: bye }')
    expect(aCall(flow).says('operator').last).toBe('Goodbye.')
    expect(aCall(flow).says('help').last).toBe('Pardon?')
  })

  test('one that is heard counts as neither no-match nor no-input', () => {
    const call = aCall(ask(integer, '', 'commands: { repeat: true }'))
      .says('repeat that please')
      .rest()
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
    expect(call.transcript).not.toContain('Pardon?')
    expect(call.last).toContain('How many?')
  })

  test('a state may switch them off', () => {
    expect(aCall(ask(integer, 'commands: false', 'commands: { operator: bye }')).says('operator').last).toBe('Pardon?')
  })
})

describe('2.3.1 modal', () => {
  const two = (modal: string): string => `
start: first
commands: { operator: bye }
slots: { n: { type: integer, max: 20 }, day: { type: date } }
knowledge:
  - { questions: [is there parking], answer: There is parking behind the house. }
states:
  first: { gather: n, prompt: How many?, next: second }
  second: { gather: day, prompt: Which day?, ${modal} nomatch: [Pardon?, { to: bye }], next: bye }
  bye: { end: Goodbye. }
`
  const second = (modal: string, said: string): Conversation => aCall(two(modal)).says('four').says(said)

  test.each(['operator', 'is there parking', 'no, five people'])(
    'in a modal state nothing but its own answer is heard: "%s" is a no-match',
    (said) => {
      const call = second('modal: true,', said)
      expect(call.last).toBe('Pardon?')
      expect(call.slots).toEqual({ n: 4 })
      expect(second('', said).transcript).not.toContain('Pardon?')
    },
  )

  test('and its own answer is', () => {
    expect(second('modal: true,', 'tomorrow').slots).toMatchObject({ n: 4, day: '2026-10-09' })
  })
})
