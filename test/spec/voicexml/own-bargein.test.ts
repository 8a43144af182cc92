import { describe, expect, test } from 'vitest'
import type { Conversation } from '../conversation.ts'
import { aCall } from '../machine/a-call.ts'
import { aProject } from '../machine/project.ts'

/** What the caller may do to what is being said now: break into it with words, and stop it with a key. */
function isOpen(call: Conversation): boolean {
  const { speaking, uninterruptible } = call.snapshot.context
  if (speaking === null) throw new Error('Nothing is being said.')
  const words = call.listening !== null && call.listening.bargein.mode !== 'off'
  expect(speaking === uninterruptible).toBe(!words)
  return words
}

const ask = (state: string, prompt: string, more = ''): string => `
start: ask
slots: { n: { type: integer, max: 20, reject: [{ when: "slots.n > 9", say: { text: Too many., bargein: ${state === 'true' ? 'false' : 'true'} } }] } }
states:
  ask:
    gather: n
    prompt: ${prompt}
    bargein: ${state}
    ${more}
    next: bye
  bye: { end: Goodbye. }
`

describe('4.1.5 bargein of a prompt comes before that of its state', () => {
  test('a question that may not be interrupted in a state that may: what is said and typed into it is dropped', () => {
    const call = aCall(ask('true', '{ text: How many?, bargein: false }'))
    expect(isOpen(call)).toBe(false)
    call.presses('4').rest()
    expect(call.slots).toEqual({})
    expect(call.listening?.bargein.mode).toBe('speech')
    expect(call.says('four').slots).toEqual({ n: 4 })
  })

  test('a question that may be interrupted in a state that may not: words and keys are taken', () => {
    const own = ask('false', '{ text: How many?, bargein: true }')
    expect(isOpen(aCall(own))).toBe(true)
    expect(aCall(own).bargesIn('four', 'How').slots).toEqual({ n: 4 })
    const typed = aCall(own)
    typed.did()
    typed.presses('4')
    expect(typed.did()[0]).toBe('clear')
    expect(typed.presses('#').slots).toEqual({ n: 4 })
  })

  test('once it has been played the policy of the state holds again', () => {
    const call = aCall(ask('{ mode: hotword }', '{ text: How many?, bargein: { mode: speech, min_words: 3 } }'))
    expect(call.listening?.bargein).toMatchObject({ mode: 'speech', minWords: 3 })
    expect(call.rest().listening?.bargein.mode).toBe('hotword')
  })

  test.each([
    ['true', 'false', false],
    ['false', 'true', true],
  ])('a rung, in a state with %s', (state, own, open) => {
    const rungs = `nomatch: [{ text: Pardon?, bargein: ${own} }, { say: { text: Never mind., bargein: ${own} }, to: bye }]`
    const call = aCall(ask(state, 'How many?', rungs)).says('purple')
    expect(call.last).toBe('Pardon?')
    expect(isOpen(call)).toBe(open)
    call.says('purple')
    expect(call.last).toBe('Never mind.')
    expect(isOpen(call)).toBe(open)
  })

  test.each([
    ['true', false],
    ['false', true],
  ])('what is said of a refused answer, in a state with %s', (state, open) => {
    const call = aCall(ask(state, 'How many?')).says('twelve')
    expect(call.last).toBe('Too many.')
    expect(isOpen(call)).toBe(open)
    // The question after it is the state's own again.
    call.wait('Too many.'.length * 60)
    expect(call.last).toBe('How many?')
    expect(isOpen(call)).toBe(!open)
  })

  test.each([
    ['say', 'true', 'false', false],
    ['say', 'false', 'true', true],
    ['greeting', 'true', 'false', false],
    ['greeting', 'false', 'true', true],
  ])('a %s that says %s, and its prompt %s', (kind, state, own, open) => {
    const call = aCall(`
start: hello
slots: { n: { type: integer, max: 20 } }
states:
  hello: { ${kind}: { text: This call is recorded., bargein: ${own} }, bargein: ${state}, next: ask }
  ask: { gather: n, prompt: How many?, next: bye }
  bye: { end: Goodbye. }
`)
    expect(call.listening !== null).toBe(open)
    if (open) {
      call.bargesIn('four', 'This')
      expect(call.slots).toEqual({ n: 4 })
    } else {
      call.presses('4').rest()
      expect(call.transcript).toEqual(['This call is recorded.', 'How many?'])
      expect(call.slots).toEqual({})
    }
  })

  test('a confirm and a decide', () => {
    const two = (state: string, own: string): string => `
start: sure
slots: {}
states:
  sure: { confirm: { text: Is that right?, bargein: ${own} }, bargein: ${state}, confirmed: what, denied: bye }
  what:
    decide: What next?
    prompt: { text: A or B?, bargein: ${own} }
    bargein: ${state}
    options: { a: { means: the first, examples: [alpha], next: bye }, b: { means: the second, examples: [beta], next: bye } }
    unsure: bye
  bye: { end: Goodbye. }
`
    for (const [state, own] of [
      ['true', 'false'],
      ['false', 'true'],
    ] as const) {
      const call = aCall(two(state, own))
      expect(isOpen(call)).toBe(own === 'true')
      call.says('yes')
      expect(call.last).toBe('A or B?')
      expect(isOpen(call)).toBe(own === 'true')
    }
  })

  test('a phrase of a filler, and then the wait is as it was', () => {
    const call = aCall(
      `
start: look
slots: {}
states:
  look: { tool: look, filler: { after: 1s, say: [{ text: One moment., bargein: false }], every: 1s }, next: bye, outcomes: { error: bye } }
  bye: { end: Goodbye. }
`,
      { tools: { look: { takesMs: 9000, answer: { ok: true, result: null } } } },
    )
    expect(call.listening).not.toBeNull()
    call.wait(1000)
    expect(isOpen(call)).toBe(false)
    call.wait('One moment.'.length * 60)
    expect(call.listening?.bargein.mode).toBe('speech')
  })

  test("a run's last words, and an answer in passing", () => {
    const call = aProject({
      outer: `
start: r
knowledge: [{ questions: [is there parking], answer: { text: There is., bargein: false } }]
slots: { n: { type: integer } }
states:
  r: { run: inner, next: ask, outcomes: { error: bye } }
  ask: { gather: n, prompt: How many?, next: bye }
  bye: { end: Goodbye. }
`,
      inner: 'start: e\nslots: {}\nstates:\n  e: { end: { text: That is all., bargein: false } }\n',
    })
    expect(isOpen(call)).toBe(false)
    call.says('is there parking')
    expect(call.last).toBe('There is.')
    expect(isOpen(call)).toBe(false)
  })

  test('nothing is heard into a goodbye, whatever its prompt says: nobody is there to answer', () => {
    const call = aCall('start: bye\nslots: {}\nstates:\n  bye: { end: { text: Goodbye., bargein: true } }\n')
    expect(isOpen(call)).toBe(false)
  })
})
