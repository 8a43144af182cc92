import { expect, test } from 'vitest'
import { modelQuestions } from '../../../engine/states/model-questions.ts'
import { aCall } from './a-call.ts'

const flow = `
start: ask
persona: A host.
commands: { operator: bye }
knowledge: [{ id: parking, questions: ["do you have parking"], answer: Behind the house. }]
slots:
  guests: { type: integer, confirm: never }
  at: { type: time }
  card: { type: digits, sensitive: pci }
states:
  ask: { gather: [guests, at], prompt: "How many, and when?", prompts: { at: When? }, nomatch: [Sorry?, { repeat: true }, { to: bye }], next: pay }
  pay: { gather: card, prompt: Your card?, next: which }
  which:
    decide: Inside, or in the garden?
    prompt: Where?
    options: { inside: { means: inside, next: bye }, garden: { means: in the garden, next: bye } }
    unsure: bye
  bye: { end: Bye. }
`

test('what a flow may ask a model is known before a call, as it will be asked', () => {
  const call = aCall(flow, { decides: { answer: { option: null, confidence: 0, why: 'model' } } })
  const known = modelQuestions(call.compiled.flow)
  const schemaOf = (one: (typeof known)[number] | undefined): unknown => [
    one?.question,
    one?.instructions,
    Object.keys(one?.options ?? {}),
    one?.fills?.slots,
  ]
  call.says('as many as usual').rest().says('four people').rest().says('once the pubs shut').rest()
  expect(call.decisions).toHaveLength(2)
  for (const decision of call.decisions) expect(known.map(schemaOf)).toContainEqual(schemaOf(decision))
  expect(known.some(({ question }) => question === 'Inside, or in the garden?')).toBe(true)
  expect(JSON.stringify(known)).not.toContain('"card"')
})
