import { describe, expect, it } from 'vitest'
import { booking, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

/** What the caller has heard on the newest stream. */
function heardSince(call: Scenario): string {
  return call.voice.textOf(call.line.moments.map(({ agent }) => agent))
}

describe('a stream that is lost and comes back', () => {
  it('in the greeting: it is not said again, and the question is asked', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears('We are open')
    call.drops()
    await call.wait(300)
    await call.connects()
    await call.hears(said.question)
    expect(heardSince(call)).not.toContain('Welcome')
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('in a question: the caller hears why it was silent, and the question again', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears('Would you like')
    call.drops()
    await call.wait(300)
    await call.connects()
    await call.hears(said.question)
    expect(heardSince(call)).toBe(`${said.cutOff} | ${said.question}`)
    await call.says('haircut')
    await call.hears(said.check)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('while it listens: silence on a dead line is nobody’s', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    call.obliging = false
    await call.hears(said.question)
    await call.wait(4000)
    call.drops()
    await call.wait(8000)
    await call.connects()
    await call.hears(said.question)
    expect(call.heard).not.toContain('still there')
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('in the middle of the caller’s answer: the answer is asked for again', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears(said.question)
    await call.begins('I would like a haircut please', 'a haircut')
    await call.wait(500)
    call.drops()
    await call.connects()
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears(said.check)
    expect(await call.count('turn.ended')).toBe(1)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('while a tool runs: it is called once, and its answer is heard', async () => {
    const salon = salonOn(() => call.clock)
    salon.lookTakesMs = 4000
    const call = await Scenario.start(booking, { tools: salon.tools })
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears('One mom')
    call.drops()
    await call.wait(400)
    await call.connects()
    await call.hears(said.check)
    expect(salon.looks).toHaveLength(1)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('when the tool has answered on a dead line: the caller hears what came of it', async () => {
    const salon = salonOn(() => call.clock)
    salon.lookTakesMs = 1000
    const call = await Scenario.start(booking, { tools: salon.tools })
    call.obliging = false
    await call.hears(said.question)
    await call.says('haircut')
    await call.until('the tool was called', () => salon.looks.length > 0)
    call.drops()
    await call.wait(3000)
    await call.connects()
    await call.hears(said.check)
    expect(salon.looks).toHaveLength(1)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('in a confirmation: it is read back again, once', async () => {
    const salon = salonOn(() => call.clock)
    const call = await Scenario.start(booking, { tools: salon.tools })
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears('A haircut. Sh')
    call.drops()
    await call.connects()
    await call.hears(said.check)
    await call.says('yes')
    await call.hears(said.goodbye)
    expect(salon.written).toHaveLength(1)
    await call.isOverAndGone()
  })

  it('in a statement: from the sentence that was cut off', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears(said.check)
    await call.says('yes')
    await call.hears('We look')
    call.drops()
    await call.connects()
    await call.hears(said.goodbye)
    expect(heardSince(call)).toBe(`${said.cutOff} We look forward to seeing you. | ${said.goodbye}`)
    await call.isOverAndGone()
  })

  it('in the goodbye: it is said again, and the call ends', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears(said.question)
    await call.wait(5500)
    await call.hears('Are you still there?')
    await call.wait(5000)
    await call.hears('Good')
    call.drops()
    await call.connects()
    await call.hears(said.goodbye)
    await call.wait(500)
    expect(await call.outcome()).toBe('completed')
    await call.isOverAndGone()
  })

  it('again and again: the flow is where it was', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears(said.question)
    for (let times = 0; times < 5; times++) {
      call.drops()
      await call.wait(100)
      await call.connects()
      await call.wait(700)
    }
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears(said.check)
    await call.hangsUp()
    await call.isOverAndGone()
  })
})

describe('a second stream', () => {
  it('takes over: the first is closed with 1008, and there is no second greeting', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears(said.question)
    const first = call.line
    await call.connects()
    expect(first.closed?.code).toBe(1008)
    await call.hears(`${said.cutOff} | ${said.question}`)
    expect(heardSince(call)).not.toContain('Welcome')
    await call.says('haircut')
    await call.hears(said.check)
    expect(call.words.streams).toBe(1)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('is not disturbed by what the first still says', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears('Would you like')
    const first = call.line
    await call.connects()
    first.press('1')
    first.end('lost')
    await call.hears(said.question)
    expect((await call.events()).map(({ type }) => type)).not.toContain('key.pressed')
    expect(await call.count('stream.lost')).toBe(1)
    await call.says('haircut')
    await call.hears(said.check)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('goes on with the sentence that the first was cut off in', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears(said.check)
    await call.says('yes')
    await call.hears('We look')
    await call.connects()
    await call.hears(said.goodbye)
    expect(heardSince(call)).toBe(`${said.cutOff} We look forward to seeing you. | ${said.goodbye}`)
    await call.isOverAndGone()
  })
})

describe('a call without a stream', () => {
  it('asks the line for another after 800 ms, where none came by itself', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears(said.question)
    call.drops()
    await call.wait(700)
    expect(call.asked).toEqual([])
    await call.wait(200)
    expect(call.asked).toEqual(['reconnect'])
    await call.hears(`${said.cutOff} | ${said.question}`)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('does not ask where one has come', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears(said.question)
    call.drops()
    await call.wait(300)
    await call.connects()
    await call.wait(5000)
    expect(call.asked).toEqual([])
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('is over when the line knows of no such call', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears(said.question)
    call.callerIsThere = false
    call.drops()
    await call.wait(1000)
    expect(await call.outcome()).toBe('hangup')
    await call.isOverAndGone()
  })

  it('asks again, and takes the caller for gone after 15 s', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    call.obliging = false
    await call.hears(said.question)
    call.drops()
    await call.wait(14_900)
    expect(call.asked.length).toBeGreaterThan(2)
    expect(await call.outcome()).toBeNull()
    await call.wait(200)
    expect(await call.outcome()).toBe('hangup')
    expect(call.asked.at(-1)).toBe('hangup')
    await call.isOverAndGone()
  })

  it('is over where the first never came', async () => {
    const call = new Scenario(booking, { tools: salonOn(() => call.clock).tools })
    await call.rings()
    call.obliging = false
    await call.wait(16_000)
    expect(await call.outcome()).toBe('hangup')
    expect(call.asked).toEqual([...Array<string>(4).fill('reconnect'), 'hangup'])
    await call.isOverAndGone()
  })

  it('waits with its greeting for the first', async () => {
    const call = new Scenario(booking, { tools: salonOn(() => call.clock).tools })
    await call.rings()
    await call.wait(3000)
    await call.connects()
    await call.hears(said.question)
    expect(call.heard).toBe(`${said.greeting} | ${said.question}`)
    await call.hangsUp()
    await call.isOverAndGone()
  })
})
