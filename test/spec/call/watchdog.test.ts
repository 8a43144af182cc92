import { expect, it } from 'vitest'
import { Watchdog } from '../../../src/call/watchdog.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'
import { booking, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

it('barks once, after the last stir', async () => {
  const clock = new VirtualClock()
  const barks: number[] = []
  const began = clock.now()
  const watchdog = new Watchdog(clock, 1000, () => barks.push(clock.now() - began))
  await clock.advance(900)
  watchdog.stir()
  await clock.advance(5000)
  expect(barks).toEqual([1900])
})

it('a call that is being held is not stuck', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools, limits: { stuckAfterMs: 9000 } })
  await call.hears(said.question)
  await call.wait(15_000)
  expect(call.notices.filter(({ type }) => type === 'stuck')).toEqual([])
  await call.hangsUp()
  await call.isOverAndGone()
})

it('a call in which nothing happens any more ends in a sentence', async () => {
  const call = await Scenario.start(booking, {
    tools: salonOn(() => call.clock).tools,
    limits: { stuckAfterMs: 3000 },
  })
  await call.hears(said.question)
  await call.hears(said.failed)
  expect(call.notices.filter(({ type }) => type === 'stuck')).toHaveLength(1)
  await call.wait(3000)
  expect(call.asked).toEqual(['hangup'])
  expect((await call.store.read(call.callId))?.live).toBe(false)
  expect(call.notices.filter(({ type }) => type === 'ended')).toHaveLength(1)
  await call.isOverAndGone()
})
