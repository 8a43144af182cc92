import { describe, expect, it } from 'vitest'
import { createRegistry } from '../../../src/tools/registry.ts'
import { createToolRunner } from '../../../src/tools/run-tool.ts'
import type { Desk } from '../../../src/call/desk.ts'
import { booking, bookingWithTransfer, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

const lineId = 'CA00000000000000000000000000000001'

async function asked(): Promise<Scenario> {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  return call
}

/** A server of an older release on the same store: it has no tools. */
function withoutTools(call: Scenario): Desk {
  const { store, clock } = call
  return call.otherServer({
    owner: 'server-old',
    tools: createToolRunner({ registry: createRegistry([]), store, clock }),
  })
}

async function connectsAt(call: Scenario, desk: Desk): Promise<void> {
  call.desk = desk
  await call.connects()
}

const token = async (call: Scenario): Promise<number> => (await call.store.read(call.callId))?.token ?? 0
const declined = (call: Scenario): readonly unknown[] =>
  call.notices.flatMap((notice) => (notice.type === 'declined' ? [notice.lack] : []))

describe('a server that lacks a tool of a call', () => {
  it('takes it from nobody: the one that has the call keeps it, and goes on with the next stream', async () => {
    const call = await asked()
    const first = call.desk
    const before = await token(call)
    call.drops()
    await expect(connectsAt(call, withoutTools(call))).rejects.toThrow('lacks the tool "')
    expect(await token(call)).toBe(before)
    expect(first.live).toBe(1)
    await connectsAt(call, first)
    await call.hears(`${said.cutOff} | ${said.question}`)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('has the line ask again, with a word to the caller, once a stream has come to it in vain', async () => {
    const call = await asked()
    call.drops()
    const old = withoutTools(call)
    expect(await old.resume(lineId)).toBe('reconnect')
    const first = call.desk
    await expect(connectsAt(call, old)).rejects.toThrow('lacks the tool')
    call.desk = first
    expect(await old.resume(lineId)).toBe('elsewhere')
    expect(await call.desk.resume(lineId)).toBe('reconnect')
    expect(declined(call)[0]).toEqual({ what: 'tool', name: expect.any(String) })
    await call.connects()
    await call.hears(`${said.cutOff} | ${said.question}`)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('leaves an orphan to a server that has it, and the two do not hand it to and fro', async () => {
    const call = await asked()
    const before = await token(call)
    call.crashes()
    const old = withoutTools(call)
    const fresh = call.otherServer({ owner: 'server-new' })
    old.keepWatch()
    fresh.keepWatch()
    call.desk = fresh
    await call.hears(`${said.cutOff} | ${said.question}`)
    expect(old.live).toBe(0)
    expect(fresh.live).toBe(1)
    // One takeover, and only one.
    expect(await token(call)).toBe(before + 1)
    await call.wait(5000)
    expect(await token(call)).toBe(before + 1)
    await Promise.all([old.drain(0), fresh.drain(0)])
  })

  it('goes on with a call for which nobody comes who has it: its flow knows what to say', async () => {
    const call = await asked()
    call.crashes()
    const old = withoutTools(call)
    old.keepWatch()
    call.desk = old
    await call.hears(`${said.cutOff} | ${said.question}`)
    expect(old.live).toBe(1)
    expect(declined(call).length).toBeGreaterThan(0)
    await old.drain(0)
  })
})

describe('a server that lacks a destination of a call', () => {
  const destinations = { desk: '+442079460002' }
  it('tells the one that has the call how a transfer came out', async () => {
    const call = await Scenario.start(bookingWithTransfer, { tools: salonOn(() => call.clock).tools, destinations })
    await call.hears('I will put you through.')
    await call.until('the line has taken it', () => call.asked.includes('transfer +442079460002'))
    const before = await token(call)
    await call.wait(5000)
    const old = call.otherServer({ owner: 'server-old', destinations: {} })
    await old.transferred(lineId, 'busy')
    expect(await token(call)).toBe(before)
    await call.wait(1000)
    expect(await call.desk.resume(lineId)).toBe('reconnect')
    await call.connects()
    await call.hears('Nobody is free.')
    expect(await call.count('transfer.finished')).toBe(1)
    await call.hears(said.goodbye)
    await call.isOverAndGone()
  })
})
