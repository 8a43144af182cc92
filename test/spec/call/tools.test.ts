import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { defineTool } from '../../../src/tools/define-tool.ts'
import { ToolError } from '../../../src/tools/tool.ts'
import { booking, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

const look = (handler: () => Promise<object>) =>
  defineTool({
    name: 'look',
    description: 'Looks whether it is free.',
    effect: 'read',
    input: Type.Object({ kind: Type.String() }),
    output: Type.Object({}),
    handler,
  })

async function withLook(handler: () => Promise<object>): Promise<Scenario> {
  const call = await Scenario.start(booking, { tools: [look(handler)] })
  await call.hears(said.question)
  await call.says('haircut')
  return call
}

it('a tool that throws is an outcome of the flow, and the process lives', async () => {
  const call = await withLook(async () => {
    throw new Error('The diary is on fire.')
  })
  await call.hears('That did not work.')
  await call.hears(said.goodbye)
  await call.isOverAndGone()
})

it('a tool that refuses says so by its code', async () => {
  const call = await withLook(async () => {
    throw new ToolError('full', 'No chair is free.')
  })
  await call.hears('That did not work.')
  const finished = (await call.events()).find((event) => event.type === 'tool.finished')
  expect(finished?.outcome).toMatchObject({ ok: false, error: 'full' })
  await call.hears(said.goodbye)
  await call.isOverAndGone()
})

it('a tool that hangs is given up at its time-out, with fillers until then', async () => {
  const call = await withLook(() => new Promise(() => {}))
  const beganAt = call.clock.now()
  await call.hears('That did not work.')
  expect(call.clock.now() - beganAt).toBeLessThan(6000 + 2500)
  expect(call.heard).toContain('One moment. | Still looking. | ')
  await call.hears(said.goodbye)
  await call.isOverAndGone()
})

it('an answer that comes after the time-out moves nothing', async () => {
  const salon = salonOn(() => call.clock)
  salon.lookTakesMs = 7500
  const call = await Scenario.start(booking, { tools: salon.tools })
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears('That did not work.')
  await call.hears(said.goodbye)
  expect(await call.count('tool.finished')).toBe(1)
  await call.isOverAndGone()
})

it('a caller who hangs up during a write: it completes once, and is recorded', async () => {
  const salon = salonOn(() => call.clock)
  salon.bookTakesMs = 2000
  const call = await Scenario.start(booking, { tools: salon.tools })
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears(said.check)
  await call.says('yes')
  await call.until('the write was begun', () => salon.begun === 1)
  await call.hangsUp()
  expect(await call.outcome()).toBe('hangup')
  await call.wait(3000)
  expect(salon.written).toHaveLength(1)
  const [, booked] = await call.store.ledger(call.callId)
  expect(booked?.state).toBe('done')
  await call.isOverAndGone()
})

it('a caller who hangs up during a read: its signal tells the handler', async () => {
  const signals: AbortSignal[] = []
  const call = await Scenario.start(booking, {
    tools: [
      defineTool({
        name: 'look',
        description: 'Looks whether it is free.',
        effect: 'read',
        input: Type.Object({ kind: Type.String() }),
        output: Type.Object({}),
        handler: (_, { signal }) => {
          signals.push(signal)
          return new Promise(() => {})
        },
      }),
    ],
  })
  await call.hears(said.question)
  await call.says('haircut')
  await call.until('the tool was called', () => signals.length === 1)
  await call.hangsUp()
  expect(signals[0]?.aborted).toBe(true)
  await call.isOverAndGone()
})
