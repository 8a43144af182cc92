import { expect, it } from 'vitest'
import type { DecisionOutcome } from '../../../engine/machine/event.ts'
import type { ClosedQuestion } from '../../../src/decisions/decisions.ts'
import { flowOf, Scenario } from './scenario.ts'

const deciding = flowOf(`
flow: deciding
description: Asks what is wanted, and lets a model say which it is.
language: en-GB
timezone: Europe/London
start: ask
states:
  ask:
    decide: Does the caller want to come another day, or give up?
    prompt: Shall we look at another day?
    options:
      again: { means: wants another day, examples: ["another day please"], next: again }
      give_up: { means: gives up, examples: ["leave it"], next: end }
    nomatch: [Another day or not?, { to: end }]
    noinput: [Hello?, { to: end }]
    unsure: unsure
    confidence: 0.7
    budget: 1200ms
  again: { say: Another day it is., next: end }
  unsure: { say: I am not sure., next: end }
  end: { end: Goodbye!, outcome: completed }
`)

const chosen: DecisionOutcome = { option: 'again', confidence: 0.9, why: 'model' }

it('asks the model what no example tells, with the caller’s words and only those', async () => {
  const asked: unknown[] = []
  const call = await Scenario.start(deciding, {
    decides: async ({ utterance, options, slots }) => {
      asked.push({ utterance, options: Object.keys(options), slots })
      return chosen
    },
  })
  await call.hears('another day?')
  await call.says('perhaps some other time would be nicer')
  await call.hears('Another day it is. | Goodbye!')
  expect(asked).toEqual([
    { utterance: 'perhaps some other time would be nicer', options: ['again', 'give_up'], slots: {} },
  ])
  await call.isOverAndGone()
})

it('does not ask it where an example tells', async () => {
  let asked = 0
  const call = await Scenario.start(deciding, {
    decides: async () => {
      asked += 1
      return chosen
    },
  })
  await call.hears('another day?')
  await call.says('leave it')
  await call.hears('Goodbye!')
  expect(asked).toBe(0)
  await call.isOverAndGone()
})

it.each([
  ['never answers', () => new Promise<DecisionOutcome>(() => {})],
  ['rejects, which no adapter should', () => Promise.reject(new Error('broken'))],
] as const)('a model that %s is unsure within its budget: the caller is asked again', async (_, decides) => {
  const call = await Scenario.start(deciding, { decides })
  await call.hears('another day?')
  await call.says('perhaps some other time would be nicer')
  const saidAt = call.clock.now()
  await call.until('something is said', () => call.heard.endsWith('An'))
  expect(call.clock.now() - saidAt).toBeLessThan(1200 + 2000)
  await call.hears('Another day or not?')
  await call.hangsUp()
  await call.isOverAndGone()
})

it('a stream that is lost while the model is asked: its answer counts, and is heard on the next', async () => {
  let answer: ((outcome: DecisionOutcome) => void) | null = null
  const call = await Scenario.start(deciding, {
    decides: () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  })
  call.obliging = false
  await call.hears('another day?')
  await call.says('perhaps some other time would be nicer')
  await call.until('the model is asked', () => answer !== null)
  await call.wait(1000)
  call.drops()
  answer!(chosen)
  await call.wait(300)
  await call.connects()
  await call.hears('Another day it is. | Goodbye!')
  await call.isOverAndGone()
})

const gathering = flowOf(`
flow: gathering
description: Asks for a card and a time, and lets a model read the time.
language: en-GB
timezone: Europe/London
start: card
slots:
  card: { type: digits, length: 4, sensitive: pci }
  at: { type: time, confirm: never }
states:
  card: { gather: card, prompt: Your card?, nomatch: [The card again?, { to: ask }], next: ask }
  ask:
    gather: at
    prompt: When?
    nomatch: [What time?, { to: end }]
    noinput: [Hello?, { to: end }]
    context: { turns: 5 }
    next: said
  said: { say: "At {{ slots.at | time }}.", next: end }
  end: { end: Goodbye!, outcome: completed }
`)

it('lets the model read what no grammar can, and keeps of it only what was said', async () => {
  const asked: ClosedQuestion[] = []
  const call = await Scenario.start(gathering, {
    decides: async (question) => {
      asked.push(question)
      const values = { at: { quote: asked.length === 1 ? 'never said' : 'the pubs shut', value: '23:00' } }
      return { option: null, confidence: 0.9, why: 'model', values }
    },
  })
  await call.hears('Your card?')
  await call.says('four one one one')
  await call.hears('When?')
  await call.says('whenever the pubs shut')
  await call.hears('What time?')
  await call.says('once the pubs shut')
  await call.hears('At eleven at night.')
  await call.isOverAndGone()
  expect(asked.map(({ fills }) => fills?.slots.map(({ name }) => name))).toEqual([['at'], ['at']])
  // Nothing that was said while the card was asked is among the turns.
  expect(asked.map(({ turns }) => turns.map(({ text }) => text))).toEqual([
    ['whenever the pubs shut'],
    ['whenever the pubs shut', 'once the pubs shut'],
  ])
  expect(JSON.stringify(asked)).not.toMatch(/four one|4111|card/u)
})
