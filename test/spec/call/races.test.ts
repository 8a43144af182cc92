import { expect, it } from 'vitest'
import { StoreError } from '../../../src/store/store-error.ts'
import type { CallStore } from '../../../src/store/store.ts'
import { settle, type VirtualClock } from '../../stand-ins/virtual-clock.ts'
import { booking, said, salonOn } from './booking.ts'
import { flowOf, Scenario } from './scenario.ts'

/** A store whose commits take so long from some moment on. */
function slow(): { readonly behind: (store: CallStore, clock: VirtualClock) => CallStore; commitTakesMs: number } {
  const slowness = {
    commitTakesMs: 0,
    behind: (store: CallStore, clock: VirtualClock): CallStore =>
      new Proxy(store, {
        get(target, name: keyof CallStore) {
          const method = target[name] as (...args: unknown[]) => Promise<unknown>
          if (name !== 'commit') return method.bind(target)
          return async (...args: unknown[]): Promise<unknown> => {
            const reply = await method.apply(target, args)
            if (slowness.commitTakesMs > 0) await new Promise<void>((go) => clock.after(slowness.commitTakesMs, go))
            return reply
          }
        },
      }),
  }
  return slowness
}

async function slowCall(): Promise<{
  call: Scenario
  salon: ReturnType<typeof salonOn>
  store: ReturnType<typeof slow>
}> {
  const store = slow()
  const salon = salonOn(() => call.clock)
  const call: Scenario = await Scenario.start(booking, { tools: salon.tools, storeBehind: store.behind })
  await call.hears(said.question)
  return { call, salon, store }
}

it('a caller who hangs up while a step is being committed: the step counts, and the call ends after it', async () => {
  const { call, salon, store } = await slowCall()
  await call.begins('haircut')
  await call.wait(500)
  store.commitTakesMs = 1000
  await call.wait(1000)
  await call.hangsUp()
  await call.wait(3000)
  expect((await call.events()).slice(-3).map(({ type }) => type)).toContain('caller.hungup')
  expect(await call.outcome()).toBe('hangup')
  expect(salon.looks.length).toBeLessThanOrEqual(1)
  await call.isOverAndGone()
})

it('a call that is taken away while its step is being committed: what the step wanted is left to the other', async () => {
  const { call, salon, store } = await slowCall()
  await call.begins('haircut')
  await call.wait(300)
  store.commitTakesMs = 600
  call.obliging = false
  for (let before = (await call.events()).length; (await call.events()).length === before;) await call.wait(20)
  await call.store.take(call.callId, { owner: 'server-2', ms: 1000, nowMs: call.clock.now() }, { force: true })
  await call.wait(3000)
  expect(salon.looks).toEqual([])
  expect(call.desk.live).toBe(0)
})

it('keys that are pressed while a step is being committed are read together', async () => {
  const pin = flowOf(`
flow: pin
description: Asks for four digits.
language: en-GB
timezone: Europe/London
start: ask
slots:
  pin: { type: digits, length: 4, hint: the code }
states:
  ask:
    gather: pin
    prompt: Your code?
    keypad: { slot: pin, max: 4, terminator: "#" }
    noinput: [Hello?, { to: end }]
    nomatch: [Again?, { to: end }]
    next: end
  end: { end: "It is {{ slots.pin | spell }}.", outcome: completed }
`)
  const store = slow()
  const call = await Scenario.start(pin, { storeBehind: store.behind })
  await call.hears('Your code?')
  store.commitTakesMs = 150
  for (const key of '1234') call.line.press(key)
  await call.hears('It is 1 2 3 4.', 20_000)
  await call.isOverAndGone()
})

it('a stream that comes while the call is ending is turned away', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  const { desk, callId } = call
  await call.hangsUp()
  await settle()
  expect(desk.live).toBe(0)
  await expect(call.connects()).rejects.toThrow(callId)
  await call.isOverAndGone()
})

it('a store that refuses a step for good ends the call at once, in a sentence', async () => {
  const broken = { isBroken: false }
  const call = await Scenario.start(booking, {
    tools: salonOn(() => call.clock).tools,
    storeBehind: (store) =>
      new Proxy(store, {
        get(target, name: keyof CallStore) {
          const method = target[name] as (...args: unknown[]) => Promise<unknown>
          return async (...args: unknown[]): Promise<unknown> => {
            if (broken.isBroken && name === 'commit') throw new StoreError('refused', 'The disk is full.')
            return method.apply(target, args)
          }
        },
      }),
  })
  await call.hears(said.question)
  call.obliging = false
  broken.isBroken = true
  const at = call.clock.now()
  await call.says('haircut')
  await call.hears(said.failed)
  expect(call.clock.now() - at).toBeLessThan(said.failed.length * 60 + 2000)
  await call.wait(500)
  expect(call.asked).toContain('hangup')
})
