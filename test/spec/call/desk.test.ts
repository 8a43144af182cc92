import { describe, expect, it } from 'vitest'
import { StoreError } from '../../../src/store/store-error.ts'
import { booking, bookingWithTransfer, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

const ring = {
  lineId: 'CA00000000000000000000000000000001',
  from: '+442079460000',
  to: '+442079460001',
  direction: 'inbound' as const,
}

describe('a ring', () => {
  it('that is sent again finds its call', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    expect(await call.desk.ring(ring)).toEqual({ callId: call.callId, flow: 'booking' })
    await call.hears(said.question)
    expect(call.heard).toBe(`${said.greeting} | ${said.question}`)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('that comes twice at once makes one call', async () => {
    const call = new Scenario(booking, { tools: salonOn(() => call.clock).tools })
    const [one, other] = await Promise.all([call.desk.ring(ring), call.desk.ring(ring)])
    expect(one).toEqual(other)
    expect(call.desk.live).toBe(1)
    await call.rings()
    await call.connects()
    await call.hears(said.question)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('that comes to two servers at once makes one call, which goes on where its stream comes', async () => {
    const call = new Scenario(booking, { tools: salonOn(() => call.clock).tools })
    const other = call.otherServer()
    const both = Promise.all([call.desk.ring(ring), other.ring(ring)])
    await call.wait(1000)
    const [one, two] = await both
    expect(one).toEqual(two)
    expect(call.desk.live + other.live).toBe(1)
    await call.rings()
    await call.connects()
    await call.hears(said.question)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('whose server died before the first step is begun by another, once the lease has run out', async () => {
    const call = new Scenario(booking, { tools: salonOn(() => call.clock).tools })
    const { store } = call
    const callId = await store.bind(ring.lineId, 'c-early')
    const lease = { owner: 'server-0', ms: 1000, nowMs: call.clock.now() }
    const { bundle, flow } = call.compiled
    await store.create({ callId, bundle, flow: flow.flow, startedAt: lease.nowMs, direction: 'inbound' }, lease)
    await call.rings()
    expect(call.callId).toBe('c-early')
    await call.connects()
    await call.hears(said.question)
    await call.hangsUp()
    await call.isOverAndGone()
  })
})

describe('a transfer', () => {
  async function transferring(): Promise<Scenario> {
    const call = await Scenario.start(bookingWithTransfer, {
      tools: salonOn(() => call.clock).tools,
      destinations: { desk: '+442079460002' },
    })
    await call.hears('I will put you through.')
    await call.until('the line has taken it', () => call.asked.includes('transfer +442079460002'))
    return call
  }

  it('that completes ends the call', async () => {
    const call = await transferring()
    await call.wait(5000)
    // The line took the stream away, and is not asked for another.
    expect(call.asked).toEqual(['transfer +442079460002'])
    await call.desk.transferred(ring.lineId, 'completed')
    await call.wait(100)
    expect(await call.outcome()).toBe('transferred')
    call.callerIsThere = false
    await call.isOverAndGone()
  })

  it('that is busy gives the call back, and the caller hears so on the fresh stream', async () => {
    const call = await transferring()
    await call.wait(5000)
    await call.desk.transferred(ring.lineId, 'busy')
    await call.connects()
    await call.hears('Nobody is free.')
    await call.hears(said.goodbye)
    expect(await call.outcome()).toBe('completed')
    await call.isOverAndGone()
  })

  it('whose outcome comes to another server goes on there', async () => {
    const call = await transferring()
    const first = call.desk
    await call.wait(5000)
    call.desk = call.otherServer()
    await call.desk.transferred(ring.lineId, 'noanswer')
    await call.connects()
    await call.hears('Nobody is free.')
    await call.hears(said.goodbye)
    expect(first.live).toBe(0)
    await call.isOverAndGone()
  })

  it('that was answered is left alone for as long as the two talk: the line tells of it only at its end', async () => {
    const call = await transferring()
    await call.wait(5 * 60_000)
    expect(call.asked).toEqual(['transfer +442079460002'])
    await call.desk.transferred(ring.lineId, 'completed')
    await call.wait(100)
    expect(await call.outcome()).toBe('transferred')
    call.callerIsThere = false
    await call.isOverAndGone()
  })

  it('to a destination that nobody has configured is an outcome', async () => {
    const call = await Scenario.start(bookingWithTransfer, { tools: salonOn(() => call.clock).tools })
    await call.hears('I will put you through. | Nobody is free.')
    await call.hears(said.goodbye)
    await call.isOverAndGone()
  })
})

it('a call that cannot be read ends in a sentence', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  call.crashes()
  call.obliging = false
  call.desk = call.otherServer({ store: withoutSnapshots(call) })
  await call.connects()
  await call.hears(said.failed)
  await call.wait(1000)
  expect(call.line.closed?.code).toBe(1011)
  expect(call.desk.live).toBe(0)
})

function withoutSnapshots(call: Scenario): Scenario['store'] {
  return new Proxy(call.store, {
    get(target, name) {
      if (name !== 'take') return (target[name as keyof typeof target] as () => unknown).bind(target)
      return async () => {
        throw new StoreError('corrupt', 'The snapshot cannot be read.')
      }
    },
  })
}
