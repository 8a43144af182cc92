import { describe, expect, test } from 'vitest'
import { checkFlows } from '../../../engine/language/check.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import type { Effect } from '../../../engine/machine/effect.ts'
import type { CallEvent } from '../../../engine/machine/event.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import { step } from '../../../engine/machine/step.ts'

const pickup = `
flow: pickup
start: hello
voicemail: message
states:
  hello: { wait: answered, prompt: Hello!, timeout: 1500ms, filler: { after: 1s, say: Hm }, next: ask, outcomes: { timeout: ask } }
  ask:
    confirm: Is that Anna?
    confirmed: inside
    denied: { next: bye }
    nomatch: [{ to: bye }]
    noinput: [{ to: bye }]
  inside: { run: inner, next: bye, outcomes: { error: bye } }
  message: { say: Please call us., bargein: false, next: left }
  left: { end: "", outcome: voicemail }
  bye: { end: Goodbye! }
`
const inner = `
flow: inner
start: more
states:
  more: { confirm: Really?, confirmed: bye, denied: { next: bye }, nomatch: [{ to: bye }], noinput: [{ to: bye }] }
  bye: { end: "" }
`

function flowOf(...texts: readonly string[]): Flow {
  const { results, diagnostics } = checkFlows(texts.map((text, index) => ({ text, file: `${index}.yaml` })))
  const flow = results[0]?.flow
  if (flow === null || flow === undefined) throw new Error(`The flow has a mistake: ${JSON.stringify(diagnostics)}`)
  return flow
}

const answeredAt = 1000

/** A call of ours that is told one event after the other, a second apart. */
function begin(flow: Flow) {
  const compiled = compileFlow(flow)
  const call = { id: 'c', lineId: 'CA', from: '', to: '+447700900123', direction: 'outbound' } as const
  let at = answeredAt
  let snapshot: Snapshot = step(compiled, null, { type: 'call.started', at, call, inputs: {}, seed: 1 }).snapshot
  return {
    get snapshot() {
      return snapshot
    },
    tell(event: Record<string, unknown>, when = at + 1000): readonly Effect[] {
      at = when
      const stepped = step(compiled, snapshot, { ...event, at } as unknown as CallEvent)
      snapshot = stepped.snapshot
      return stepped.effects
    },
  }
}

const answeredBy = (by: string) => ({ type: 'event.received', name: 'answered', data: { by } })
const said = (effects: readonly Effect[]) => effects.flatMap((effect) => (effect.type === 'say' ? [effect.text] : []))

test('a machine hears the message from whatever state the call is in, and what was being said stops', () => {
  const call = begin(flowOf(pickup, inner))
  const effects = call.tell(answeredBy('machine'))
  expect(effects.map(({ type }) => type)).toContain('clear')
  expect(said(effects)).toEqual(['Please call us.'])
})

test('told twice, it hears the message once', () => {
  const call = begin(flowOf(pickup, inner))
  call.tell(answeredBy('machine'))
  const before = call.snapshot.value
  expect(call.tell(answeredBy('machine'))).toEqual([])
  expect(call.snapshot.value).toEqual(before)
})

test('a person goes on: the event is for whoever waits for it', () => {
  const call = begin(flowOf(pickup, inner))
  expect(said(call.tell(answeredBy('person')))).toEqual([])
  const { speaking } = call.snapshot.context
  expect(said(call.tell({ type: 'speech.played', id: speaking }))).toEqual(['Is that Anna?'])
})

test('a fax ends the call', () => {
  const call = begin(flowOf(pickup, inner))
  expect(call.tell(answeredBy('fax'))).toContainEqual({ type: 'hangup', outcome: 'fax' })
  expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'fax' } })
})

test('is led out of a flow that is being run', () => {
  const call = begin(flowOf(pickup.replace('start: hello', 'start: inside'), inner))
  expect(call.snapshot.context).toMatchObject({ flow: 'inner', stack: [{ flow: 'pickup' }] })
  expect(said(call.tell(answeredBy('machine')))).toEqual(['Please call us.'])
  expect(call.snapshot.context.stack).toBeUndefined()
})

test('a flow without voicemail takes it as an event like any other', () => {
  const call = begin(flowOf(pickup.replace('voicemail: message\n', ''), inner))
  call.tell(answeredBy('machine'))
  expect(said(call.tell({ type: 'speech.played', id: call.snapshot.context.speaking }))).toEqual(['Is that Anna?'])
})

test('a call that nobody answers is over as what became of it', () => {
  const call = begin(flowOf(pickup, inner))
  call.tell({ type: 'caller.hungup', unanswered: 'busy' })
  expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'busy' } })
})

const brief = `
flow: pickup
start: hello
voicemail: message
states:
  hello: { say: Your order is ready., next: bye }
  message: { say: Please call us., bargein: false, next: left }
  left: { end: "", outcome: voicemail }
  bye: { end: Goodbye! }
`
const silent = brief.replace('Goodbye!', '""')

/** Tells the call that what it said last has been heard, until it says nothing more. */
function heard(call: ReturnType<typeof begin>): readonly Effect[] {
  const effects: Effect[] = []
  for (let id = call.snapshot.context.speaking; id !== null; id = call.snapshot.context.speaking)
    effects.push(...call.tell({ type: 'speech.played', id }))
  return effects
}

const isHungUp = (effects: readonly Effect[]): boolean => effects.some(({ type }) => type === 'hangup')

describe.each([
  ['with a goodbye', brief],
  ['without one', silent],
])('a flow that is at its end before the line knows who has answered, %s', (_, text) => {
  test('waits for the tone, and leaves the message', () => {
    const call = begin(flowOf(text))
    expect(isHungUp(heard(call))).toBe(false)
    expect(call.snapshot).toMatchObject({ status: 'active', value: { bye: 'knowing' } })
    expect(said(call.tell(answeredBy('machine')))).toEqual(['Please call us.'])
    expect(isHungUp(heard(call))).toBe(true)
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'voicemail', timers: {} } })
  })

  test('hangs up once it is a person, or the line can tell no more: half a minute after the call was answered', () => {
    const person = begin(flowOf(text))
    heard(person)
    expect(isHungUp(person.tell(answeredBy('person')))).toBe(true)
    expect(person.snapshot).toMatchObject({ status: 'done', context: { outcome: 'completed', timers: {} } })
    const unknown = begin(flowOf(text))
    heard(unknown)
    const due = unknown.snapshot.context.timers.wait ?? 0
    expect(due - answeredAt).toBe(33_000)
    expect(isHungUp(unknown.tell({ type: 'timer.fired', timer: 'wait', due }))).toBe(true)
  })

  test('hangs up at once where it was told before that it is a person', () => {
    const call = begin(flowOf(text))
    call.tell(answeredBy('person'))
    expect(isHungUp(heard(call))).toBe(true)
  })
})

test('a conversation of over half a minute is not followed by silence: the line would have told', () => {
  const call = begin(flowOf(brief))
  const heardAt = answeredAt + 40_000
  call.tell({ type: 'speech.played', id: call.snapshot.context.speaking }, heardAt)
  call.tell({ type: 'speech.played', id: call.snapshot.context.speaking })
  expect(call.snapshot.context.timers.wait).toBeLessThan(heardAt)
})

test('a person for whom a state has waited is not waited for at the end again', () => {
  const waiting = brief.replace(
    'hello: { say: Your order is ready., next: bye }',
    'hello: { wait: answered, timeout: 5s, prompt: Hello!, filler: { after: 1s, say: Hm }, next: bye, outcomes: { timeout: bye } }',
  )
  const call = begin(flowOf(waiting))
  const first = call.tell(answeredBy('person'))
  expect(isHungUp([...first, ...heard(call)])).toBe(true)
})

test('somebody who has called us is hung up on after the goodbye', () => {
  const compiled = compileFlow(flowOf(brief))
  const call = { id: 'c', lineId: 'CA', from: '', to: '+447700900123', direction: 'inbound' } as const
  let { snapshot } = step(compiled, null, { type: 'call.started', at: 1, call, inputs: {}, seed: 1 })
  for (let id = snapshot.context.speaking; id !== null; id = snapshot.context.speaking)
    snapshot = step(compiled, snapshot, { type: 'speech.played', at: 2, id }).snapshot
  expect(snapshot).toMatchObject({ status: 'done', context: { outcome: 'completed' } })
})
