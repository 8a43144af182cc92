import { expect, it } from 'vitest'
import { VirtualLine } from '../../stand-ins/virtual-line.ts'
import { booking, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

it('a call whose first stream comes to another server than rang is greeted there', async () => {
  const call = new Scenario(booking, { tools: salonOn(() => call.clock).tools })
  await call.rings()
  call.desk = call.otherServer()
  const line = new VirtualLine(call.clock)
  call.lines.push(line)
  line.answer(await call.desk.connect(call.callId, line, true))
  await call.hears(said.question)
  expect(call.heard).toBe(`${said.greeting} | ${said.question}`)
  expect(await call.count('stream.resumed')).toBe(0)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('a call whose first stream never comes is asked for one, and greeted on it', async () => {
  const call = new Scenario(booking, { tools: salonOn(() => call.clock).tools })
  await call.rings()
  await call.wait(3900)
  expect(call.asked).toEqual([])
  await call.hears(said.question)
  expect(call.asked).toEqual(['reconnect'])
  expect(call.heard).toBe(`${said.greeting} | ${said.question}`)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('a call that was greeted is not greeted again by a stream that calls itself the first', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  call.crashes()
  call.desk = call.otherServer()
  const line = new VirtualLine(call.clock)
  call.lines.push(line)
  line.answer(await call.desk.connect(call.callId, line, true))
  await call.hears(`${said.cutOff} | ${said.question}`)
  expect(call.heard.split(said.greeting)).toHaveLength(2)
  await call.hangsUp()
  await call.isOverAndGone()
})
