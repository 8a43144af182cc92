import { describe, expect, test } from 'vitest'
import { aCall, answers } from '../machine/a-call.ts'
import { aProject } from '../machine/project.ts'

describe('VoiceXML 2.1, 2.1.6: the form interpretation algorithm', () => {
  const form = `
start: a
slots: { n: { type: integer, max: 20 }, day: { type: date }, at: { type: time, earliest: "12:00", latest: "22:00" } }
states:
  a: { gather: [n, day, at], prompt: How many and when?, prompts: { n: How many?, day: What day?, at: What time? }, next: bye }
  bye: { end: Bye. }
`
  test('items are visited in order, and what one utterance has filled is passed over', () => {
    const call = aCall(form).says('four tomorrow').rest()
    expect(call.last).toBe('What time?')
    expect(call.says('eight pm').rest().hungUp).toBe('completed')
  })

  test('a form whose items are all filled asks nothing', () => {
    const call = aCall(
      form
        .replace('{ type: integer, max: 20 }', '{ type: integer, default: 2 }')
        .replace('{ type: date }', '{ type: date, default: "2026-10-09" }')
        .replace('"22:00" }', '"22:00", default: "19:00" }'),
    )
    expect(call.transcript).toEqual(['Bye.'])
  })

  test('the counters of a form start again when it is entered anew', () => {
    const again = `
start: a
slots: { n: { type: integer }, m: { type: integer } }
states:
  a: { gather: n, prompt: How many?, nomatch: [Sorry?, Once more?, { to: b }], next: b }
  b: { gather: m, prompt: Again?, next: c }
  c: { set: { done: true }, clear: [n], next: a }
`
    const call = aCall(again).says('purple').rest()
    expect(call.attempts.nomatch).toBe(1)
    call.says('four').says('one').rest()
    expect(call.state).toBe('a')
    expect(call.attempts.nomatch).toBe(0)
    expect(call.says('purple').rest().last).toBe('Sorry?')
  })
})

describe('VoiceXML 2.1, 2.3.4: subdialogs', () => {
  test('a flow is run with parameters of its own, and returns what it names', () => {
    const caller =
      'start: r\nslots: { n: { type: integer, default: 1 } }\nstates:\n  r: { run: sub, with: { most: 3 }, save: { n: result.n }, next: bye, outcomes: { error: bye } }\n  bye: { end: "{{ n }} and {{ slots.n }}." }\n'
    const sub =
      'start: ask\ninputs: { most: { type: integer } }\noutputs: { n: slots.n }\nslots: { n: { type: integer } }\nstates:\n  ask: { gather: n, prompt: "Up to {{ inputs.most }}?", next: done }\n  done: { end: "" }\n'
    const call = aProject({ caller, sub }).rest()
    expect(call.last).toBe('Up to 3?')
    expect(call.says('two').rest().last).toBe('2 and 1.')
  })
})

describe('VoiceXML 2.1, 2.3.6: record', () => {
  const record =
    'start: r\nslots: {}\nstates:\n  r: { record: Speak., max: 10s, silence: 2s, next: bye, outcomes: { noinput: none } }\n  none: { end: Nothing. }\n  bye: { end: Bye. }\n'
  test('has a longest time and a final silence, and hears no one meanwhile', () => {
    const call = aProject({ record }).wait(1000)
    expect(call.snapshot.context.awaiting).toMatchObject({ maxMs: 10_000, silenceMs: 2000 })
    expect(call.listening).toBeNull()
  })

  test('no audio is a no-input', () => {
    const recording = { answer: { ref: '', ms: 0, how: 'noinput' as const } }
    expect(aProject({ record }, { recording }).rest().last).toBe('Nothing.')
  })

  test('a terminating key ends it', () => {
    const call = aProject({ record }).wait(1000)
    call.did()
    call.presses('#')
    expect(call.did()).toEqual(['record.stop'])
  })
})

describe('VoiceXML 2.1, 2.3.7: transfer', () => {
  const transfer =
    'start: t\nslots: {}\nstates:\n  t: { transfer: desk, outcomes: { busy: busy, noanswer: nobody, declined: no, failed: failed } }\n  busy: { end: Busy. }\n  nobody: { end: Nobody. }\n  no: { end: Declined. }\n  failed: { end: Failed. }\n'
  test.each([
    ['busy', 'Busy.'],
    ['noanswer', 'Nobody.'],
    ['declined', 'Declined.'],
    ['failed', 'Failed.'],
  ] as const)('%s comes back to the flow', (answer, said) => {
    expect(aCall(transfer, { transfer: { answer } }).rest().last).toBe(said)
  })

  test('that has been answered is the end for us', () => {
    expect(aCall(transfer).rest().snapshot.context.outcome).toBe('transferred')
  })
})

test('VoiceXML 2.1, 4.1.8: what is said while a tool runs is not an answer to the question that follows', () => {
  const transition = `
start: n
slots: { n: { type: integer }, m: { type: integer } }
states:
  n: { gather: n, prompt: How many?, next: look }
  look: { tool: look, next: m, outcomes: { error: bye } }
  m: { gather: m, prompt: And children?, next: bye }
  bye: { end: Bye. }
`
  const call = aCall(transition, { tools: { look: answers({}, 3000) } }).says('four')
  call.wait(500).speaks('five')
  expect(call.rest().last).toBe('And children?')
  expect(call.slots).toEqual({ n: 4 })
})
