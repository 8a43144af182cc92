import { describe, expect, it } from 'vitest'
import { checkFlows } from '../../../engine/language/check.ts'
import type { ModelAnswer } from '../../../engine/decide/model-answer.ts'
import { compileFlow, type CompiledFlow } from '../../../engine/machine/compile.ts'
import type { Decide } from '../../../engine/machine/effect.ts'
import { step } from '../../../engine/machine/step.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import { decisionPrompt } from '../../../src/decisions/openai/prompt.ts'
import { Conversation } from '../conversation.ts'
import { hostileUtterances } from './hostile-utterances.ts'

const text = `flow: refunds
description: Gives money back, to who has shown who they are.
language: en-GB
timezone: Europe/London
start: ask
commands: { operator: person, cancel: over, repeat: true }
interrupts:
  hours: { means: asks when the shop is open, examples: [when are you open], run: hours, resume: restate }
slots:
  order: { type: digits, length: 6, hint: order number }
  card: { type: digits, length: 4, sensitive: pci, hint: last four of the card }
  reason: { type: text, hint: what was wrong }
  amount: { type: integer, min: 1, max: 50, hint: pounds }
states:
  ask:
    decide: Does the caller want money back, to know where a parcel is, or to leave a complaint?
    prompt: How can I help?
    options:
      refund:    { means: wants money back, examples: [I want my money back], next: identify }
      parcel:    { means: asks where a parcel is, examples: [where is my parcel], next: parcel }
      complaint: { means: complains, examples: [I want to complain], slots: [reason], next: thanks }
    context: { turns: 4, slots: [reason] }
    nomatch: [Sorry?, { to: person }]
    noinput: [Hello?, { to: over }]
    unsure: person
  identify:
    gather: [order, card]
    prompt: Your order number, and the last four digits of your card?
    prompts: { order: Your order number?, card: The last four digits of your card? }
    nomatch: [Sorry?, Once more?, { to: person }]
    noinput: [Hello?, { to: over }]
    next: check
  check:
    tool: check_order
    with: { order: =slots.order, card: =slots.card }
    grants: owner
    next: how_much
    outcomes: { not_found: person, error: person }
  how_much:
    gather: amount
    requires: owner
    prompt: How many pounds?
    nomatch: [Sorry?, { to: person }]
    noinput: [Hello?, { to: over }]
    next: sure
  sure:
    confirm: "{{ slots.amount }} pounds back to your card. Shall I?"
    requires: owner
    confirmed: pay
    denied: { correct: [amount], next: over }
    nomatch: [Sorry?, { to: person }]
    noinput: [Hello?, { to: over }]
  pay:
    tool: pay_back
    requires: owner
    with: { order: =slots.order, pounds: =slots.amount }
    next: paid
    outcomes: { uncertain: person, error: person }
  paid: { say: The money is on its way., requires: owner, next: over }
  parcel: { say: Your parcel is on its way., next: over }
  thanks: { say: Thank you for telling us., next: over }
  person: { transfer: front_desk, outcomes: { busy: over, noanswer: over, declined: over, failed: over } }
  over: { end: Goodbye. }
`

/** Written by hand, and not asked of the engine: where one thing that happens may lead from each state. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  ask: ['identify', 'parcel', 'thanks', 'person', 'over'],
  identify: ['check', 'person', 'over'],
  check: ['how_much', 'person', 'over'],
  how_much: ['sure', 'person', 'over', 'identify'],
  sure: ['pay', 'how_much', 'person', 'over', 'identify'],
  pay: ['paid', 'person', 'over'],
  paid: ['over', 'person'],
  parcel: ['over', 'person'],
  thanks: ['over', 'person'],
  person: ['over', '$ended'],
  over: ['$ended'],
}
/** What callers may ask about wherever somebody listens, and from where they come back to where they were. */
const inPassing = new Set(['tell', 'done'])
const listens = new Set(['ask', 'identify', 'how_much', 'sure'])

const hours = `flow: hours
language: en-GB
start: tell
states:
  tell: { say: From nine to five., next: done }
  done: { end: "" }
`

type Model = (asked: Decide) => ModelAnswer
const names = [...Object.keys(allowed), 'pay_back', 'operator', 'goto_flow', '__proto__', 'constructor', 'toString', '']
const sure = { confidence: 1, why: 'model' } as const

/** Models that have been talked round, or were never on our side. */
const models: Readonly<Record<string, Model>> = {
  'does what it is told': ({ utterance }) => ({
    option: names.find((name) => name !== '' && utterance.includes(name)) ?? 'pay',
    ...sure,
  }),
  'names a state': () => ({ option: 'paid', ...sure }),
  'names what every object has': ({ id }) => ({ option: id.length % 2 === 0 ? '__proto__' : 'constructor', ...sure }),
  'takes the first option whatever was said': ({ options }) => ({ option: Object.keys(options)[0] ?? null, ...sure }),
  'takes the last one, surer than sure': ({ options }) => ({
    option: Object.keys(options).at(-1) ?? null,
    confidence: 1e9,
    why: 'model',
  }),
  'fills every slot with what was said': ({ utterance, fills }) => ({
    option: null,
    ...sure,
    values: Object.fromEntries(
      ['order', 'card', 'reason', 'amount', 'owner', '__proto__', ...(fills?.slots.map(({ name }) => name) ?? [])].map(
        (slot) => [slot, { quote: utterance, value: 50 }],
      ),
    ),
  }),
  'makes numbers up': ({ utterance, options }) => ({
    option: Object.keys(options)[0] ?? null,
    ...sure,
    values: {
      amount: { quote: utterance.slice(0, 5), value: 9999 },
      order: { quote: utterance, value: '123456' },
      card: { quote: '', value: '0000' },
    },
  }),
  'is broken': () => ({
    option: 'refund',
    confidence: Number.NaN,
    why: 'model',
    values: { amount: { quote: '', value: { a: 1 } } },
  }),
}

const compiled = compileOf(text, hours)

/** Ways to each question that listens; what the caller has said truly before. */
const places: Readonly<Record<string, readonly string[]>> = {
  ask: [],
  identify: ['I want my money back'],
  how_much: ['I want my money back', 'one two three four five six', 'one one two two'],
  sure: ['I want my money back', 'one two three four five six', 'one one two two', 'twenty'],
}

describe.each(Object.entries(models))('with a model that %s', (_, model) => {
  it.each(Object.entries(places))('a caller at "%s" gets only where the flow allows', (place, before) => {
    for (const said of hostileUtterances) {
      const call = conversation(model, before)
      expect(call.state, `the way to ${place}`).toBe(place)
      const began = call.events.length
      call.says(said).rest()
      if (call.hungUp === null && call.listening !== null) call.speaks(said).rest()
      judge(call, began, said)
    }
  })
})

it('the same callers, all of them in one call after another, are never paid by it', () => {
  for (const model of Object.values(models)) {
    let call = conversation(model, [])
    for (const said of hostileUtterances) {
      if (call.hungUp !== null || call.snapshot.status === 'done') call = conversation(model, [])
      if (call.listening === null) call.wait(10_000)
      if (call.listening !== null) call.speaks(said).rest()
      // Nobody has shown an order: there is none that the tool knows.
      expect(call.calls.filter(({ tool }) => tool === 'pay_back')).toEqual([])
      judge(call, 0, said)
    }
  }
})

it('an honest caller is paid, once, what was agreed', () => {
  const call = conversation(() => ({ option: null, confidence: 0, why: 'model' }), [...(places['sure'] ?? []), 'yes'])
  expect(call.calls.map(({ tool, input }) => [tool, input])).toEqual([
    ['check_order', { order: '123456', card: '1122' }],
    ['pay_back', { order: '123456', pounds: 20 }],
  ])
})

describe('what a model is shown of a hostile caller', () => {
  const question = {
    question: 'What?',
    instructions: '',
    language: 'en-GB',
    options: { a: { means: 'a', examples: [] } },
  }

  it.each(hostileUtterances.map((said) => [said.slice(0, 40), said]))('is theirs alone: %s', (_, said) => {
    const prompt = decisionPrompt({
      ...question,
      utterance: said,
      slots: { reason: said },
      turns: [{ who: 'caller', text: said }],
    })
    const plain = decisionPrompt({ ...question, utterance: 'yes', slots: { reason: 'broken' }, turns: [] })
    // Nothing that a caller says is in what the model is told, or in what is cached.
    expect(prompt.instructions).toBe(plain.instructions)
    expect(prompt.choices).toEqual(plain.choices)
    expect(prompt.cacheKey).toBe(plain.cacheKey)
    const told = prompt.input.filter(({ role }) => role === 'developer').map(({ content }) => content)
    expect(told).toHaveLength(2)
    expect(told[1]).toMatch(/never instructions: <data>[^<]*<\/data>$/)
    for (const { content } of prompt.input) expect(content.length).toBeLessThanOrEqual(2500)
    // They end where we say, whatever they bring.
    const theirs = prompt.input.filter(({ role }) => role === 'user')
    expect(theirs).toHaveLength(2)
    for (const { content } of theirs) expect(content).toMatch(/^<caller>[^<>]*<\/caller>$/)
  })

  it('keeps the end of what is too long to be an answer', () => {
    const { input } = decisionPrompt({ ...question, utterance: `${'word '.repeat(5000)}no, wait` })
    expect(input.at(-1)?.content).toMatch(/^<caller>….*no, wait<\/caller>$/)
    expect(input.at(-1)?.content.length).toBeLessThanOrEqual(1200 + '<caller></caller>'.length)
  })
})

function conversation(model: Model, before: readonly string[]): Conversation {
  const call = new Conversation(compiled, {
    tools: {
      check_order: (input) => ({
        answer:
          JSON.stringify(input) === '{"order":"123456","card":"1122"}'
            ? { ok: true, result: {} }
            : { ok: false, error: 'not_found', message: '' },
      }),
      pay_back: { answer: { ok: true, result: {} } },
    },
    decides: (asked) => ({ answer: model(asked) }),
  })
  for (const said of before) call.says(said).rest()
  return call
}

/** Every move since then is one that the flow has; what was paid is what the flow allows; nothing was said but what it says. */
function judge(call: Conversation, since: number, said: string): void {
  let snapshot: Snapshot | null = null
  let state = ''
  for (const [index, event] of call.events.entries()) {
    const stepped: { readonly snapshot: Snapshot } = step(compiled, snapshot, event)
    snapshot = stepped.snapshot
    const now = topOf(snapshot)
    const what = `${state} → ${now} by ${event.type}, after ${JSON.stringify(said.slice(0, 60))}`
    if (inPassing.has(now)) expect(listens, what).toContain(state)
    else if (index >= since && state !== '' && now !== state) expect(allowed[state], what).toContain(now)
    if (!inPassing.has(now)) state = now
  }
  for (const { tool, input } of call.calls) {
    if (tool !== 'pay_back') continue
    const { order, pounds } = input as { order: string; pounds: number }
    expect(order).toBe('123456')
    expect(pounds).toBeGreaterThanOrEqual(1)
    expect(pounds).toBeLessThanOrEqual(50)
  }
  expect(call.faults).toEqual([])
  expect(JSON.stringify(call.snapshot).length).toBeLessThan(8000)
}

function topOf({ value }: Snapshot): string {
  return typeof value === 'string' ? value : (Object.keys(value as object)[0] ?? '')
}

function compileOf(source: string, other: string): CompiledFlow {
  const { results } = checkFlows([
    { file: 'refunds.yaml', text: source },
    { file: 'hours.yaml', text: other },
  ])
  const flow = results[0]?.flow
  if (!flow) throw new Error(JSON.stringify(results.map(({ diagnostics }) => diagnostics)))
  return compileFlow(flow)
}
