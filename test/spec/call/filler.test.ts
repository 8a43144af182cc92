import { expect, it } from 'vitest'
import { booking, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

async function withSlowTool(lookTakesMs: number): Promise<{ call: Scenario; calledAt: () => number | undefined }> {
  const salon = salonOn(() => call.clock)
  salon.lookTakesMs = lookTakesMs
  const call = await Scenario.start(booking, { tools: salon.tools })
  await call.hears(said.question)
  await call.says('haircut')
  return { call, calledAt: () => salon.looks[0] }
}

it('speaks while a tool is slow, and the answer waits for the end of the phrase', async () => {
  const { call } = await withSlowTool(4000)
  await call.hears(said.check)
  expect(call.heard).toBe([said.greeting, said.question, 'One moment.', 'Still looking.', said.check].join(' | '))
  await call.hangsUp()
  await call.isOverAndGone()
})

it('is quiet where the tool is quick', async () => {
  const { call } = await withSlowTool(700)
  await call.hears(said.check)
  expect(call.heard).not.toContain('One moment')
  await call.hangsUp()
  await call.isOverAndGone()
})

it('never begins over a caller who is speaking', async () => {
  const { call, calledAt } = await withSlowTool(5000)
  await call.until('the tool was called', () => calledAt() !== undefined)
  await call.wait(500)
  await call.says('and by the way I am in quite a hurry today, so please be quick about it')
  expect(call.heard).not.toContain('One moment')
  await call.hears(said.check)
  expect(call.overlapsMs()).toBe(0)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('leaves no more than two seconds of silence while it waits', async () => {
  const { call } = await withSlowTool(5900)
  await call.hears(said.check)
  const moments = call.line.moments
  let silentMs = 0
  let longestMs = 0
  let hasBegun = false
  for (const { agent, callerSpeaks } of moments) {
    const sounds = callerSpeaks || call.voice.textOf([agent, agent, agent]) !== ''
    hasBegun ||= sounds
    silentMs = sounds || !hasBegun ? 0 : silentMs + 20
    longestMs = Math.max(longestMs, silentMs)
  }
  expect(longestMs).toBeLessThanOrEqual(2000)
  await call.hangsUp()
  await call.isOverAndGone()
})

it.each([0, 300, 700])('is counted from the end of the turn, whose words came %i ms after it', async (finalAfterMs) => {
  const salon = salonOn(() => call.clock)
  salon.lookTakesMs = 4000
  const call: Scenario = await Scenario.start(booking, { tools: salon.tools, finalAfterMs })
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears(said.check)
  const events = await call.events()
  const turn = events.find((event) => event.type === 'turn.ended')
  const filler = events.find((event) => event.type === 'timer.fired' && event.timer === 'filler')
  expect(turn?.waitedMs ?? 0).toBeCloseTo(finalAfterMs, -2)
  expect((filler?.at ?? 0) - ((turn?.at ?? 0) - (turn?.waitedMs ?? 0))).toBe(800)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('is said at once where the words alone took longer than it would have waited', async () => {
  const salon = salonOn(() => call.clock)
  salon.lookTakesMs = 4000
  const call: Scenario = await Scenario.start(booking, { tools: salon.tools, finalAfterMs: 1400 })
  await call.hears(said.question)
  await call.says('haircut')
  await call.hears(said.check)
  const events = await call.events()
  const at = (type: string): number => events.find((event) => event.type === type)?.at ?? Number.NaN
  expect(at('timer.fired')).toBe(at('turn.ended'))
  expect(call.heard).toContain('One moment.')
  await call.hangsUp()
  await call.isOverAndGone()
})
