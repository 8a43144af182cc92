import { describe, expect, test } from 'vitest'
import { comeToTheSame, consequenceOf } from '../../../engine/evaluation/consequence.ts'
import { checkEvalNames, readEvalFile, type EvalFile } from '../../../engine/evaluation/eval-file.ts'
import { ask } from '../../../engine/evaluation/ask.ts'
import { brokenBy, summaryOf, verdictOf, type Judged } from '../../../engine/evaluation/verdict.ts'
import type { Decide } from '../../../engine/machine/effect.ts'
import type { DecisionOutcome } from '../../../engine/machine/event.ts'
import { compileFlow } from '../../../src/compile-flow.ts'

const line = `
flow: line
language: en-GB
start: ask
commands: { operator: person, help: true }
knowledge:
  - { id: parking, questions: [is there parking, where can I park], answer: There is a car park. }
slots: { name: { type: name }, day: { type: date } }
states:
  ask:
    decide: What does the caller want?
    prompt: What can I do for you?
    options:
      book: { means: books, examples: [book a room], next: details }
      order: { means: orders, examples: [order a taxi], next: place }
      hear: { means: hears the news, examples: [the news], next: news }
      known: { means: is known, examples: [you know me], set: { slots.name: Anna }, next: greet_again }
      human: { means: wants a person, examples: [a human], next: person }
      stop: { means: ends it, examples: [stop it], next: goodbye }
      both: { means: looks, examples: [look it up], next: look }
    unsure: person
  details: { gather: name, prompt: Your name?, next: place }
  place: { tool: place_order, next: goodbye, outcomes: { error: goodbye } }
  look: { tool: find, next: ask, outcomes: { error: place } }
  news: { say: Nothing is new., next: ask }
  greet_again: { gather: name, prompt: Your name?, next: place }
  person: { transfer: desk, outcomes: { error: goodbye } }
  goodbye: { end: Goodbye!, outcome: completed }
`

const compiled = compileFlow(line, 'line.yaml')

function evaluation(text: string): EvalFile {
  const { file, diagnostics } = readEvalFile(text, 'line.eval.yaml')
  if (file === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return file
}

/** What the first utterance is taken for, where the model says this. */
function taken(
  rows: string,
  model: (asked: Decide) => DecisionOutcome,
): readonly [taken: string | null, asked: number] {
  const file = evaluation(`flow: line\nstates: { ask: ${rows} }`)
  const [row] = file.rows
  if (row === undefined) throw new Error('There is no row.')
  const asking = ask(compiled, file, row)
  let asked = 0
  let next = asking.next()
  while (next.done !== true) {
    asked++
    next = asking.next(model(next.value))
  }
  return [next.value, asked]
}

const unsure = (): DecisionOutcome => ({ option: null, confidence: 0, why: 'model' })
const says = (option: string) => (): DecisionOutcome => ({ option, confidence: 0.9, why: 'model' })

describe('what an utterance is taken for', () => {
  test.each([
    [
      'a key word of an option decides without the model',
      '{ options: { book: [book a room please] } }',
      unsure,
      'book',
      0,
    ],
    [
      'what no example tells is asked of the model',
      '{ options: { book: [my aunt needs a bed] } }',
      says('book'),
      'book',
      1,
    ],
    [
      'a model that does not know leaves it unsure',
      '{ options: { book: [my aunt needs a bed] } }',
      unsure,
      'unsure',
      1,
    ],
    ['a question in passing', '{ knowledge: { parking: [where can I park] } }', unsure, 'knowledge:parking', 0],
    [
      '… told by the model',
      '{ knowledge: { parking: [what of my lorry] } }',
      says('knowledge:parking'),
      'knowledge:parking',
      1,
    ],
    ['a command that leads to a state', '{ commands: { operator: [operator] } }', unsure, 'command:operator', 0],
    ['a command that is a pattern', '{ commands: { help: [help] } }', unsure, 'command:help', 0],
    [
      'a choice of low confidence is none',
      '{ options: { book: [my aunt needs a bed] } }',
      () => ({ ...says('book')(), confidence: 0.1 }),
      'unsure',
      1,
    ],
  ] as const)('%s', (_, rows, model, wanted, times) => {
    expect(taken(rows, model)).toEqual([wanted, times])
  })
})

describe('wrong with consequences is what happens before another question', () => {
  test.each([
    ['book', null],
    ['order', 'calls place_order, which may write'],
    ['hear', null],
    ['known', 'calls place_order, which may write'],
    ['human', 'transfers to desk'],
    ['stop', 'ends the call as completed'],
    ['both', 'calls find, which may write'],
    ['knowledge:parking', null],
    ['command:operator', 'transfers to desk'],
    ['command:help', null],
    ['unsure', null],
  ])('%s: %s', (option, consequence) => {
    expect(consequenceOf(compiled.flow, 'ask', option, [])).toBe(consequence)
  })

  test('a tool that only reads is none, but what may come behind it is', () => {
    const { flow } = compiled
    const look = flow.states['look']
    if (look?.kind !== 'tool') throw new Error('It is no tool.')
    const reads = { ...flow, states: { ...flow.states, look: { ...look, effect: 'read' as const } } }
    expect(consequenceOf(reads, 'ask', 'both', [])).toBe('calls place_order, which may write')
  })

  test('a slot that is filled by then is not asked for', () => {
    expect(consequenceOf(compiled.flow, 'ask', 'book', ['name'])).toBe('calls place_order, which may write')
  })

  test('two that lead to the same state and do nothing else are the same', () => {
    expect(comeToTheSame(compiled.flow, 'ask', 'human', 'command:operator')).toBe(true)
    expect(comeToTheSame(compiled.flow, 'ask', 'human', 'stop')).toBe(false)
    expect(comeToTheSame(compiled.flow, 'ask', 'known', 'known')).toBe(false)
  })
})

describe('an evaluation counts', () => {
  const row = { state: 'ask', utterance: 'x', meant: 'book', path: ['states', 'ask', 'options', 'book', 0] }
  const judged = (verdict: Judged['verdict'], consequence: string | null, ms: number | null): Judged => ({
    row,
    taken: verdict === 'right' ? 'book' : 'stop',
    verdict,
    consequence,
    ms,
    cost: ms === null ? null : 0.001,
  })
  const all = [
    ...Array.from({ length: 17 }, (_, n) => judged('right', null, n < 10 ? null : (n - 9) * 100)),
    judged('unsure', null, 2000),
    judged('wrong', null, null),
    judged('wrong', 'ends the call', null),
  ]

  test('right, unsure, wrong, latency and cost', () => {
    const { cost, ...counts } = summaryOf(all)
    expect(counts).toEqual({
      total: 20,
      right: 17,
      unsure: 1,
      wrong: 2,
      wrongWithConsequences: 1,
      asked: 8,
      median: 400,
      p95: 2000,
    })
    expect(cost).toBeCloseTo(0.008)
    expect(verdictOf('unsure', 'book')).toBe('wrong')
    expect(verdictOf('book', 'unsure')).toBe('unsure')
  })

  test('thresholds that do not hold say which utterances are to blame', () => {
    const limits = {
      right: 0.9,
      unsure: 0.05,
      wrong: 0.1,
      wrong_with_consequences: 0,
      median: 300,
      p95: 1500,
      cost: 0.005,
    }
    expect(brokenBy(all, limits).map(({ threshold, rows }) => [threshold, rows.length])).toEqual([
      ['right', 3],
      ['wrong_with_consequences', 1],
      ['median', 5],
      ['p95', 1],
      ['cost', 0],
    ])
    expect(brokenBy(all, { right: 0.85, wrong: 0.1, cost: 1 })).toEqual([])
  })

  test('a cost that nobody can tell holds no threshold', () => {
    const unpriced = all.map((one) => ({ ...one, cost: null }))
    expect(brokenBy(unpriced, { cost: 1 })[0]?.message).toContain('prices')
  })
})

describe('mistakes in an evaluation', () => {
  const codes = (text: string): readonly string[] => {
    const { file, diagnostics } = readEvalFile(text, 'line.eval.yaml')
    const named = file === null ? [] : checkEvalNames(file, compiled.flow)
    return [...diagnostics, ...named].map(({ code, place, severity }) => `${severity} ${code} ${place.line}`)
  }

  test.each([
    ['no states', 'flow: line', ['error missing-key 1']],
    ['a word that there is not', 'flow: line\nstates: { ask: { option: { book: [x y] } } }', ['error unknown-key 2']],
    ['a state that there is not', 'flow: line\nstates: { aks: { unsure: [x y] } }', ['error unknown-state 2']],
    ['a state that asks nothing', 'flow: line\nstates: { news: { unsure: [x y] } }', ['error unknown-state 2']],
    [
      'an option that there is not',
      'flow: line\nstates: { ask: { options: { bok: [x y] } } }',
      ['error unknown-option 2'],
    ],
    [
      'a command that there is not',
      'flow: line\nstates: { ask: { commands: { halp: [x y] } } }',
      ['error unknown-command 2'],
    ],
    [
      'an example of the flow',
      'flow: line\nstates:\n  ask:\n    options: { book: [Book a room!] }',
      ['warning also-an-example 4'],
    ],
    [
      'an example as knowledge',
      'flow: line\nstates: { ask: { knowledge: { parking: [is there parking] } } }',
      ['warning also-an-example 2'],
    ],
    [
      'a share of more than one',
      'flow: line\nthresholds: { right: 90 }\nstates: { ask: { unsure: [x y] } }',
      ['error wrong-value 2'],
    ],
  ])('%s', (_, text, wanted) => {
    expect(codes(text)).toEqual(wanted)
  })
})
