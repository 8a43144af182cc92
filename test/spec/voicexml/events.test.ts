import { describe, expect, test } from 'vitest'
import { heardText } from '../../../engine/hearing/heard-text.ts'
import { policyOf } from '../../../engine/turns/policy.ts'
import { interrupts } from '../../../engine/turns/interruption.ts'
import { aCall } from '../machine/a-call.ts'
import { aProject } from '../machine/project.ts'
import { told, understand } from '../../../engine/hearing/understand.ts'

const ask = (more: string): string => `
start: a
slots: { n: { type: integer, max: 20 }, code: { type: digits, length: 4 } }
states:
  a: { gather: n, prompt: How many?, ${more}, next: bye }
  bye: { end: Bye. }
`

describe('VoiceXML 2.1, 4.1.6 and 5.2.2: counters and tapered prompts', () => {
  const ladders = ask(
    'nomatch: [Sorry?, How many people?, { to: bye }], noinput: [Hello?, Are you there?, { to: bye }]',
  )

  test('the prompt is that of the highest count that there is', () => {
    const call = aCall(ladders).says('purple').says('purple').rest()
    expect(call.transcript).toEqual(['How many?', 'Sorry?', 'How many people?'])
  })

  test('no-match and no-input are counted apart', () => {
    const call = aCall(ladders).says('purple').silence(6000).rest()
    expect(call.attempts).toEqual({ nomatch: 1, noinput: 1 })
    expect(call.last).toBe('Hello?')
  })

  test('a counter goes up only when its prompt was played', () => {
    const call = aCall(ladders).says('purple')
    expect(call.attempts.nomatch).toBe(0)
    expect(call.loses().resumes().attempts.nomatch).toBe(0)
    expect(call.rest().says('purple').rest().last).toBe('Sorry?')
    expect(call.attempts.nomatch).toBe(1)
  })
})

describe('VoiceXML 2.1, 5.2.4: which handler', () => {
  const inner = (commands: string): string =>
    `start: ask\n${commands}slots: { n: { type: integer } }\nstates:\n  ask: { gather: n, prompt: A number?, next: done }\n  here: { end: Inside., outcome: done }\n  done: { end: "" }\n`
  const outer =
    'start: r\ncommands: { operator: there }\nslots: {}\nstates:\n  r: { run: inner, next: bye, outcomes: { error: bye } }\n  there: { end: Outside. }\n  bye: { end: Bye. }\n'

  test('the innermost flow that has one handles it, and else the one around it', () => {
    expect(
      aProject({ outer, inner: inner('commands: { operator: here }\n') })
        .says('operator')
        .rest().transcript,
    ).toContain('Inside.')
    expect(
      aProject({ outer, inner: inner('') })
        .says('operator')
        .rest().last,
    ).toBe('Outside.')
  })

  test('of the same scope, the one of this count', () => {
    const call = aCall(ask('nomatch: [One., Two., { say: Three., to: bye }]'))
    call.says('purple').says('purple').says('purple').rest()
    expect(call.transcript.slice(1)).toEqual(['One.', 'Two.', 'Three.', 'Bye.'])
  })
})

test('VoiceXML 2.1, 5.2.5: where a flow says nothing, there are default handlers', () => {
  const plain =
    'start: a\nslots: { n: { type: integer } }\nstates:\n  a: { gather: n, prompt: How many?, next: bye }\n  bye: { end: Bye. }\n'
  const call = aCall(plain).silence(6000).rest()
  expect(call.last).toContain("I didn't hear anything")
  expect(aCall(plain).says('purple').rest().last).toContain("I didn't understand")
  const silent = aCall(plain).silence(6000).silence(6000).silence(6000).rest()
  expect(silent.hungUp).toBe('unheard')
})

describe('VoiceXML 2.1, 4.1.5: barge-in', () => {
  test('off: what is said or typed meanwhile is dropped', () => {
    const call = aCall(ask('bargein: false'))
    expect(call.listening).toBeNull()
    call.presses('4')
    expect(call.rest().slots).toEqual({})
    expect(call.says('four').slots).toEqual({ n: 4 })
  })

  test('4.1.5.1: hot-word lets only a complete answer stop the prompt', () => {
    const floor = (words: string, answer: 'closed' | 'none') => ({
      heard: { words: words.split(' '), answer, hesitation: 'none' as never, echo: false },
      startedAt: 0,
      voice: true,
      silentSince: null,
      learnt: { echoes: false } as never,
    })
    const policy = {
      bargein: { mode: 'hotword' as const, minWords: 0, minMs: 0, ignore: [], always: [] },
      waits: {} as never,
      endpointMs: null,
      yesNo: false,
      freeText: false,
    }
    expect(interrupts(floor('well I was thinking', 'none'), 2000, policy)).toBe(false)
    expect(interrupts(floor('twelve', 'closed'), 200, policy)).toBe(true)
  })
})

test('VoiceXML 2.1, 4.1.7: no-input is counted from the end of what was heard', () => {
  const call = aCall(ask('noinput_after: 5s, noinput: [Hello?, { to: bye }]'))
  call.wait('How many?'.length * 60 + 4999)
  expect(call.last).toBe('How many?')
  expect(call.wait(1).last).toBe('Hello?')
})

describe('VoiceXML 2.1, 6.3.2 and 6.3.3: time-outs', () => {
  test('6.3.2: what is complete ends the turn sooner than what could grow, and that sooner than a beginning', () => {
    const call = aCall(ask('nomatch: [{ to: bye }]')).rest()
    const { closed, open, partial } = policyOf(call.listening).waits
    expect(closed).toBeLessThan(open)
    expect(open).toBeLessThan(partial)
  })

  test('6.3.2: below the confidence floor an answer is not taken without a word', () => {
    const call = aCall(ask('nomatch: [Sorry?, { to: bye }]')).rest()
    if (call.listening === null) throw new Error('Nobody listens.')
    const moment = { nowMs: call.now, timezone: 'Europe/London' }
    const heard = told(understand([{ text: 'four', confidence: 0.2 }], call.listening, moment))
    call.take({ type: 'turn.ended', at: call.now, ...heard }).rest()
    expect(call.slots).toEqual({})
    expect(call.last).toBe('4. Is that right?')
  })

  const typed = ask('keypad: { max: 2, terminator: "#" }')
  test('6.3.3: keys end with the terminator, with enough of them, or with a pause', () => {
    expect(aCall(typed).presses('1#').slots).toEqual({ n: 1 })
    expect(aCall(typed).presses('12').slots).toEqual({ n: 12 })
    const call = aCall(typed).presses('1')
    expect(call.slots).toEqual({})
    expect(call.wait(3000).slots).toEqual({ n: 1 })
  })
})

describe('VoiceXML 2.1, 6.3.6: universals', () => {
  test('are off unless the flow asks for them', () => {
    const off = aProject({ off: ask('nomatch: [Sorry?, { to: bye }]') })
      .says('help')
      .rest()
    expect(off.last).toBe('Sorry?')
    const on = aProject({ on: `commands: { help: true }${ask('nomatch: [Sorry?, { to: bye }]')}` })
      .says('help')
      .rest()
    expect(on.transcript).toContain('You can just answer in your own words.')
  })

  test('and in a modal state they are not heard', () => {
    const modal = `commands: { help: true }${ask('modal: true, nomatch: [Sorry?, { to: bye }]')}`
    expect(aProject({ modal }).says('help').rest().last).toBe('Sorry?')
  })
})

describe('VoiceXML 2.1, 4: marks', () => {
  test('say where an interruption hit: the text up to the last whole word', () => {
    expect(heardText('Please say how many people.', 'en-GB', 700, 1620)).toBe('Please say')
  })

  test('what was not heard of a statement is said when the stream comes back', () => {
    const say =
      'start: s\nslots: {}\nstates:\n  s: { say: "We open at nine. We close at six.", next: bye }\n  bye: { end: Bye. }\n'
    const call = aCall(say).reconnect('We close at six.')
    expect(call.last).toBe('Sorry, we were cut off. We close at six.')
  })
})
