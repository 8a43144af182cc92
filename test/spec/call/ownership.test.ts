import { describe, expect, it } from 'vitest'
import type { Desk } from '../../../src/call/desk.ts'
import type { VirtualLine } from '../../stand-ins/virtual-line.ts'
import { booking, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

/** The call's next stream comes to another server. */
async function connectsAt(call: Scenario, desk: Desk): Promise<VirtualLine> {
  call.desk = desk
  return call.connects()
}

describe('another server that takes a call over', () => {
  it('goes on in the same state, and the first falls silent', async () => {
    const salon = salonOn(() => call.clock)
    const call = await Scenario.start(booking, { tools: salon.tools })
    const first = { desk: call.desk, line: call.line }
    await call.hears(said.question)
    await connectsAt(call, call.otherServer())
    await call.hears(`${said.cutOff} | ${said.question}`)
    // It learns of that by its lease, and its stream is closed.
    expect(first.line.closed?.code).toBe(1008)
    expect(first.desk.live).toBe(0)
    await call.says('haircut')
    await call.hears(said.check)
    await call.says('yes')
    await call.hears(said.goodbye)
    expect(salon.written).toHaveLength(1)
    await call.isOverAndGone()
  })

  it('the first acts on nothing that happens to it afterwards', async () => {
    const salon = salonOn(() => call.clock)
    const call = await Scenario.start(booking, { tools: salon.tools })
    const first = call.line
    await call.hears(said.question)
    // The other one is told nothing yet: the first learns of it at its next step.
    const taken = await call.store.take(
      call.callId,
      { owner: 'server-2', ms: 1000, nowMs: call.clock.now() },
      { force: true },
    )
    expect(typeof taken).toBe('object')
    call.obliging = false
    await call.begins('haircut')
    await call.wait(3000)
    expect(salon.looks).toEqual([])
    expect(first.closed?.code).toBe(1008)
    expect(call.heard.endsWith(said.question)).toBe(true)
    const { folded, stored } = await call.foldedAndStored()
    expect(folded).toBe(stored)
  })

  it('after a crash: a no-input timer of a question that went unheard does not ring', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears(said.question)
    await call.wait(4900)
    call.crashes()
    await call.wait(2000)
    await connectsAt(call, call.otherServer())
    await call.hears(`${said.cutOff} | ${said.question}`)
    expect(call.heard).not.toContain('still there')
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('after a crash during a read: it is made again, within the deadline that it had', async () => {
    const salon = salonOn(() => call.clock)
    salon.lookTakesMs = 1500
    const call = await Scenario.start(booking, { tools: salon.tools })
    await call.hears(said.question)
    await call.says('haircut')
    await call.until('the tool was called', () => salon.looks.length === 1)
    const calledAt = call.clock.now()
    await call.wait(500)
    call.crashes()
    await call.wait(2000)
    await connectsAt(call, call.otherServer())
    await call.hears(said.check)
    expect(salon.looks).toHaveLength(2)
    expect(call.clock.now() - calledAt).toBeLessThan(6000 + 3000)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('after a crash beyond the deadline of a read: no new budget, it has timed out', async () => {
    const salon = salonOn(() => call.clock)
    salon.lookTakesMs = 60_000
    const call = await Scenario.start(booking, { tools: salon.tools })
    await call.hears(said.question)
    await call.says('haircut')
    await call.until('the tool was called', () => salon.looks.length === 1)
    call.crashes()
    await call.wait(9000)
    const cameAt = call.clock.now()
    await connectsAt(call, call.otherServer())
    await call.hears('That did not work.')
    expect(call.clock.now() - cameAt).toBeLessThan(6000)
    await call.hears(said.goodbye)
    await call.wait(60_000)
    await call.isOverAndGone()
  })

  it('after a crash during a write that cannot be asked after: uncertain, and never made again', async () => {
    const salon = salonOn(() => call.clock)
    salon.bookTakesMs = 60_000
    const call = await Scenario.start(booking, { tools: salon.tools })
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears(said.check)
    await call.says('yes')
    await call.until('the write was begun', () => salon.begun === 1)
    await call.wait(300)
    call.crashes()
    await call.wait(1500)
    await connectsAt(call, call.otherServer())
    await call.hears('I will ring you back about it.')
    await call.hears(said.goodbye)
    expect(salon.begun).toBe(1)
    await call.wait(60_000)
    await call.isOverAndGone()
  })

  it('while the first finishes its write: it hears from the ledger what came of it', async () => {
    const salon = salonOn(() => call.clock)
    salon.bookTakesMs = 3000
    const call = await Scenario.start(booking, { tools: salon.tools })
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears(said.check)
    await call.says('yes')
    await call.until('the write was begun', () => salon.begun === 1)
    await connectsAt(call, call.otherServer())
    await call.hears(said.booked)
    await call.hears(said.goodbye)
    expect(salon.written).toHaveLength(1)
    expect(salon.begun).toBe(1)
    await call.isOverAndGone()
  })

  it('two streams at once, at two servers: one of them has the call', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    const first = call.desk
    await call.hears(said.question)
    const other = call.otherServer()
    await connectsAt(call, other)
    await connectsAt(call, first)
    await call.wait(2000)
    expect(first.live + other.live).toBe(1)
    await call.hears(`${said.cutOff} | ${said.question}`)
    await call.says('haircut')
    await call.hears(said.check)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('declines a call whose version of the flow it has not, and leaves it for another', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears(said.question)
    call.crashes()
    const without = call.otherServer({
      flows: {
        all: [],
        named: () => null,
        forNumber: () => null,
        inputsFor: () => ({}),
        languageFor: () => null,
        pinned: async () => null,
      },
    })
    await expect(connectsAt(call, without)).rejects.toThrow('lacks the version')
    expect(without.live).toBe(0)
    await connectsAt(call, call.otherServer())
    await call.hears(`${said.cutOff} | ${said.question}`)
    await call.hangsUp()
    await call.isOverAndGone()
  })
})

describe('a server that drains', () => {
  it('lets the sentence end, then gives the call up, and another goes on with it', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    const first = call.desk
    call.obliging = false
    await call.hears('Would you')
    const drained = first.drain(8000)
    await call.wait(1000)
    expect(first.live).toBe(1)
    await call.hears(said.question)
    await call.wait(300)
    await drained
    expect(first.live).toBe(0)
    expect(call.line.closed?.code).toBe(1012)
    await connectsAt(call, call.otherServer())
    await call.hears(`${said.cutOff} | ${said.question}`)
    await call.says('haircut')
    await call.hears(said.check)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('finishes a write that it has begun, and the other hears of it', async () => {
    const salon = salonOn(() => call.clock)
    salon.bookTakesMs = 2500
    const call = await Scenario.start(booking, { tools: salon.tools })
    const first = call.desk
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears(said.check)
    await call.says('yes')
    await call.until('the write was begun', () => salon.begun === 1)
    call.obliging = false
    const drained = first.drain(1000)
    await call.wait(200)
    await drained
    await connectsAt(call, call.otherServer())
    await call.hears(said.booked)
    expect(salon.written).toHaveLength(1)
    await call.hears(said.goodbye)
    await call.isOverAndGone()
  })

  it('is done within its time, whatever is being said', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    call.obliging = false
    await call.hears('Welcome')
    const drained = call.desk.drain(500)
    await call.wait(700)
    await drained
    expect(call.desk.live).toBe(0)
    await connectsAt(call, call.otherServer())
    await call.hears(said.question)
    await call.hangsUp()
    await call.isOverAndGone()
  })
})
