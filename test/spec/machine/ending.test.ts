import { describe, expect, test } from 'vitest'
import { compileFlow } from '../../../engine/machine/compile.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { Conversation, type Stubs } from '../conversation.ts'
import { aCall, answers } from './a-call.ts'

const flow = `
start: ask
slots: { n: { type: integer } }
states:
  ask: { gather: n, prompt: How many?, next: look }
  look: { tool: look, save: { found: result.found }, next: tell, outcomes: { error: bye } }
  tell: { say: "{{ found }} of them.", next: bye }
  bye: { end: Goodbye. }
`
const stubs: Stubs = { tools: { look: answers({ found: 'two' }, 3000) } }

describe('a caller who hangs up', () => {
  test.each<[string, (call: Conversation) => unknown]>([
    ['while being asked', (call) => call],
    ['while being listened to', (call) => call.rest()],
    ['while a tool runs', (call) => call.says('four').wait(500)],
    ['into a filler', (call) => call.says('four').wait(1000)],
    ['into a statement', (call) => call.says('four').wait(3100)],
    ['while the stream is lost', (call) => call.loses()],
  ])('%s: the call is over, and nothing is waited for', (_, until) => {
    const call = aCall(flow, stubs)
    until(call)
    call.hangup()
    expect(call.snapshot).toMatchObject({
      status: 'done',
      value: '$ended',
      context: { outcome: 'hangup', timers: {}, awaiting: null, speaking: null },
    })
    expect(call.hungUp).toBe(null)
  })

  test('is not called back by anything that comes later', () => {
    const call = aCall(flow, stubs).says('four').hangup()
    const { context, value } = call.snapshot
    call.did()
    call.wait(60_000).resumes().loses().hangup()
    call.take({ type: 'event.received', at: call.now, name: 'paid', data: null })
    expect(call.snapshot).toEqual({ ...call.snapshot, context, value })
    expect(call.snapshot.seq).toBe(call.events.length)
    expect(call.did()).toEqual([])
  })
})

describe('a flow that breaks', () => {
  const wayOut = 'I am sorry, something went wrong on our side. Please call again in a few minutes. Goodbye.'

  test('in an expression: says so and hangs up, and nothing of the broken step is done', () => {
    const call = aCall(flow, { tools: { look: answers({}, 100) } })
      .says('four')
      .rest()
    expect(call.last).toBe(wayOut)
    expect(call.faults).toEqual(['result.found is not there.'])
    expect(call.hungUp).toBe('failed')
    expect(call.snapshot.context).toMatchObject({ outcome: 'failed', timers: {}, awaiting: null, saved: {} })
  })

  test('at its first word: says so in its language', () => {
    const broken = aCall(`
start: broken
states:
  broken: { branch: [{ when: "[1][5] == 1", to: bye }, { else: bye }] }
  bye: { end: Bye. }
`)
    expect(broken.did()).toEqual(['deafen', `goodbye "${wayOut}"`])
    const { flow: english } = broken.compiled
    const german = new Conversation(compileFlow({ ...english, language: 'de-DE' }))
    expect(german.last).toContain('schiefgegangen')
  })

  test('in a default: says so', () => {
    const call = aCall(`
start: bye
slots: { n: { type: integer, default: "=[1][3]" } }
states: { bye: { end: Bye. } }
`)
    expect(call.rest().transcript).toEqual([wayOut])
  })

  test('in a loop that never listens: says so, soon', () => {
    const { flow: sound } = aCall(flow, stubs).compiled
    const base = {
      bargein: { mode: 'off', minWords: 0, minMs: 0, ignore: [], always: [] },
      commands: true,
      interrupts: true,
      corrections: true,
      knowledge: true,
      outcomes: {},
      outcomeGrants: {},
      set: {},
      clear: [],
    } as const
    const loop: Flow = {
      ...sound,
      start: 'a',
      states: {
        a: { kind: 'branch', name: 'a', ...base, next: [{ to: 'b' }] },
        b: { kind: 'branch', name: 'b', ...base, next: [{ to: 'a' }] },
      },
    }
    const call = new Conversation(compileFlow(loop))
    expect(call.faults[0]).toContain('Infinite loop')
    expect(call.rest().transcript).toEqual([wayOut])
  })

  test('while something is being said: stops it first', () => {
    const call = aCall(`
start: ask
slots: { n: { type: integer, reject: [{ when: "[1][slots.n] == 1", say: No. }] } }
states:
  ask: { gather: n, prompt: How many?, next: bye }
  bye: { end: Bye. }
`)
    call.did()
    call.speaks('four')
    expect(call.did()).toEqual(['deafen', 'clear', `goodbye "${wayOut}"`])
  })
})

test('an event that no call can begin with is the programmer’s fault, not the call’s', async () => {
  const { step } = await import('../../../engine/machine/step.ts')
  const { compiled } = aCall(flow, stubs)
  expect(() => step(compiled, null, { type: 'caller.hungup', at: 0 })).toThrow('call.started')
})
