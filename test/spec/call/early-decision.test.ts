import { describe, expect, it } from 'vitest'
import type { DecisionOutcome } from '../../../engine/machine/event.ts'
import { EarlyDecision } from '../../../src/call/early-decision.ts'
import type { ClosedQuestion } from '../../../src/decisions/decisions.ts'
import { booking, said, salonOn } from './booking.ts'
import { flowOf, Scenario } from './scenario.ts'

const flow = flowOf(`
flow: repairs
language: en-GB
timezone: Europe/London
start: ask
states:
  ask:
    decide: What is broken?
    prompt: What is the matter?
    options:
      water: { means: something leaks, examples: [it leaks], next: plumber }
      power: { means: no electricity, examples: [no light], next: electrician }
    nomatch: ["Is it water, or power?", { to: nobody }]
    noinput: [Are you there?, { to: nobody }]
    context: { turns: 2 }
    unsure: nobody
    confidence: 0.7
    budget: 2s
  plumber: { say: A plumber will come., next: bye }
  electrician: { say: An electrician will come., next: bye }
  nobody: { say: I cannot help., next: bye }
  bye: { end: Goodbye!, outcome: completed }
`)

interface Asked {
  readonly at: number
  readonly utterance: string
  readonly turns: ClosedQuestion['turns']
}

async function asking(outcome: DecisionOutcome, finalAfterMs = 600): Promise<{ call: Scenario; asked: Asked[] }> {
  const asked: Asked[] = []
  const call: Scenario = new Scenario(flow, {
    finalAfterMs,
    decides: async ({ utterance, turns }) => {
      asked.push({ at: call.clock.now(), utterance, turns })
      return outcome
    },
  })
  await call.rings()
  await call.connects()
  await call.hears('What is the matter?')
  return { call, asked }
}

const water = { option: 'water', confidence: 0.9, why: 'model' } as const

async function turnEndedAt(call: Scenario): Promise<number> {
  return (await call.events()).find(({ type }) => type === 'turn.ended')?.at ?? Infinity
}

describe('a decision on what the caller said', () => {
  it('is asked before the turn is over, once, and taken when the call asks the same', async () => {
    const { call, asked } = await asking(water)
    await call.says('everything is wet under the sink')
    await call.hears('A plumber will come.')
    expect(asked).toHaveLength(1)
    expect(asked[0]?.at).toBeLessThan((await turnEndedAt(call)) - 600)
    expect(asked[0]?.turns).toEqual([{ who: 'caller', text: 'everything is wet under the sink' }])
    // For the call nothing happened before its turn had ended.
    expect((await call.events()).map(({ type }) => type).slice(0, 4)).toEqual([
      'call.started',
      'speech.played',
      'turn.ended',
      'decision.finished',
    ])
    await call.isOverAndGone()
  })

  it('is thrown away when the caller goes on: the call asks about all of it', async () => {
    const { call, asked } = await asking(water)
    await call.says('everything is wet')
    await call.until('it was asked early', () => asked.length === 1, 500)
    await call.says('under the kitchen sink')
    await call.hears('A plumber will come.')
    expect(asked.map(({ utterance }) => utterance)).toEqual([
      'everything is wet',
      'everything is wet under the kitchen sink',
    ])
    expect(await call.count('turn.ended')).toBe(1)
    expect(await call.count('decision.finished')).toBe(1)
    await call.isOverAndGone()
  })

  it('that came to nothing early is asked again in time', async () => {
    const { call, asked } = await asking({ option: null, confidence: 0, why: 'late' })
    await call.says('everything is wet under the sink')
    await call.until('it was asked again', () => asked.length === 2, 3000)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('is not asked where no model is needed: the examples tell', async () => {
    const { call, asked } = await asking(water)
    await call.says('it leaks')
    await call.hears('A plumber will come.')
    expect(asked).toEqual([])
    await call.isOverAndGone()
  })

  it('is given up when the caller hangs up meanwhile', async () => {
    const { call, asked } = await asking(water)
    await call.says('everything is wet under the sink')
    await call.until('it was asked early', () => asked.length === 1, 500)
    await call.hangsUp()
    expect(await call.count('decision.finished')).toBe(0)
    await call.isOverAndGone()
  })
})

describe('what was asked early is the answer', () => {
  const question = {
    question: 'What is broken?',
    instructions: '',
    language: 'en-GB',
    options: { water: { means: 'something leaks', examples: [] } },
    slots: {},
  }
  const said = (text: string): ClosedQuestion => ({
    ...question,
    utterance: text,
    turns: [
      { who: 'agent', text: 'What is the matter?' },
      { who: 'caller', text },
    ],
  })

  it.each([
    ['everything is wet', 'Everything is wet.', true],
    ['no its the boiler', 'No, it’s the boiler', false],
    ['three fifty', '3.50', false],
    ['350', '3.50', false],
    ['everything is wet', 'everything is wet here', false],
  ])('to %j where the final words are %j: %s', (early, final, isTaken) => {
    const decision = new EarlyDecision({ name: 'any', decide: async () => water, close: async () => {} })
    decision.ask(said(early), 1000)
    expect(decision.take(said(final)) !== null).toBe(isTaken)
  })
})

it('a tool is never called early', async () => {
  const salon = salonOn(() => call.clock)
  const call: Scenario = await Scenario.start(booking, { tools: salon.tools, finalAfterMs: 800 })
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears(said.check)
  expect(salon.looks[0]).toBeGreaterThanOrEqual(await turnEndedAt(call))
  await call.hangsUp()
  await call.isOverAndGone()
})
