import { expect, it } from 'vitest'
import { booking, said, salonOn, type Salon } from './booking.ts'
import { failing, type FailingStore, type StoreMode } from './failing-store.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import { flowOf, Scenario } from './scenario.ts'

async function callWith(flow = booking): Promise<{
  call: Scenario
  salon: Salon
  outage: (mode: StoreMode) => void
  store: FailingStore
}> {
  const salon = salonOn(() => call.clock)
  let store: FailingStore | undefined
  const call: Scenario = await Scenario.start(flow, {
    tools: salon.tools,
    storeBehind: (behind, clock) => (store = failing(behind, clock)).store,
  })
  if (store === undefined) throw new Error('There is no store.')
  const failingStore = store
  return { call, salon, store: failingStore, outage: (mode) => (failingStore.mode = mode) }
}

it.each(['away', 'mute'] as const)('a store that is %s for a second costs nothing but the second', async (mode) => {
  const { call, salon, outage } = await callWith()
  await call.hears('or a co')
  outage(mode)
  await call.says('haircut')
  await call.wait(1000)
  outage('there')
  await call.hears(said.check)
  outage(mode)
  await call.says('yes')
  await call.wait(900)
  outage('there')
  await call.hears(said.goodbye)

  const heard = call.heardBut('One moment.', 'Still looking.', 'One moment, please.')
  expect(heard).toEqual([said.greeting, said.question, said.check, said.booked, said.goodbye])
  expect(salon.written).toHaveLength(1)
  expect(await call.outcome()).toBe('completed')
  // Nothing lost and nothing doubled: each thing that happened is in the log once, in order.
  expect(await call.count('turn.ended')).toBe(2)
  expect(await call.count('tool.finished')).toBe(2)
  await call.isOverAndGone()
})

it('a reply that was lost comes back as done, and the tool that the step intended is called once', async () => {
  const { call, salon, outage } = await callWith()
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears(said.check)
  await call.begins('yes')
  await call.wait(200)
  outage('mute')
  await call.until('the step was committed', () => call.notices.length > 0)
  await call.wait(1200)
  outage('there')
  await call.hears(said.goodbye)
  expect(salon.written).toHaveLength(1)
  const ledger = await call.store.ledger(call.callId)
  expect(ledger.map(({ call: { tool }, state }) => [tool, state])).toEqual([
    ['look', 'done'],
    ['book', 'done'],
  ])
  await call.isOverAndGone()
})

it('a store that takes nothing ends the call in a spoken sentence, while the lease is being kept', async () => {
  const { call, salon, outage } = await callWith()
  await call.hears(said.question)
  outage('full')
  await call.says('haircut')
  await call.hears(said.failed)
  await call.wait(1000)
  expect(salon.looks).toHaveLength(0)
  expect(call.line.closed?.code).toBe(1011)
  expect(call.asked).toEqual(['hangup'])
  expect(call.desk.live).toBe(0)
  expect(call.faults().filter((fault) => fault.startsWith('store'))).toHaveLength(1)
  // No step was acted on that is not in the log.
  const { folded, stored } = await call.foldedAndStored()
  expect(folded).toBe(stored)
  outage('there')
  // The line's status ends it in the store too.
  await call.desk.ended('CA00000000000000000000000000000001', 'completed')
  await call.isOverAndGone()
})

it("that sentence is the project's own where it has one, from the bundle that the call began with", async () => {
  const own = flowOf(
    'flow: pattern_failed\nlanguage: en-GB\nstart: bye\nstates:\n  bye: { end: We are having trouble. }\n',
  )
  const { runs } = booking.flow
  const { call, outage } = await callWith(compileFlow({ ...booking.flow, runs: { ...runs, pattern_failed: own.flow } }))
  await call.hears(said.question)
  outage('full')
  await call.says('haircut')
  await call.hears('We are having trouble.')
  await call.wait(1000)
  expect(call.asked).toEqual(['hangup'])
})

it('its last words are broken off once another server has the call, and the line is not hung up', async () => {
  const { call, outage } = await callWith()
  await call.hears(said.question)
  outage('full')
  await call.says('haircut')
  await call.hears('I am sorry, something')
  const lease = { owner: 'server-2', ms: 60_000, nowMs: call.clock.now() }
  await call.store.take(call.callId, lease, { force: true })
  call.obliging = false
  await call.wait(3000)
  expect(call.heard).not.toContain('Goodbye')
  expect(call.asked).toEqual([])
  expect(call.line.isOver).toBe(true)
})

it('without the store nothing is said once the lease has run out: the line asks, and the call goes on when it is back', async () => {
  const { call, salon, outage } = await callWith()
  await call.hears(said.question)
  outage('away')
  await call.says('haircut')
  await call.until('the line is told to ask', () => call.line.isOver)
  expect(call.line.closed?.code).toBe(1012)
  expect(call.asked).toEqual([])
  expect(call.desk.live).toBe(0)
  expect(call.heard.endsWith(said.question)).toBe(true)
  await call.wait(4000)
  outage('there')
  await call.connects()
  await call.hears(`${said.cutOff} | ${said.question}`)
  await call.says('haircut')
  await call.hears(said.check)
  await call.says('yes')
  await call.hears(said.goodbye)
  expect(salon.written).toHaveLength(1)
  await call.isOverAndGone()
})

it('nothing is said to a caller before the step is committed', async () => {
  const { call, outage } = await callWith()
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears('A haircut. Sh')
  outage('away')
  await call.wait(2000)
  outage('there')
  // What had been committed is said to its end; the outage is not heard.
  await call.hears(said.check)
  expect(call.heard.endsWith(said.check)).toBe(true)
  expect(call.faults().filter((fault) => fault.startsWith('lease'))).toHaveLength(1)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('a call that cannot be begun is not answered, and rings again', async () => {
  const salon = salonOn(() => call.clock)
  let store: FailingStore | undefined
  const call: Scenario = new Scenario(booking, {
    tools: salon.tools,
    storeBehind: (behind, clock) => (store = failing(behind, clock)).store,
  })
  store!.mode = 'away'
  await expect(call.rings()).rejects.toThrow('away')
  store!.mode = 'there'
  await call.rings()
  await call.connects()
  await call.hears(said.question)
  await call.hangsUp()
  await call.isOverAndGone()
})
