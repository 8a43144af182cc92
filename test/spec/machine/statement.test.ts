import { describe, expect, test } from 'vitest'
import { aCall } from './a-call.ts'

const order = `
start: greet
slots: { guests: { type: integer, min: 1, max: 20 } }
states:
  greet: { greeting: Welcome to Alba., next: news }
  news: { say: We are open again., next: ask }
  ask:
    gather: guests
    prompt: How many guests?
    nomatch: [How many was that?, { to: bye }]
    next: bye
  bye: { end: Goodbye. }
`

describe('a caller who listens', () => {
  test('hears the statements, then the question', () => {
    const call = aCall(order)
    expect(call.did()).toEqual(['listen guests', 'say "Welcome to Alba."'])
    call.rest()
    expect(call.did()).toEqual([
      'listen guests',
      'say "We are open again."',
      'listen guests',
      'say "How many guests?"',
      'timer noinput in 6000',
    ])
  })

  test('is heard while a statement is spoken only for what its question asks', () => {
    const call = aCall(`
start: a
slots: { n: { type: integer } }
states:
  a: { say: One moment., next: [{ when: "now > now", to: b }, { else: c }] }
  b: { gather: n, prompt: How many?, next: c }
  c: { end: Bye. }
`)
    expect(call.did()).toEqual(['listen for nothing', 'say "One moment."'])
  })
})

describe('a caller who breaks into a statement', () => {
  test('is given the floor: nothing is said until the answer, which skips what lay between', () => {
    const call = aCall(order)
    call.did()
    call.interrupts('Welcome')
    expect(call.phase).toBe('ask.yielding')
    expect(call.did()).toEqual(['listen guests', 'timer noinput in 6000'])
    call.speaks('four')
    expect(call.slots).toEqual({ guests: 4 })
    expect(call.did()).toEqual(['timer noinput off', 'deafen', 'goodbye "Goodbye."'])
  })

  test.each(['erm well', ''])('is asked, and nothing is counted, if that was no answer: "%s"', (words) => {
    const call = aCall(order)
    call.did()
    call.bargesIn(words)
    expect(call.did()).toEqual([
      'listen guests',
      'timer noinput in 6000',
      'timer noinput off',
      'listen guests',
      'say "How many guests?"',
    ])
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
    expect(call.snapshot.context.repairs).toBe(0)
  })

  test('is asked, and nothing is counted, if nothing more comes', () => {
    const call = aCall(order).interrupts().wait(6000)
    expect(call.last).toBe('How many guests?')
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
  })

  test('cannot break into a line that may not be interrupted, and is not heard while it is spoken', () => {
    const call = aCall(`
start: legal
slots: { n: { type: integer } }
states:
  legal: { say: This call is recorded., bargein: false, next: ask }
  ask: { gather: n, prompt: How many?, next: bye }
  bye: { end: Bye. }
`)
    expect(call.did()).toEqual(['deafen', 'say "This call is recorded."'])
    call.rest()
    expect(call.did()).toEqual(['listen n', 'say "How many?"', 'timer noinput in 6000'])
  })

  test('hears such a line even after breaking into the one before it', () => {
    const call = aCall(`
start: hello
slots: { n: { type: integer } }
states:
  hello: { say: Hello there., next: legal }
  legal: { say: This call is recorded., bargein: false, next: ask }
  ask: { gather: n, prompt: How many?, next: bye }
  bye: { end: Bye. }
`)
    call.interrupts()
    expect(call.last).toBe('This call is recorded.')
    call.rest()
    expect(call.last).toBe('How many?')
  })

  test('is waited for where the next thing said is no question', () => {
    const flow = `
start: hello
states:
  hello: { say: Hello there., next: which }
  which: { branch: [{ when: "call.from == ''", to: bye }, { else: opened }] }
  opened: { say: We open at nine., next: bye }
  bye: { end: Bye. }
`
    const call = aCall(flow).interrupts()
    expect(call.phase).toBe('opened.yielding')
    expect(call.last).toBe('Hello there.')
    call.speaks('hang on')
    expect(call.last).toBe('We open at nine.')
    expect(aCall(flow).interrupts().wait(2000).last).toBe('We open at nine.')
  })

  test('who interrupts before a tool is asked the question behind it, and not left in silence', () => {
    const call = aCall(
      `
start: hello
slots: { n: { type: integer } }
states:
  hello: { say: Hello there., next: look }
  look: { tool: look, next: ask, outcomes: { error: bye } }
  ask: { gather: n, prompt: How many?, next: bye }
  bye: { end: Bye. }
`,
      { tools: { look: { answer: { ok: true, result: {} }, takesMs: 300 } } },
    )
    call.interrupts().speaks('hello')
    expect(call.phase).toBe('look.calling.quiet')
    call.wait(300)
    expect(call.last).toBe('How many?')
  })
})

describe('a statement with several wordings', () => {
  const loop = `
start: again
slots: { n: { type: integer } }
states:
  again: { gather: n, prompt: [How many?, What number?, Which number?], next: [{ when: "slots.n == 0", to: bye }, { else: reset }] }
  bye: { end: Bye. }
  reset: { set: { seen: true }, clear: [n], next: again }
`
  const asked = (seed: number): string[] => {
    const call = aCall(loop, {}, { seed })
    for (let turn = 0; turn < 40; turn++) call.says('four')
    return call.transcript
  }

  test.each([1, 2, 3, 4, 5])('never says the same twice running, and uses them all (seed %i)', (seed) => {
    const said = asked(seed)
    expect(said.filter((text, index) => text === said[index - 1])).toEqual([])
    expect(new Set(said).size).toBe(3)
  })

  test('says the same in the same call, and something else in another', () => {
    expect(asked(7)).toEqual(asked(7))
    expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => asked(seed).slice(0, 6).join('|'))).size).toBeGreaterThan(1)
  })
})

test('a value is spoken as people say it, and a stand-in where there is none', () => {
  const call = aCall(`
start: read
slots: { at: { type: time }, who: { type: name } }
states:
  read: { set: { slots.at: "15:30" }, next: tell }
  tell: { say: "{{ slots.at | time }}, {{ slots.who | or('a guest') }}.", next: bye }
  bye: { end: Bye. }
`)
  expect(call.last).toBe('half past three in the afternoon, a guest.')
})
