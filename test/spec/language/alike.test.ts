import { describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'

const found = (text: string): string[] =>
  checkFlow(text, 'flow.yaml').diagnostics.map(({ code, place, message }) => `${place.line} ${code} ${message}`)

const asks = (head: string): string => `flow: demo
language: en-GB
start: ask
slots: { n: { type: integer } }
${head}
states:
  ask: { gather: n, prompt: "How many?", next: bye }
  bye: { end: Goodbye }
`

describe('what a caller may say in between', () => {
  const interrupt = (words: string): string =>
    asks(
      `commands: { operator: bye, wait: true }\ninterrupts:\n  where: { means: asks where we are, examples: [${words}], run: demo }`,
    )
  it.each<[string, string[]]>([
    ['"where are you, please"', []],
    ['how do I find you', []],
    [
      'operator please',
      ['7 interrupts-alike "operator please" is heard as the command "operator", which comes first.'],
    ],
    ['hang on', ['7 interrupts-alike "hang on" is heard as the command "wait", which comes first.']],
    ['stop', []],
  ])('%s beside the commands that the flow has', (words, expected) => {
    expect(found(interrupt(words)).filter((line) => !line.includes('run-cycle'))).toEqual(expected)
  })

  it('answers in passing are heard after interrupts, by the same matcher', () => {
    const text = asks(
      'interrupts: { where: { means: asks where we are, examples: [where are you], run: demo } }\nknowledge: [{ questions: ["um, where are you please?"], answer: Here. }]',
    )
    expect(found(text).filter((line) => !line.includes('run-cycle'))).toEqual([
      '6 interrupts-alike "um, where are you please?" is heard as the interrupt "where", which comes first.',
    ])
  })
})

describe('options of a slot', () => {
  const slot = (options: string): string =>
    asks('').replace('n: { type: integer }', `n: { type: choice, options: ${options} }`)
  it('are told apart by the spoken grammar', () => {
    expect(found(slot('{ small: [little], large: [big] }'))).toEqual([])
    expect(found(slot('{ small: [little], large: [little] }'))).toHaveLength(1)
  })
})

describe('too many to choose from', () => {
  const ask = (prompt: string): string => `flow: demo
language: en-GB
start: ask
slots: { part: { type: choice, options: [sales, service, parts, billing, returns] } }
states:
  ask: { gather: part, prompt: "${prompt}", next: bye }
  bye: { end: Goodbye }
`
  it.each<[string, number]>([
    ['Which department would you like?', 0],
    ['Say sales. Or service. Or parts. Or billing. Or returns.', 1],
    ['Is it sales, service, or something else?', 0],
  ])('%s', (prompt, count) => expect(found(ask(prompt))).toHaveLength(count))
})

describe('a prompt that tells of success', () => {
  const flow = (states: string): string => `flow: demo
language: en-GB
start: book
states:
  book: { tool: book, next: thanks, outcomes: { error: sorry } }
${states}
  bye: { end: Goodbye }
`
  it.each<[string, string, number]>([
    [
      'behind a statement, from the tool alone',
      '  thanks: { say: Thank you., next: told }\n  told: { say: It is booked., next: bye }\n  sorry: { say: That did not work., next: bye }',
      0,
    ],
    [
      'behind a statement, from its failure too',
      '  thanks: { say: Thank you., next: told }\n  told: { say: It is booked., next: bye }\n  sorry: { say: Hm., next: told }',
      1,
    ],
    [
      'in a question',
      '  thanks: { decide: More?, prompt: You are booked. Anything else?, options: { a: { means: yes it is, examples: [more], next: bye } }, unsure: bye }\n  sorry: { branch: [{ else: thanks }] }',
      1,
    ],
    [
      'after one tool or the other',
      '  thanks: { end: You are booked. }\n  sorry: { tool: book_elsewhere, next: thanks, outcomes: { error: bye } }',
      0,
    ],
    [
      'that is denied',
      '  thanks: { say: Thank you., next: sorry }\n  sorry: { say: It could not be booked., next: bye }',
      0,
    ],
    [
      'that nobody did: it was done before the call',
      '  thanks: { decide: More?, prompt: Anything else?, options: { a: { means: yes it is, examples: [more], next: told } }, unsure: bye }\n  told: { say: Your parcel was sent on Monday., next: bye }\n  sorry: { branch: [{ else: told }] }',
      0,
    ],
  ])('%s', (_, states, count) => {
    expect(found(flow(states)).filter((line) => line.includes('success-without-tool'))).toHaveLength(count)
  })
})
