import { describe, expect, test } from 'vitest'
import type { Conversation } from '../conversation.ts'
import { aCall, answers, fails } from '../machine/a-call.ts'
import { aProject } from '../machine/project.ts'

/** A flow with one question, with `defaults` and with options of the state itself. No slot here has keys to be offered. */
const ask = (own = '', defaults = ''): string => `
start: ask
${defaults}
slots: { n: { type: choice, options: [small, large] } }
states:
  ask:
    gather: n
    prompt: How many?
    ${own}
    next: bye
  bye: { end: Goodbye. }
`
/** What follows the question when this is said (or nothing, for ""), so many times. */
function after(flow: string, said: string, times = 1): string[] {
  const call = aCall(flow)
  for (let n = 0; n < times && call.rest().hungUp === null; n++) {
    if (said === '') call.silence(6000)
    else call.says(said)
  }
  return call.rest().transcript.slice(1)
}

describe('5.2.2 counters', () => {
  const flow = ask('nomatch: [N1., N2., N3., { to: bye }]\n    noinput: [S1., S2., S3., { to: bye }]')
  const turns = (call: Conversation, order: string): Conversation => {
    for (const turn of order) {
      if (turn === 's') call.silence(6000)
      else call.says('purple')
    }
    return call.rest()
  }

  test.each([
    ['nns', ['N1.', 'N2.', 'S1.'], { nomatch: 2, noinput: 1 }],
    ['sns', ['S1.', 'N1.', 'S2.'], { nomatch: 1, noinput: 2 }],
    ['nsnsns', ['N1.', 'S1.', 'N2.', 'S2.', 'N3.', 'S3.'], { nomatch: 3, noinput: 3 }],
  ])('no-match and no-input are counted apart: %s', (order, said, attempts) => {
    const call = turns(aCall(flow), order)
    expect(call.transcript.slice(1)).toEqual(said)
    expect(call.attempts).toEqual(attempts)
  })

  test('a no-input does not start the counter of no-matches again, nor the other way round', () => {
    expect(turns(aCall(flow), 'nnsn').last).toBe('N3.')
    expect(turns(aCall(flow), 'ssns').last).toBe('S3.')
  })

  test('what the flow can read of its counters is what was played', () => {
    const counted = ask('nomatch: ["Pardon, {{ attempts.nomatch }}?", "Again, {{ attempts.nomatch }}?", { to: bye }]')
    expect(after(counted, 'purple', 2)).toEqual(['Pardon, 0?', 'Again, 1?'])
  })
})

describe('5.2.4 which handler: the nearest scope, then the count', () => {
  const ofKind = 'defaults: { gather: { nomatch: [Kind 1., Kind 2., { to: bye }] } }'
  const ofAll = 'defaults: { nomatch: [All 1., All 2., { to: bye }] }'
  const ofBoth = 'defaults: { nomatch: [All 1., { to: bye }], gather: { nomatch: [Kind 1., { to: bye }] } }'

  test("the state's own ladder comes first, whatever the defaults say", () => {
    for (const defaults of ['', ofKind, ofAll, ofBoth])
      expect(after(ask('nomatch: [Own 1., { to: bye }]', defaults), 'purple')).toEqual(['Own 1.'])
  })

  test('then that of `defaults` for its kind, then that for all kinds', () => {
    expect(after(ask('', ofKind), 'purple')).toEqual(['Kind 1.'])
    expect(after(ask('', ofBoth), 'purple')).toEqual(['Kind 1.'])
    expect(after(ask('', ofAll), 'purple')).toEqual(['All 1.'])
  })

  test('then the one that is built in', () => {
    expect(after(ask(), 'purple')).toEqual(["Sorry, I didn't understand that. How many?"])
  })

  test('a default for another kind is none of this one', () => {
    const other = 'defaults: { confirm: { nomatch: [Yes or no?, { to: bye }] } }'
    expect(after(ask('', other), 'purple')).toEqual(["Sorry, I didn't understand that. How many?"])
  })

  test('each event is looked up for itself: an own no-match ladder leaves no-input to the defaults', () => {
    const flow = ask(
      'nomatch: [Own., { to: bye }]',
      'defaults: { nomatch: [All n., { to: bye }], noinput: [All s., { to: bye }] }',
    )
    expect(after(flow, 'purple')).toEqual(['Own.'])
    expect(after(flow, '')).toEqual(['All s.'])
  })

  test('within the scope that was found it is the count that chooses, and no other scope is mixed in', () => {
    expect(after(ask('nomatch: [Own 1., { say: Own 2., to: bye }]', ofAll), 'purple', 2)).toEqual([
      'Own 1.',
      'Own 2.',
      'Goodbye.',
    ])
    expect(after(ask('', ofKind), 'purple', 3)).toEqual(['Kind 1.', 'Kind 2.', 'Goodbye.'])
  })
})

describe('5.2.4 a handler of a flow that is run, and those of the flows around it', () => {
  const innermost = (commands: string): string => `
start: ask
${commands}
slots: { n: { type: integer } }
states:
  ask: { gather: n, prompt: A number?, next: done }
  here: { end: Inside., outcome: done }
  done: { end: "" }
`
  const between = (commands: string): string =>
    `start: r\n${commands}\nslots: {}\nstates:\n  r: { run: innermost, next: done, outcomes: { error: done } }\n  there: { end: Between., outcome: done }\n  done: { end: "" }\n`
  const outer =
    'start: r\ncommands: { operator: out }\nslots: {}\nstates:\n  r: { run: between, next: bye, outcomes: { error: bye } }\n  out: { end: Outside. }\n  bye: { end: Bye. }\n'
  const called = (inner: string, middle: string): Conversation =>
    aProject({ outer, between: between(middle), innermost: innermost(inner) })
      .says('operator')
      .rest()

  test('the innermost that has one handles it, and the flow around it goes on', () => {
    expect(called('commands: { operator: here }', 'commands: { operator: there }').transcript).toEqual([
      'A number?',
      'Inside.',
      'Bye.',
    ])
  })

  test('else the next one out: what runs inside it is given up', () => {
    expect(called('', 'commands: { operator: there }').transcript).toEqual(['A number?', 'Between.', 'Bye.'])
    expect(called('', '').transcript).toEqual(['A number?', 'Outside.'])
  })
})

describe('5.2.5 default handlers', () => {
  test('no-match: says so and asks again, twice, then ends the call in words', () => {
    expect(after(ask(), 'purple', 3)).toEqual([
      "Sorry, I didn't understand that. How many?",
      'I am sorry, I still did not understand. How many?',
      'I am sorry, I could not understand you. Please call again. Goodbye.',
    ])
  })

  test('no-input: the same, with words of its own', () => {
    expect(after(ask(), '', 3)).toEqual([
      "Sorry, I didn't hear anything. How many?",
      'I still cannot hear you. How many?',
      'I cannot hear you, so I am going to hang up. Please call again. Goodbye.',
    ])
  })

  test('both are said in the language of the flow', () => {
    const german = `language: de-DE\n${ask()}`
    expect(aProject({ german }).says('lila').rest().last).toBe(
      'Entschuldigung, das habe ich nicht verstanden. How many?',
    )
    expect(aProject({ german }).silence(6000).rest().last).toBe('Entschuldigung, ich habe nichts gehört. How many?')
  })

  test("a decision that is not understood goes where its `unsure` says, not to the call's end", () => {
    const decide = `
start: ask
states:
  ask:
    decide: Another day?
    prompt: Another day?
    options:
      again: { means: another day, examples: [another day please], next: bye }
      stop: { means: leave it, examples: [leave it], next: bye }
    unsure: someone
  someone: { end: I will get someone. }
  bye: { end: Goodbye. }
`
    expect(after(decide, 'purple', 3).at(-1)).toBe('I will get someone.')
  })

  test('an error that no one handles is said, and ends the call as failed', () => {
    const flow = `
start: look
states:
  look: { tool: look, next: tell, outcomes: { error: sorry } }
  tell: { say: "{{ size(call.from) / (size(call.from) - size(call.from)) }}", next: bye }
  sorry: { end: Sorry. }
  bye: { end: Goodbye. }
`
    const call = aCall(flow, { tools: { look: answers({}) } }).rest()
    expect(call.faults).toHaveLength(1)
    expect(call.last).toContain('something went wrong')
    expect(call.hungUp).toBe('failed')
  })

  test('a caller who hangs up is gone from wherever they were: nothing is said to them', () => {
    const call = aCall(ask('nomatch: [Own., { to: bye }]')).says('purple').hangup()
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'hangup', timers: {} } })
    expect(call.transcript).toEqual(['How many?', 'Own.'])
  })
})

describe('5.2.6 events by name: the whole name, then the one that catches all', () => {
  const look = (outcomes: string): string => `
start: look
states:
  look: { tool: look, next: bye, outcomes: ${outcomes} }
  conflict: { end: A conflict. }
  other: { end: Another error. }
  bye: { end: Goodbye. }
`
  const ended = (outcomes: string, code: string): string =>
    aCall(look(outcomes), { tools: { look: fails(code) } }).rest().last

  test('an error that is named goes its own way, another one that of `error`', () => {
    expect(ended('{ conflict: conflict, error: other }', 'conflict')).toBe('A conflict.')
    expect(ended('{ conflict: conflict, error: other }', 'unavailable')).toBe('Another error.')
  })

  test('whichever is written first', () => {
    expect(ended('{ error: other, conflict: conflict }', 'conflict')).toBe('A conflict.')
  })

  test('a name that only begins alike is another one', () => {
    expect(ended('{ conflict: conflict, error: other }', 'conflict_of_dates')).toBe('Another error.')
  })
})

describe('5.3.6 a handler that goes elsewhere', () => {
  test('says its words first, and counts only for the state that it was in', () => {
    const call = aCall(`
start: a
slots: { n: { type: integer }, m: { type: integer } }
states:
  a: { gather: n, prompt: How many?, nomatch: [{ say: Let us see., to: b }], next: b }
  b: { gather: m, prompt: How old?, nomatch: [Pardon?, { to: bye }], next: bye }
  bye: { end: Goodbye. }
`).says('purple')
    call.rest()
    expect(call.transcript).toEqual(['How many?', 'Let us see.', 'How old?'])
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
    expect(call.says('purple').last).toBe('Pardon?')
  })
})
