import { describe, expect, test } from 'vitest'
import type { Conversation } from '../conversation.ts'
import { aCall } from './a-call.ts'

const flow = `
start: ask
slots: { n: { type: integer } }
states:
  ask:
    gather: n
    prompt: How many?
    noinput_after: 5s
    nomatch: [A number please?, { repeat: true }, { say: Let me get someone., to: someone }]
    noinput: [Are you there?, { repeat: true }, { to: bye }]
    next: again
  again: { set: { seen: true }, clear: [n], next: ask }
  someone: { transfer: desk, outcomes: { error: bye } }
  bye: { end: Bye. }
`

/** Told to whoever is not understood a second time. */
const keys = 'You can also type it on your keypad.'

describe('a caller who is not understood', () => {
  test('is asked in other words, then in the same, then brought to someone', () => {
    const call = aCall(flow).says('erm').says('well').says('um')
    expect(call.transcript).toEqual(['How many?', 'A number please?', `How many? ${keys}`, 'Let me get someone.'])
    call.did()
    call.wait(Number.MAX_SAFE_INTEGER)
    expect(call.did()).toEqual(['deafen', 'transfer to desk', 'timer transfer in 14400000', 'timer transfer off'])
  })

  test('and silent in between: the two are counted apart', () => {
    const call = aCall(flow).says('erm').silence(5000).says('well').silence(5000)
    expect(call.transcript).toEqual([
      'How many?',
      'A number please?',
      'Are you there?',
      `How many? ${keys}`,
      'How many?',
    ])
    expect(call.rest().attempts).toEqual({ noinput: 2, nomatch: 2 })
  })

  test('begins at the first rung again when the state is entered anew', () => {
    const call = aCall(flow).says('erm').says('well').says('four')
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
    call.says('erm')
    expect(call.last).toBe('A number please?')
  })

  test('is counted only when the rung was played', () => {
    const call = aCall(flow).says('erm')
    expect(call.attempts.nomatch).toBe(0)
    call.reconnect()
    expect(call.rest().attempts.nomatch).toBe(0)
    call.says('erm')
    expect(call.last).toBe('A number please?')
    expect(call.rest().attempts.nomatch).toBe(1)
  })

  test('is counted when they break into the rung: it was said to them', () => {
    const call = aCall(flow).says('erm').interrupts('A number')
    expect(call.attempts.nomatch).toBe(1)
    expect(call.speaks('well').last).toBe(`How many? ${keys}`)
  })
})

describe('a caller who says nothing', () => {
  test('is asked again after a silence that is counted from the end of the prompt', () => {
    const call = aCall(flow)
    call.did()
    call.wait('How many?'.length * 60)
    expect(call.did()).toEqual(['timer noinput in 5000'])
    call.wait(4999)
    expect(call.did()).toEqual([])
    call.wait(1)
    expect(call.did()).toEqual(['listen n', 'say "Are you there?"'])
  })

  test('is asked twice, then let go', () => {
    const call = aCall(flow).silence(5000).silence(5000).silence(5000)
    expect(call.transcript).toEqual(['How many?', 'Are you there?', 'How many?', 'Bye.'])
    expect(call.rest().hungUp).toBe('completed')
  })
})

describe('a rung that speaks and routes', () => {
  test('expects nothing, and goes on when it was said', () => {
    const call = aCall(flow).says('erm').says('well')
    call.rest()
    call.did()
    call.says('um')
    expect(call.did()).toEqual(['timer noinput off', 'listen for nothing', 'say "Let me get someone."'])
    expect(call.rest().hungUp).toBe(null)
    expect(call.snapshot.context.outcome).toBe('transferred')
  })

  test('goes its way when it is broken into: what is said then is for the next question', () => {
    const call = aCall(`
start: ask
slots: { n: { type: integer }, m: { type: integer } }
states:
  ask: { gather: n, prompt: How many?, nomatch: [{ say: "Never mind.", to: other }], next: other }
  other: { gather: m, prompt: How old?, next: bye }
  bye: { end: Bye. }
`)
    call.says('erm').bargesIn('forty')
    expect(call.slots).toEqual({ m: 40 })
    expect(call.transcript).not.toContain('How old?')
  })

  test('leaves no timer behind it', () => {
    const call = aCall(`
start: ask
slots: { n: { type: integer }, m: { type: integer } }
states:
  ask: { gather: n, prompt: How many?, noinput_after: 1s, nomatch: [{ to: other }], next: other }
  other: { gather: m, prompt: How old are you exactly and how do you feel?, noinput_after: 9s, next: bye }
  bye: { end: Bye. }
`)
    call.says('erm').rest()
    expect(Object.keys(call.snapshot.context.timers)).toEqual(['noinput'])
    expect(call.wait(8999).attempts.noinput).toBe(0)
  })
})

/** Until nobody listens any more. */
function mumble(call: Conversation): void {
  for (let n = 0; n < 100 && call.rest().listening !== null; n++) call.speaks('erm')
}

describe('a call that goes round and round', () => {
  const endless = `
start: ask
slots: { n: { type: integer } }
states:
  ask: { gather: n, prompt: How many?, nomatch: [Pardon?, { say: Once more., to: ask }], next: bye }
  bye: { end: Bye. }
`
  test('ends in a sentence, by a bound on the whole call', () => {
    const call = aCall(endless)
    mumble(call)
    expect(call.faults).toEqual(['The caller was asked again too often.'])
    expect(call.last).toContain('something went wrong')
    expect(call.rest().hungUp).toBe('failed')
    expect(call.transcript.length).toBeLessThan(60)
  })

  test('climbs no ladder any more once they have come to so many rungs in the whole call', () => {
    const limited = (limits: string): string => `
start: a
limits: ${limits}
slots: { n: { type: integer }, m: { type: integer } }
states:
  a: { gather: n, prompt: How many?, nomatch: [One., Two., { say: Someone., to: desk }], next: b }
  b: { gather: m, prompt: How old?, nomatch: [Three., Four., { say: Someone else., to: desk }], noinput: [Hello?, Still there?, { to: bye }], next: bye }
  desk: { say: The desk., next: bye }
  bye: { end: Bye. }
`
    const asked = (limits: string): Conversation =>
      aCall(limited(limits)).says('purple').says('purple').says('four').says('purple').rest()
    expect(asked('{ nomatch: 2 }').transcript.slice(-3)).toEqual(['Someone else.', 'The desk.', 'Bye.'])
    expect(asked('{ nomatch: 3 }').last).toBe('Three.')
    // Each ladder has its own: silence is counted apart.
    const silent = asked('{ nomatch: 3, noinput: 1 }').silence(6000).rest()
    expect(silent.last).toBe('Hello?')
    expect(silent.silence(6000).rest().last).toBe('Bye.')
  })

  test('is not kept from the colleague that the last rung leads to', () => {
    const call = aCall(
      endless
        .replace('to: ask }', 'to: ask }')
        .replace('say: Once more., to: ask', 'say: Once more., to: which')
        .replace(
          'states:',
          `states:
  which: { branch: [{ when: "rounds > 10", to: desk }, { else: count }] }
  count: { set: { rounds: "=rounds + 1" }, next: ask }
  desk: { transfer: desk, outcomes: { error: bye } }
  first: { set: { rounds: 0 }, next: ask }`,
        )
        .replace('start: ask', 'start: first'),
    )
    mumble(call)
    expect(call.faults).toEqual([])
    expect(call.rest().snapshot.context.outcome).toBe('transferred')
  })
})
