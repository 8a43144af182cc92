import { describe, expect, test } from 'vitest'
import { policyOf } from '../../../engine/turns/policy.ts'
import type { Conversation } from '../conversation.ts'
import { aCall } from '../machine/a-call.ts'
import { commandsOf } from '../turns/floor-line.ts'

const ask = (more: string): string => `
start: ask
slots: { n: { type: integer, max: 20 } }
states:
  ask:
    gather: n
    prompt: How many?
    ${more}
    next: bye
  bye: { end: Goodbye. }
`
const lengthMs = (text: string): number => text.length * 60

/** What the line does while our speech of a long prompt plays, with the policy of the state that listens now. */
const overSpeech = (call: Conversation, ...then: readonly (readonly [number, string])[]): readonly string[] =>
  commandsOf(policyOf(call.listening), [0, 'speech'], [1000, 'voice'], ...then)

describe('4.1.5 barge-in switched off', () => {
  test('what is said into such a prompt is neither recognised nor kept', () => {
    const call = aCall(ask('bargein: false'))
    expect(call.listening).toBeNull()
    expect(overSpeech(call, [1200, 'hears "four" closed'], [1500, 'silence'], [1900, 'final "four" closed'])).toEqual([
      'discard 1750',
    ])
    expect(call.rest().listening?.slots.map(({ name }) => name)).toEqual(['n'])
    expect(call.slots).toEqual({})
  })

  test('what is typed into such a prompt is dropped, and is no part of what is typed after it', () => {
    const call = aCall(ask('bargein: false\n    keypad: { max: 2 }')).presses('1')
    call.rest()
    expect(call.snapshot.context.keys).toBe('')
    call.presses('2')
    expect(call.slots).toEqual({})
    expect(call.presses('#').slots).toEqual({ n: 2 })
  })

  test('a statement that may not be interrupted drops both, and the question after it hears both', () => {
    const call = aCall(`
start: legal
slots: { n: { type: integer, max: 20 } }
states:
  legal: { say: This call is recorded., bargein: false, next: ask }
  ask: { gather: n, prompt: How many?, next: bye }
  bye: { end: Goodbye. }
`)
    expect(call.listening).toBeNull()
    call.presses('4').rest()
    expect(call.transcript).toEqual(['This call is recorded.', 'How many?'])
    expect(call.slots).toEqual({})
    expect(call.presses('5#').slots).toEqual({ n: 5 })
  })

  test('in a queue each prompt has its own: the one that may be interrupted is, the legal line is heard whole', () => {
    const call = aCall(`
start: hello
slots: { n: { type: integer, max: 20 } }
states:
  hello: { say: Hello and welcome., next: legal }
  legal: { say: This call is recorded., bargein: false, next: ask }
  ask: { gather: n, prompt: How many?, next: bye }
  bye: { end: Goodbye. }
`).interrupts('Hello')
    expect(call.last).toBe('This call is recorded.')
    expect(call.listening).toBeNull()
    expect(call.rest().last).toBe('How many?')
  })
})

describe('4.1.5 barge-in switched on', () => {
  test('an answer said into the question stops it and is taken', () => {
    const call = aCall(ask(''))
    call.did()
    call.bargesIn('four', 'How')
    expect(call.slots).toEqual({ n: 4 })
    expect(call.rest().transcript).toEqual(['How many?', 'Goodbye.'])
  })

  test('a key stops the prompt at once', () => {
    const call = aCall(ask(''))
    call.did()
    call.presses('1')
    expect(call.did()[0]).toBe('clear')
  })
})

describe('4.1.5.1 bargeintype', () => {
  const hotword = ask('bargein: { mode: hotword, always: [stop] }')
  const speech = ask('bargein: { mode: speech, min_words: 1 }')

  test('speech: any words stop the prompt, whether they match or not', () => {
    expect(overSpeech(aCall(speech), [1300, 'hears "well I" none'], [9000, 'silence'])[0]).toBe('interrupt 1300')
  })

  test('hotword: words that match nothing do not stop it, and are no no-match', () => {
    const call = aCall(hotword)
    const said = [
      [1300, 'hears "well I was thinking" none'],
      [3000, 'silence'],
      [5000, 'final "well I was thinking" none'],
    ] as const
    const commands = overSpeech(call, ...said)
    expect(commands.map((command) => command.split(' ')[0])).toEqual(['end', 'discard'])
    expect(call.rest().attempts.nomatch).toBe(0)
  })

  test.each([
    ['a complete answer', 'four', 'closed'],
    ['a word that always interrupts', 'stop', 'none'],
  ])('hotword: %s stops it at once', (_, words, answer) => {
    expect(overSpeech(aCall(hotword), [1200, `hears "${words}" ${answer}`], [9000, 'silence'])[0]).toBe(
      'interrupt 1200',
    )
  })

  test('the type is that of the prompt that plays, and is told with it', () => {
    expect(aCall(hotword).listening?.bargein.mode).toBe('hotword')
    expect(aCall(speech).listening?.bargein.mode).toBe('speech')
  })
})

describe('4.1.6 tapered prompts', () => {
  // A slot without a form for keys: they are never offered behind a prompt.
  const spoken = (own: string): string =>
    ask(own).replace('{ type: integer, max: 20 }', '{ type: choice, options: [small, large] }')
  const tapered = spoken(`noinput_after: 5s
    nomatch: [First., Second., { repeat: true }, { say: Last., to: bye }]
    noinput: [Hello?, { repeat: true }, { say: I hear nothing., to: bye }]`)

  test('the one of the count is played, each in its turn', () => {
    const call = aCall(tapered)
    for (let n = 0; n < 4; n++) call.says('purple')
    expect(call.rest().transcript).toEqual(['How many?', 'First.', 'Second.', 'How many?', 'Last.', 'Goodbye.'])
  })

  test('there is none for a count beyond the last: the last one is the highest that is not above it', () => {
    const round = spoken('nomatch: [First., { say: Last., to: bye }]').replace('to: bye }]', 'to: ask }]')
    const call = aCall(round)
    for (let n = 0; n < 4; n++) call.says('purple')
    // "Last." goes back into the state: its counters begin again.
    expect(call.rest().transcript).toEqual([
      'How many?',
      'First.',
      'Last.',
      'How many?',
      'First.',
      'Last.',
      'How many?',
    ])
  })

  test('a counter goes up when its prompt is played, not when it is chosen', () => {
    const call = aCall(tapered).says('purple')
    expect(call.last).toBe('First.')
    expect(call.attempts.nomatch).toBe(0)
    expect(call.wait(lengthMs('First.') - 1).attempts.nomatch).toBe(0)
    expect(call.wait(1).attempts.nomatch).toBe(1)
  })

  test('a prompt that a lost stream has cut off was not played: the same one comes again', () => {
    const call = aCall(tapered).says('purple').reconnect().says('purple')
    expect(call.last).toBe('First.')
    expect(call.rest().attempts.nomatch).toBe(1)
  })

  test('a prompt that the caller broke into was played', () => {
    const call = aCall(tapered).says('purple').interrupts('Fi')
    expect(call.attempts.nomatch).toBe(1)
    expect(call.speaks('purple').last).toBe('Second.')
  })

  test('a question asked again after a noise counts nothing', () => {
    const call = aCall(tapered).bargesIn('', 'How')
    expect(call.rest().transcript).toEqual(['How many?', 'How many?'])
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
  })
})

describe('4.1.7 the time-out of no-input', () => {
  test.each([3000, 5000, 8000])('is counted from the end of what was heard: %i ms', (ms) => {
    const call = aCall(ask(`noinput_after: ${ms / 1000}s\n    noinput: [Hello?, { to: bye }]`))
    expect(call.snapshot.context.timers).toEqual({})
    call.wait(lengthMs('How many?') + ms - 1)
    expect(call.transcript).toEqual(['How many?'])
    expect(call.wait(1).last).toBe('Hello?')
  })

  test('however long what was said: also after a rung, and after the last prompt of a queue', () => {
    const queued = `
start: tell
slots: { n: { type: integer, max: 20 } }
states:
  tell: { say: We are open on all days of the week but Monday., next: ask }
  ask: { gather: n, prompt: How many?, noinput_after: 3s, noinput: [Is anybody still there on the line?, { to: bye }], next: bye }
  bye: { end: Goodbye. }
`
    const call = aCall(queued)
    call.wait(lengthMs('We are open on all days of the week but Monday.') + lengthMs('How many?') + 2999)
    expect(call.attempts.noinput).toBe(0)
    expect(call.last).toBe('How many?')
    call.wait(1 + lengthMs('Is anybody still there on the line?') + 2999)
    expect(call.last).toBe('Is anybody still there on the line?')
    expect(call.wait(1).last).toBe('Goodbye.')
  })

  test('belongs to the prompts of its state: another state has its own', () => {
    const call = aCall(`
start: a
slots: { n: { type: integer }, m: { type: integer } }
states:
  a: { gather: n, prompt: How many?, noinput_after: 3s, next: b }
  b: { gather: m, prompt: How old?, noinput_after: 9s, noinput: [Hello?, { to: bye }], next: bye }
  bye: { end: Goodbye. }
`).says('four')
    expect(call.silence(8999).last).toBe('How old?')
    expect(call.wait(1).last).toBe('Hello?')
  })

  test('is off once the caller has begun to type', () => {
    const call = aCall(ask('noinput_after: 3s\n    keypad: { between: 5s }')).silence(2900)
    call.presses('1').wait(4999)
    expect(call.attempts.noinput).toBe(0)
    expect(call.wait(1).slots).toEqual({ n: 1 })
  })
})
