import { expect, it } from 'vitest'
import { booking, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

/** When the caller began to hear this, and when its last sound was over. */
function heardAt(call: Scenario, text: string): { readonly from: number; readonly to: number } {
  const moments = call.line.moments
  let heard = ''
  const ends = moments.findIndex(({ agent }) => {
    heard += call.voice.textOf([agent])
    return heard.endsWith(text)
  })
  if (ends === -1) throw new Error(`"${text}" was not heard.`)
  const to = moments[ends]?.at ?? 0
  return { from: to - text.length * 60, to }
}

it('counts silence from the end of what was heard, not from when it was sent', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears('Are you still there?')
  const question = heardAt(call, said.question)
  const again = heardAt(call, 'Are you still there?')
  expect(again.from - question.to).toBeGreaterThanOrEqual(5000)
  expect(again.from - question.to).toBeLessThan(5000 + 150)
  await call.hears(said.goodbye)
  expect(await call.outcome()).toBe('completed')
  await call.isOverAndGone()
})

it('does not ask a caller who is speaking whether they are there', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  await call.wait(4500)
  // Begins before the silence is too long and goes on beyond it.
  await call.says('well let me think about it for a little while, I would like, um, a haircut', 'a haircut')
  await call.hears(said.check)
  expect(call.heard).not.toContain('still there')
  expect((await call.events()).filter((event) => event.type === 'timer.fired')).toEqual([])
  expect(call.overlapsMs()).toBe(0)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('asks at once where the silence was broken by nothing but a cough', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  await call.wait(4900)
  await call.says('uh', [])
  await call.wait(1500)
  await call.hears('Are you still there?')
  await call.hangsUp()
  await call.isOverAndGone()
})

it('keys count as an answer, and end the silence', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  await call.wait(3000)
  call.line.press('7')
  await call.wait(2500)
  expect(call.heard).not.toContain('still there')
  await call.hears('Sorry, haircut or colour?')
  await call.hangsUp()
  await call.isOverAndGone()
})
