import { expect, it } from 'vitest'
import { phrase } from '../../../engine/patterns/phrases.ts'
import { booking, said, salonOn } from './booking.ts'
import { failing, type FailingStore } from './failing-store.ts'
import { Scenario } from './scenario.ts'

const timeIsUp = phrase('timeIsUp', 'en-GB')

it('a call that lasts too long is ended with a sentence', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools, limits: { callMs: 6000 } })
  await call.hears(timeIsUp)
  await call.wait(1000)
  expect(await call.outcome()).toBe('hangup')
  expect(call.asked).toEqual(['hangup'])
  expect(call.desk.live).toBe(0)
  await call.isOverAndGone()
})

it('a call that lasts too long while its stream is away hears so in the words of the line', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools, limits: { callMs: 12_000 } })
  await call.hears(said.question)
  call.obliging = false
  call.line.end('lost')
  await call.wait(12_000)
  expect(call.asked.filter((asked) => asked !== 'reconnect')).toEqual([`say ${timeIsUp}`])
  await call.isOverAndGone()
})

it('a restart gives a call no new time', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools, limits: { callMs: 12_000 } })
  await call.hears(said.question)
  const startedAt = (await call.store.read(call.callId))?.startedAt ?? 0
  call.crashes()
  await call.wait(1000)
  call.desk = call.otherServer()
  await call.connects()
  await call.hears(timeIsUp)
  expect(call.clock.now() - startedAt).toBeLessThan(12_000 + timeIsUp.length * 60 + 500)
  await call.isOverAndGone()
})

it('a call in which more happens than can be meant is ended with a sentence', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools, limits: { steps: 40 } })
  await call.hears(said.question)
  for (let n = 0; n < 60; n++) {
    call.line.press('7')
    await call.wait(20)
  }
  await call.hears(said.failed)
  await call.wait(1000)
  expect((await call.events()).length).toBe(41)
  expect(await call.outcome()).toBe('hangup')
  await call.isOverAndGone()
})

it('keys that come faster than the store takes them are dropped beyond a bound, and the call goes on', async () => {
  let store: FailingStore | undefined
  const call: Scenario = await Scenario.start(booking, {
    tools: salonOn(() => call.clock).tools,
    storeBehind: (behind, clock) => (store = failing(behind, clock)).store,
  })
  await call.hears(said.question)
  store!.mode = 'away'
  for (let n = 0; n < 500; n++) call.line.press('7')
  await call.wait(500)
  store!.mode = 'there'
  await call.wait(200)
  expect(await call.count('key.pressed')).toBeLessThan(40)
  await call.hears('Sorry, haircut or colour?')
  await call.hangsUp()
  await call.isOverAndGone()
})

it('nothing happens to a call after its end', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  const { line } = call
  await call.hangsUp()
  const before = await call.events()
  line.press('1')
  await call.desk.ended('CA00000000000000000000000000000001', 'completed')
  await call.desk.transferred('CA00000000000000000000000000000001', 'busy')
  await call.wait(5000)
  expect(await call.events()).toEqual(before)
  await expect(call.connects()).rejects.toThrow()
  await call.isOverAndGone()
})

it('an observer that throws ends no call', async () => {
  const call = new Scenario(booking, {
    tools: salonOn(() => call.clock).tools,
    observer: {
      notice() {
        throw new Error('A metric has no such label.')
      },
    },
  })
  await call.rings()
  await call.connects()
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears(said.check)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('no fault holds what a caller has said, or their number', async () => {
  let store: FailingStore | undefined
  const call: Scenario = await Scenario.start(booking, {
    tools: salonOn(() => call.clock).tools,
    storeBehind: (behind, clock) => (store = failing(behind, clock)).store,
  })
  await call.hears(said.question)
  call.words.breakDown()
  store!.mode = 'away'
  await call.says('zebra crossing please', 'zebra crossing please')
  await call.until('the line is asked', () => call.line.isOver)
  expect(call.faults().length).toBeGreaterThan(1)
  for (const fault of call.faults()) expect(fault).not.toMatch(/zebra|\d{6}/)
})
