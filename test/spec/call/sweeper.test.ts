import { describe, expect, it } from 'vitest'
import { StoreError } from '../../../src/store/store-error.ts'
import { booking, said, salonOn } from './booking.ts'
import { failing, type FailingStore } from './failing-store.ts'
import { flowOf, Scenario } from './scenario.ts'

/** A call whose server dies in the middle of it, on a line that does nothing by itself. */
async function orphaned(): Promise<Scenario> {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  call.crashes()
  return call
}

describe('a call whose server has died', () => {
  it('is found by another server, which brings the caller back within two seconds', async () => {
    const call = await orphaned()
    const diedAt = call.clock.now()
    call.desk = call.otherServer()
    call.desk.keepWatch()
    await call.until('the line is asked', () => call.asked.includes('reconnect'))
    expect(call.clock.now() - diedAt).toBeLessThan(1000 + 300 + 550)
    await call.hears(`${said.cutOff} | ${said.question}`)
    await call.says('haircut')
    await call.hears(said.check)
    expect(call.notices.filter(({ type }) => type === 'taken-over')).toMatchObject([{ swept: true }])
    await call.hangsUp()
    await call.desk.drain(0)
    await call.isOverAndGone()
  })

  it('is taken by one server only, of several that look', async () => {
    const call = await orphaned()
    const others = ['b', 'c', 'd'].map((owner) => call.otherServer({ owner }))
    for (const other of others) other.keepWatch()
    call.desk = others[0]!
    call.obliging = false
    await call.until('the line is asked', () => call.asked.length > 0)
    await call.wait(1000)
    expect(call.asked).toEqual(['reconnect'])
    expect(others.map(({ live }) => live).sort((one, other) => one - other)).toEqual([0, 0, 1])
  })

  it('and that cannot be read is taken all the same: the store then gives it up, and nobody finds it again', async () => {
    const call = await orphaned()
    const taken: boolean[] = []
    const unreadable: Scenario['store'] = new Proxy(call.store, {
      get(target, name) {
        if (name === 'read') return () => Promise.reject(new StoreError('corrupt', 'The snapshot cannot be read.'))
        if (name !== 'take') return (target[name as keyof typeof target] as () => unknown).bind(target)
        return (...[, , { force }]: Parameters<typeof call.store.take>) => {
          taken.push(force)
          return Promise.reject(new StoreError('corrupt', 'The snapshot cannot be read.'))
        }
      },
    })
    call.otherServer({ store: unreadable }).keepWatch()
    await call.wait(2000)
    expect(taken[0]).toBe(false)
    // The line asks what is to follow, and is answered by a way out.
    expect(call.asked[0]).toBe('reconnect')
    // Where the line asks by itself the call is given up at once: no sweeper cuts its way out short.
    await expect(call.otherServer({ store: unreadable }).resume('CA00000000000000000000000000000001')).rejects.toThrow()
    expect(taken.at(-1)).toBe(true)
  })

  it('whose caller has hung up meanwhile ends in the store', async () => {
    const call = await orphaned()
    call.callerIsThere = false
    call.desk = call.otherServer()
    call.desk.keepWatch()
    await call.until('the call is over', () => call.notices.some(({ type }) => type === 'ended'))
    expect(await call.outcome()).toBe('hangup')
    await call.desk.drain(0)
    await call.isOverAndGone()
  })

  it('has its timers rung by whoever finds it, those that are overdue at once', async () => {
    const held = await Scenario.start(
      flowOf(`
flow: paying
language: en-GB
timezone: Europe/London
start: hold
slots: {}
states:
  hold: { wait: payment_done, prompt: Please pay now., timeout: 5s, next: thanks, outcomes: { timeout: late } }
  thanks: { end: Thank you. }
  late: { end: Too late. }
`),
    )
    await held.hears('Please pay now.')
    await held.wait(2000)
    held.crashes()
    await held.wait(10_000)
    held.desk = held.otherServer()
    held.desk.keepWatch()
    await held.hears('Too late.')
    const rung = (await held.events()).filter((event) => event.type === 'timer.fired' && event.timer === 'wait')
    expect(rung).toHaveLength(1)
    await held.desk.drain(0)
  })

  it('is not taken from its stream: one that came by itself is not asked for again', async () => {
    const call = await orphaned()
    const [sweeper, other] = [call.otherServer({ owner: 'b' }), call.otherServer({ owner: 'c' })]
    sweeper.keepWatch()
    call.desk = other
    await call.until('it was found', () => sweeper.live === 1)
    await call.connects()
    await call.hears(`${said.cutOff} | ${said.question}`)
    expect(call.asked).toEqual([])
    expect(sweeper.live).toBe(0)
    await call.hangsUp()
    await sweeper.drain(0)
    await call.isOverAndGone()
  })
})

it('after an outage of the store the servers have the time to come back for their calls', async () => {
  let store: FailingStore | undefined
  const call: Scenario = await Scenario.start(booking, {
    tools: salonOn(() => call.clock).tools,
    storeBehind: (behind, clock) => (store ??= failing(behind, clock)).store,
  })
  const other = call.otherServer()
  other.keepWatch()
  await call.hears('Welcome')
  store!.mode = 'away'
  await call.wait(1900)
  store!.mode = 'there'
  await call.hears(said.question)
  expect(other.live).toBe(0)
  expect(call.asked).toEqual([])
  await call.hangsUp()
  await other.drain(0)
  await call.isOverAndGone()
})

it('a stream that dies at once again and again is not asked for for ever, whichever servers it comes to', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  call.obliging = false
  const servers = [call.desk, call.otherServer({ owner: 'b' }), call.otherServer({ owner: 'c' })]
  const verdicts: string[] = []
  for (let round = 0; round < 12 && verdicts.at(-1) !== 'unknown'; round += 1) {
    call.desk = servers[round % 3]!
    verdicts.push(await call.desk.resume('CA00000000000000000000000000000001'))
    if (verdicts.at(-1) === 'reconnect') await call.connects()
    await call.wait(300)
    call.drops()
    await call.wait(100)
  }
  expect(verdicts).toEqual([...Array.from({ length: 8 }, () => 'reconnect'), 'unknown'])
})
