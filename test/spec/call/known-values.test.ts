import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { defineTool } from '../../../src/tools/define-tool.ts'
import { flowOf, Scenario } from './scenario.ts'

const known = flowOf(`
flow: known
language: en-GB
start: who
slots: { postcode: { type: postcode, region: GB, candidates: { tool: customers, from: customers, label: postcode } } }
states:
  who: { gather: postcode, prompt: What is your postcode?, nomatch: [Again please., { to: bye }], next: thanks }
  thanks: { say: "That is {{ slots.postcode }}.", next: bye }
  bye: { end: Goodbye. }
`)

const list = [{ postcode: 'EX4 3RT' }, { postcode: 'W2 0AB' }]

function customers(handler: () => Promise<{ customers: { postcode: string }[] }>) {
  return defineTool({
    name: 'customers',
    description: 'Everybody.',
    effect: 'read',
    input: Type.Object({}),
    output: Type.Object({ customers: Type.Array(Type.Object({ postcode: Type.String() })) }),
    handler,
  })
}

/** A postcode that a recogniser has spoiled, and that no grammar reads by itself. */
const spoiled = 'w two hello a bee'

it('a running call reads the words by the values that a tool knows', async () => {
  let asked = 0
  const tool = customers(async () => {
    asked++
    return { customers: list }
  })
  const call = await Scenario.start(known, { tools: [tool] })
  await call.hears('What is your postcode?')
  await call.says(spoiled)
  await call.hears('Goodbye.')
  expect(call.heard).toContain('That is W2 0AB.')
  expect(asked).toBe(1)
  // No event tells of them, and no ledger.
  expect(await call.count('tool.finished')).toBe(0)
  expect(await call.store.ledger(call.callId)).toEqual([])
  await call.isOverAndGone()
})

it('a tool that hangs delays neither the question nor the answer', async () => {
  const call = await Scenario.start(known, { tools: [customers(() => new Promise(() => {}))] })
  await call.hears('What is your postcode?', 3000)
  await call.says('w two oh a b')
  await call.hears('Goodbye.', 8000)
  expect(call.heard).toContain('That is W2 0AB.')
  await call.isOverAndGone()
})

it('a tool that fails is told to whoever runs the server, and the words are read without it', async () => {
  const tool = customers(async () => {
    throw new Error('The register is shut.')
  })
  const call = await Scenario.start(known, { tools: [tool] })
  await call.hears('What is your postcode?')
  await call.says('w two oh a b')
  await call.hears('Goodbye.')
  const faults = call.notices.flatMap((notice) => (notice.type === 'fault' ? [notice.where] : []))
  expect(faults).toEqual(['candidates'])
  await call.isOverAndGone()
})

it('whoever takes the call over looks them up again', async () => {
  let asked = 0
  const tool = customers(async () => {
    asked++
    return { customers: list }
  })
  const call = await Scenario.start(known, { tools: [tool] })
  await call.hears('What is your postcode?')
  call.crashes()
  call.desk = call.otherServer()
  await call.connects()
  await call.hears('What is your postcode?', 30_000)
  await call.says(spoiled)
  await call.hears('Goodbye.')
  expect(call.heard).toContain('That is W2 0AB.')
  expect(asked).toBe(2)
  await call.isOverAndGone()
})
