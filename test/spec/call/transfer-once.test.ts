import { describe, expect, it } from 'vitest'
import type { CallStore, LedgerEntry, Settled, Step } from '../../../src/store/store.ts'
import { settle } from '../../stand-ins/virtual-clock.ts'
import { bookingWithTransfer } from './booking.ts'
import { Scenario } from './scenario.ts'

const desk = '+442079460009'
const transferred = `transfer ${desk}`

/** Where the server dies: the store has done it, or not, and nobody is told. */
type Point = 'after the intent' | 'before the outcome is written' | null

/** A call that is to be put through, on a server that dies at a point of that. */
async function puttingThrough(
  point: Point,
  change: Partial<Pick<Scenario, 'transferring' | 'unanswered'>> = {},
): Promise<Scenario> {
  const never = new Promise<never>(() => {})
  const dyingAt = (store: CallStore): CallStore =>
    new Proxy(store, {
      get(target, name: keyof CallStore) {
        const method = (target[name] as (...args: unknown[]) => Promise<unknown>).bind(target)
        if (name === 'commit' && point === 'after the intent')
          return async (step: Step) => {
            const reply = await method(step)
            if (!step.intents.some(({ tool }) => tool === '$transfer') || call.desk !== first) return reply
            call.crashes()
            return never
          }
        if (name === 'settle' && point === 'before the outcome is written')
          return async (callId: string, key: string, settled: Settled) => {
            if (call.desk !== first) return method(callId, key, settled)
            call.crashes()
            return never
          }
        return method
      },
    })
  const call = new Scenario(bookingWithTransfer, { destinations: { desk }, storeBehind: dyingAt })
  Object.assign(call, change)
  const first = call.desk
  await call.rings()
  await call.connects()
  // The line does nothing by itself after an abnormal close.
  call.obliging = false
  await call.hears('I will put you through.')
  await call.until('the transfer is intended', () => point !== null || call.asked.length > 0)
  await call.wait(1000)
  return call
}

/** Another server, which looks after calls that were left. */
async function anotherComes(call: Scenario): Promise<void> {
  call.desk = call.otherServer()
  call.desk.keepWatch()
  await call.wait(3000)
}

async function entryOf(call: Scenario): Promise<LedgerEntry | undefined> {
  return (await call.store.ledger(call.callId)).find((entry) => entry.call.tool === '$transfer')
}

async function comesBackAs(call: Scenario, outcome: 'busy' | 'completed'): Promise<void> {
  await call.desk.transferred('CA00000000000000000000000000000001', outcome)
  await settle()
}

describe('a transfer', () => {
  it('is in the ledger as the line has taken it', async () => {
    const call = await puttingThrough(null)
    expect(call.asked).toEqual([transferred])
    expect(await entryOf(call)).toMatchObject({ state: 'done', call: { input: { destination: 'desk', mode: 'cold' } } })
    await comesBackAs(call, 'completed')
    expect(await call.outcome()).toBe('transferred')
  })

  it('is not lost when the server dies before the line is told: another one makes it, once', async () => {
    const call = await puttingThrough('after the intent')
    expect(call.asked).toEqual([])
    expect(await entryOf(call)).toMatchObject({ state: 'intended' })
    // Whoever asks meanwhile is kept waiting: an empty answer would end the call.
    const other = call.otherServer()
    expect(await other.resume('CA00000000000000000000000000000001')).toBe('handing_over')
    await anotherComes(call)
    expect(call.asked).toEqual(['transferred?', transferred])
    expect(await entryOf(call)).toMatchObject({ state: 'done' })
    expect(await call.desk.resume('CA00000000000000000000000000000001')).toBe('transferring')
    await comesBackAs(call, 'completed')
    expect(await call.outcome()).toBe('transferred')
    const { folded, stored } = await call.foldedAndStored()
    expect(folded).toBe(stored)
  })

  it('is not made twice when the server dies after the line was told', async () => {
    const call = await puttingThrough('before the outcome is written')
    expect(await entryOf(call)).toMatchObject({ state: 'intended' })
    await anotherComes(call)
    expect(call.asked).toEqual([transferred, 'transferred?'])
    expect(call.transfers).toBe(1)
    expect(await entryOf(call)).toMatchObject({ state: 'done' })
    await comesBackAs(call, 'completed')
    expect(await call.outcome()).toBe('transferred')
  })

  it('whose outcome the store has lost goes on as failed once the line asks again: it is putting nobody through', async () => {
    const call = await puttingThrough(null)
    const lineId = 'CA00000000000000000000000000000001'
    const other = call.otherServer()
    expect(await other.resume(lineId)).toBe('transferring')
    expect(call.transfers).toBe(1)
    call.desk = other
    expect(await other.resume(lineId, true)).toBe('reconnect')
    await call.connects()
    await call.hears('Nobody is free.')
    expect(call.transfers).toBe(1)
  })

  it('that a third server comes upon, when it has been made, is not made again', async () => {
    const call = await puttingThrough('after the intent')
    await anotherComes(call)
    call.crashes()
    call.desk = call.otherServer({ owner: 'server-3' })
    call.desk.keepWatch()
    await call.wait(3000)
    expect(call.transfers).toBe(1)
  })

  it('whose reply is lost has happened, and is not made again', async () => {
    const call = await puttingThrough(null, { transferring: 'loses its reply' })
    expect(call.asked).toEqual([transferred, 'transferred?'])
    expect(await entryOf(call)).toMatchObject({ state: 'done' })
    expect(await call.count('transfer.finished')).toBe(0)
  })

  it('of which the line tells nothing at first has failed once it says so: the caller is not left on a silent line', async () => {
    const call = await puttingThrough(null, { transferring: 'is not reached', unanswered: 2 })
    expect(await entryOf(call)).toMatchObject({ state: 'uncertain' })
    await call.wait(7000)
    expect(await entryOf(call)).toMatchObject({ state: 'failed' })
    await call.hears('Nobody is free. | Goodbye!')
    expect(call.asked.filter((asked) => asked.startsWith('transfer '))).toEqual([transferred])
  })

  it('of which the line tells nothing at first is waited for once it says that it has it', async () => {
    const call = await puttingThrough(null, { transferring: 'loses its reply', unanswered: 1 })
    await call.wait(20_000)
    expect(await entryOf(call)).toMatchObject({ state: 'done' })
    expect(call.asked).toEqual([transferred, 'transferred?', 'transferred?'])
  })

  it.each([
    ['is not reached', 'failed'],
    ['refuses', 'declined'],
  ] as const)('of a line that %s has not happened, and the flow goes on', async (transferring, outcome) => {
    const call = await puttingThrough(null, { transferring })
    const finished = (await call.events()).find((event) => event.type === 'transfer.finished')
    expect(finished).toMatchObject({ outcome })
    expect(await entryOf(call)).toMatchObject({ state: 'failed' })
    await call.hears('Nobody is free. | Goodbye!')
  })

  it('whose intent no replica has is not made', async () => {
    const call = new Scenario(bookingWithTransfer, {
      destinations: { desk },
      storeBehind: (store) =>
        new Proxy(store, {
          get: (target, name: keyof CallStore) =>
            name === 'replicated'
              ? async () => false
              : (target[name] as (...args: unknown[]) => Promise<unknown>).bind(target),
        }),
    })
    await call.rings()
    await call.connects()
    await call.hears('Nobody is free. | Goodbye!')
    expect(call.asked.filter((asked) => asked.startsWith('transfer'))).toEqual([])
  })
})
