import { describe, expect, it } from 'vitest'
import type { CallStore, Settled, Step } from '../../../src/store/store.ts'
import type { RungLeg } from '../../../src/telephony/call-desk.ts'
import { settle } from '../../stand-ins/virtual-clock.ts'
import { bookingWithWarmTransfer } from './booking.ts'
import { Scenario } from './scenario.ts'

const desk = '+442079460009'
const lineId = 'CA00000000000000000000000000000001'
const rings = `ring ${desk} from +442079460001`

/** Where the server dies: the store has done it, or not, and nobody is told. */
type Point =
  | 'after the intents'
  | 'before it is written that the caller waits'
  | 'before somebody is rung'
  | 'before it is written that somebody is rung'
  | null

/** A call that is being put through, on a server that dies at a point of that. */
async function puttingThrough(point: Point): Promise<Scenario> {
  const never = new Promise<never>(() => {})
  const dyingAt = (store: CallStore): CallStore =>
    new Proxy(store, {
      get(target, name: keyof CallStore) {
        const method = (target[name] as (...args: unknown[]) => Promise<unknown>).bind(target)
        const dies = async (done: Promise<unknown> | null): Promise<never> => {
          await done
          call.crashes()
          return never
        }
        if (name === 'commit' && point === 'after the intents')
          return (step: Step) => (step.intents.length === 2 && call.desk === first ? dies(method(step)) : method(step))
        if (name === 'settle')
          return (callId: string, key: string, settled: Settled) => {
            const isRing = key.endsWith(':ring')
            if (call.desk !== first) return method(callId, key, settled)
            if (!isRing && point === 'before it is written that the caller waits') return dies(null)
            if (!isRing && point === 'before somebody is rung') return dies(method(callId, key, settled))
            if (isRing && point === 'before it is written that somebody is rung') return dies(null)
            return method(callId, key, settled)
          }
        return method
      },
    })
  const call = new Scenario(bookingWithWarmTransfer, { destinations: { desk }, hasRooms: true, storeBehind: dyingAt })
  const first = call.desk
  await call.rings()
  await call.connects()
  call.obliging = false
  await call.hears('I will put you through.')
  await call.until('it is being made', () => point !== null || call.legs.length > 0)
  await call.wait(1000)
  return call
}

async function anotherComes(call: Scenario): Promise<void> {
  call.desk = call.otherServer()
  call.desk.keepWatch()
  await call.wait(3000)
}

async function theLineTells(call: Scenario, ...hows: readonly RungLeg['how'][]): Promise<unknown> {
  let answer: unknown = null
  for (const how of hows) {
    answer = await call.desk.rung(call.callId, `${call.callId}:t1`, { legId: call.legs[0] ?? 'CAleg1', how })
    await settle()
  }
  await call.wait(1500)
  return answer
}

describe('a warm transfer', () => {
  it('seats the caller, then rings whoever it is for, each once and each in the ledger', async () => {
    const call = await puttingThrough(null)
    expect(call.asked).toEqual(['seat', rings])
    const ledger = await call.store.ledger(call.callId)
    expect(ledger.map((entry) => [entry.call.tool, entry.state])).toEqual([
      ['$transfer', 'done'],
      ['$ring', 'done'],
    ])
    expect(await call.desk.resume(lineId)).toBe('transferring')
    expect(await theLineTells(call, 'answered')).toEqual({ brief: 'Wants a haircut.', language: 'en-GB' })
    await theLineTells(call, 'accepted', 'joined', 'left')
    expect(await call.outcome()).toBe('transferred')
  })

  it.each<[Exclude<Point, null>, readonly string[]]>([
    ['after the intents', ['seated?', 'seat', 'rung?', rings]],
    ['before it is written that the caller waits', ['seat', 'seated?', 'rung?', rings]],
    ['before somebody is rung', ['seat', 'rung?', rings]],
    ['before it is written that somebody is rung', ['seat', rings, 'rung?']],
  ])('goes on at another server where the first one dies %s: nobody is seated or rung twice', async (point, asked) => {
    const call = await puttingThrough(point)
    await anotherComes(call)
    expect(call.asked).toEqual(asked)
    await theLineTells(call, 'ringing', 'accepted', 'joined')
    // The caller leaves the room when the other side has gone, and the line asks.
    await call.desk.transferred(lineId, 'completed', { isRoom: true })
    await settle()
    expect(await call.outcome()).toBe('transferred')
    const { folded, stored } = await call.foldedAndStored()
    expect(folded).toBe(stored)
  })

  it.each<RungLeg['how']>(['busy', 'noanswer', 'failed', 'left'])(
    'brings the caller back where another server is told that they are %s',
    async (how) => {
      const call = await puttingThrough(null)
      call.obliging = true
      await theLineTells(call, how)
      await call.until('the line is asked for a stream', () => call.asked.includes('reconnect'))
      await call.hears('Nobody is free. | Goodbye!')
    },
  )

  it('rings somebody off when the caller hangs up, also at a server that knows of the ringing by the store alone', async () => {
    const call = await puttingThrough('before it is written that somebody is rung')
    await anotherComes(call)
    await theLineTells(call, 'ringing')
    await call.desk.ended(lineId, 'completed')
    await call.wait(1500)
    expect(call.asked.at(-1)).toBe('release CAleg1')
    expect(await call.outcome()).toBe('hangup')
    // Who takes the call now hears that nobody is there; who is in the room already is not left alone.
    expect(await theLineTells(call, 'accepted')).toBeNull()
    expect(await theLineTells(call, 'joined')).toBeNull()
    expect(call.asked.at(-1)).toBe('release CAleg1')
  })

  it('takes the caller for gone, and not for put through, who leaves the room before anybody was there', async () => {
    const call = await puttingThrough(null)
    await call.desk.transferred(lineId, 'completed', { isRoom: true, isOver: true })
    await call.wait(500)
    expect(await call.outcome()).toBe('hangup')
    expect(call.asked.at(-1)).toBe('release CAleg1')
  })

  it('has failed where the room ended although nobody had come', async () => {
    const call = await puttingThrough(null)
    await call.desk.transferred(lineId, 'completed', { isRoom: true })
    expect((await call.events()).at(-1)).toMatchObject({ type: 'transfer.finished', outcome: 'failed' })
  })

  it('waits for whoever may ring although nobody knows, and comes back when nothing is heard of them', async () => {
    const call = await puttingThrough('before it is written that somebody is rung')
    call.obliging = true
    await anotherComes(call)
    await call.wait(20_000 + 30_000 + 2000)
    await call.hears('Nobody is free. | Goodbye!')
    expect(call.legs).toHaveLength(1)
  })
})
