import { expect, it } from 'vitest'
import type { DecisionOutcome } from '../../../engine/machine/event.ts'
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
