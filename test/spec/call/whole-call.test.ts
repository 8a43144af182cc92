import { expect, it } from 'vitest'
import { booking, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

it('goes from the greeting to the goodbye, and nothing is left of it', async () => {
  const salon = salonOn(() => call.clock)
  const call = await Scenario.start(booking, { tools: salon.tools })
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears(said.check)
  await call.says('yes')
  await call.hears(said.goodbye)
  await call.wait(1000)

  expect(call.heard).toBe([said.greeting, said.question, said.check, said.booked, said.goodbye].join(' | '))
  expect(await call.outcome()).toBe('completed')
  expect(salon.written).toHaveLength(1)
  expect(call.line.closed?.code).toBe(1000)
  expect(call.overlapsMs()).toBe(0)
  expect(call.faults()).toEqual([])
  await call.isOverAndGone()
})

it('corrects a value in the same breath as the denial, and looks again', async () => {
  const salon = salonOn(() => call.clock)
  const call = await Scenario.start(booking, { tools: salon.tools })
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears(said.check)
  await call.says('no, colour')
  await call.hears('A colour. Shall I book it?')
  expect(await call.slots()).toEqual({ kind: 'colour' })
  expect(salon.looks).toHaveLength(2)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('takes an answer that is said into the end of the question', async () => {
  const salon = salonOn(() => call.clock)
  const call = await Scenario.start(booking, { tools: salon.tools })
  await call.hears('or a col')
  await call.says('haircut')
  await call.hears(said.check)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('hears the caller who says something into the words that are still being recognised', async () => {
  const salon = salonOn(() => call.clock)
  const call = await Scenario.start(booking, { tools: salon.tools, finalAfterMs: 900 })
  await call.hears(said.question)
  // Nothing that ends a turn at once, so that the caller goes on while it is closing: both are one turn.
  await call.says('hello there', 'hello there')
  await call.until('the turn is closing', () => call.notices.some(({ type }) => type === 'words'))
  await call.wait(1700)
  await call.says('haircut')
  await call.hears(said.check)
  const turns = (await call.events()).filter((event) => event.type === 'turn.ended')
  expect(turns.map(({ hypotheses }) => hypotheses[0]?.text)).toEqual(['hello there haircut'])
  await call.hangsUp()
  await call.isOverAndGone()
})
