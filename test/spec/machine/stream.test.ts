import { describe, expect, test } from 'vitest'
import type { Stubs } from '../conversation.ts'
import { aCall, answers } from './a-call.ts'

const cutOff = 'Sorry, we were cut off.'
const flow = `
start: greet
slots: { n: { type: integer }, sure: { type: boolean } }
states:
  greet: { greeting: Welcome. How nice that you call., next: news }
  news: { say: We are open again. From nine to five., next: ask }
  ask:
    gather: n
    prompt: How many?
    noinput_after: 5s
    noinput: [Are you there?, { repeat: true }, { to: bye }]
    nomatch: [A number please?, { to: bye }]
    next: look
  look:
    tool: look
    filler: { after: 800ms, say: [One moment., Still looking.], every: 1500ms }
    next: sort
    outcomes: { error: bye }
  sort:
    decide: What now?
    prompt: What shall I do?
    options:
      book: { means: wants a visit, examples: [book a visit], next: right }
      stop: { means: gives up, examples: [leave it], next: bye }
    unsure: bye
    filler: { after: 500ms, say: Let me see. }
    budget: 5s
  right: { confirm: "Four, right?", confirmed: tell, denied: bye }
  tell: { say: It is booked. Thank you., next: desk }
  desk: { transfer: desk, say: I will put you through., outcomes: { error: bye } }
  bye: { end: Goodbye. }
`
const stubs: Stubs = {
  tools: { look: answers({}, 3000) },
  decides: { takesMs: 2000, answer: { option: 'book', confidence: 1, why: 'model' } },
}
const at = (state: string): ReturnType<typeof aCall> => {
  const call = aCall(flow.replace('start: greet', `start: ${state}`), stubs)
  call.did()
  return call
}

describe('a stream that drops and comes back', () => {
  test('in a greeting: it is not said again', () => {
    const call = at('greet').reconnect('How nice that you call.')
    expect(call.transcript).toEqual(['Welcome. How nice that you call.', 'We are open again. From nine to five.'])
  })

  test('in a statement: goes on from the sentence that was cut off', () => {
    const call = at('news').reconnect('From nine to five.')
    expect(call.did()).toEqual(['listen n', `repair "${cutOff} From nine to five."`])
    expect(call.rest().last).toBe('How many?')
  })

  test('in a statement, with nobody knowing how far it came: says it again', () => {
    expect(at('news').resumes().did()).toEqual(['listen n', 'say "We are open again. From nine to five."'])
  })

  test('in a question: says so and asks once, listening for the same, attempts kept, silence counted anew', () => {
    const call = at('ask').silence(5000)
    call.rest().wait(4000)
    call.did()
    call.loses()
    expect(call.did()).toEqual(['timer noinput off'])
    call.wait(60_000)
    expect(call.did()).toEqual([])
    call.resumes()
    expect(call.did()).toEqual(['listen n', `repair "${cutOff}"`])
    call.rest()
    expect(call.did()).toEqual(['listen n', 'say "How many?"', 'timer noinput in 5000'])
    expect(call.attempts).toEqual({ noinput: 1, nomatch: 0 })
    expect(call.says('four').slots).toEqual({ n: 4 })
  })

  test('in a question that the caller answers at once: does not ask it again', () => {
    const call = at('ask').reconnect()
    expect(call.bargesIn('four', 'Sorry').slots).toEqual({ n: 4 })
    expect(call.transcript).toEqual(['How many?', cutOff])
  })

  test('in a question, while keys came: they are forgotten', () => {
    const call = at('ask').presses('4').reconnect()
    expect(call.snapshot.context.keys).toBe('')
    expect(call.presses('7').wait(3000).slots).toEqual({ n: 7 })
  })

  test('in a confirmation: asks it once, and hears yes', () => {
    const call = at('right').reconnect().says('yes')
    expect(call.transcript).toEqual(['Four, right?', cutOff, 'Four, right?', 'It is booked. Thank you.'])
  })

  test('while a tool runs: says so, and the tool keeps its deadline', () => {
    const call = at('look')
    const { timers, awaiting } = call.snapshot.context
    call.wait(300).reconnect()
    expect(call.last).toBe(`${cutOff} I am still working on it.`)
    expect(call.snapshot.context.timers.tool).toBe(timers.tool)
    expect(call.snapshot.context.awaiting).toEqual(awaiting)
    expect(call.calls).toHaveLength(1)
    expect(call.rest().last).toBe('What shall I do?')
  })

  test('while a tool runs that answers meanwhile: what it found is used, and the question heard once', () => {
    const call = at('look').wait(2900).loses().wait(1000)
    expect(call.phase).toBe('look.finishing')
    call.did()
    call.resumes()
    expect(call.did()).toEqual(['listen book stop', 'say "What shall I do?"'])
    expect(call.calls).toHaveLength(1)
  })

  test('while a tool runs that answers meanwhile and before its filler: the same', () => {
    const call = aCall(flow.replace('start: greet', 'start: look'), { tools: { look: answers({}, 600) } })
    call.wait(100).loses().wait(1000)
    expect(call.phase).toBe('sort.asking')
    call.did()
    call.resumes()
    expect(call.did()).toEqual(['listen book stop', `repair "${cutOff}"`])
    call.rest()
    expect(call.did()).toEqual(['listen book stop', 'say "What shall I do?"', 'timer noinput in 6000'])
    expect(call.calls).toHaveLength(1)
  })

  test('while a filler is spoken: it is not said again, and the next one comes in its order', () => {
    const call = at('look').wait(900)
    expect(call.last).toBe('One moment.')
    call.reconnect('One moment.')
    expect(call.transcript.slice(1)).toEqual([`${cutOff} I am still working on it.`])
  })

  test('while the answer waits for a phrase that will not end now: goes on', () => {
    const call = aCall(flow.replace('start: greet', 'start: look'), { tools: { look: answers({}, 1000) } }).wait(1100)
    expect(call.phase).toBe('look.finishing')
    call.loses()
    expect(call.phase).toBe('sort.asking')
    expect(call.resumes().rest().last).toBe('What shall I do?')
  })

  test('while the model is asked: says so, and its budget is no longer for that', () => {
    const call = at('sort').says('my cousin comes')
    const { timers } = call.snapshot.context
    call.reconnect()
    expect(call.last).toBe(`${cutOff} I am still working on it.`)
    expect(call.snapshot.context.timers.decision).toBe(timers.decision)
    expect(call.listening?.options).toHaveProperty('book')
    expect(call.rest().last).toBe('Four, right?')
    expect(call.decisions).toHaveLength(1)
  })

  test('while a transfer is announced: transfers', () => {
    expect(at('desk').reconnect().phase).toBe('desk.transferring')
  })

  test('in the goodbye: says it, and hangs up', () => {
    const call = at('bye').reconnect('Goodbye.')
    expect(call.transcript).toEqual(['Goodbye.', 'Goodbye.'])
    expect(call.rest().hungUp).toBe('completed')
  })

  test('in the sentence that ends a broken call: says it, and hangs up', () => {
    const call = aCall(`
start: broken
slots: { n: { type: integer } }
states:
  broken: { branch: [{ when: "[1][5] == 1", to: bye }, { else: bye }] }
  bye: { end: Bye. }
`)
    expect(call.faults).toHaveLength(1)
    expect(call.reconnect().rest().hungUp).toBe('failed')
    expect(call.transcript).toHaveLength(2)
  })

  test('twice, and for long: says so each time', () => {
    const call = at('ask').reconnect().loses().wait(5000).resumes()
    expect(call.rest().transcript).toEqual(['How many?', cutOff, cutOff, 'How many?'])
  })

  test('that is taken over by another before it is known to be lost: nobody waits for what was being said', () => {
    for (const state of ['greet', 'news', 'ask', 'look', 'sort', 'right', 'tell', 'desk', 'bye'])
      expect(at(state).wait(900).resumes().rest().snapshot.context.speaking).toBe(null)
    const call = at('look').wait(900)
    call.take({ type: 'tool.finished', at: call.now, key: call.calls[0]?.key ?? '', outcome: { ok: true, result: {} } })
    expect(call.phase).toBe('look.finishing')
    expect(call.resumes().last).toBe('What shall I do?')
  })
})
