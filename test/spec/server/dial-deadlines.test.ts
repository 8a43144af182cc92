import { expect, onTestFinished, test } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import { dialIntent, dialKey } from '../../../src/call/placed-call.ts'
import { defaultLimits, type Services } from '../../../src/call/services.ts'
import { DialDeadlines } from '../../../src/server/dial-deadlines.ts'
import { LineStatuses } from '../../../src/server/line-statuses.ts'
import { createSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'

const { flow } = checkFlow('flow: a\nstart: bye\nstates: { bye: { end: Goodbye! } }', 'a.yaml')
if (flow === null) throw new Error('The flow has a mistake.')
const compiled = compileFlow(flow)

/** A call that another server has reserved, and perhaps dialled, a minute before its deadline; that server is gone. */
async function start(dialled: 'dialled' | 'uncertain') {
  const clock = new VirtualClock()
  const store = createSqliteStore({ file: ':memory:', clock: () => clock.now() })
  onTestFinished(() => store.close())
  const now = Math.round(clock.now())
  const placement = {
    flow: 'a',
    to: '+447700900123',
    from: '+442079460000',
    inputs: {},
    due: now + 60_000,
    ringMs: 20_000,
  }
  const call = { callId: 'o-1', bundle: compiled.bundle, flow: 'a', startedAt: now, direction: 'outbound' as const }
  await store.create(call, { owner: 'gone', ms: 1000, nowMs: now }, dialIntent(placement))
  await store.release('o-1', 1)
  if (dialled === 'dialled')
    await store.settle('o-1', dialKey, { state: 'done', outcome: { ok: true, result: { lineId: 'CA1' } } })
  const services = {
    owner: 'here',
    store,
    clock,
    limits: defaultLimits,
    flows: { pinned: async () => compiled },
  } as unknown as Services
  const cancelled: string[] = []
  const faults: unknown[] = []
  const statuses = new LineStatuses(store, clock)
  const dialler = { dial: async () => '', cancel: async (lineId: string) => void cancelled.push(lineId) }
  const deadlines = new DialDeadlines(services, dialler, statuses, (_, __, error) => void faults.push(error))
  deadlines.keepWatch()
  onTestFinished(() => deadlines.close())
  const outcome = async () => (await store.read('o-1'))?.snapshot?.context.outcome ?? null
  return { clock, statuses, cancelled, faults, outcome, deadlines }
}

test('a call that has not rung by its deadline is taken back by whichever server looks', async () => {
  const { clock, cancelled, faults } = await start('dialled')
  await clock.advance(55_000)
  expect(cancelled).toEqual([])
  await clock.advance(10_000)
  expect(cancelled).toEqual(['CA1'])
  expect(faults).toEqual([])
})

test('one that rings is left to ring', async () => {
  const { clock, cancelled, statuses } = await start('dialled')
  await statuses.isNews('o-1', 1, 'ringing')
  await clock.advance(70_000)
  expect(cancelled).toEqual([])
})

test('one of which nobody has heard is over as uncertain, once it cannot ring any more', async () => {
  const { clock, outcome, faults } = await start('uncertain')
  await clock.advance(75_000)
  expect(await outcome()).toBeNull()
  await clock.advance(20_000)
  expect(await outcome()).toBe('uncertain')
  expect(faults).toEqual([])
})

test('a status is news only where its number is higher than all before', async () => {
  const { statuses } = await start('dialled')
  expect(await statuses.isNews('o-1', 2, 'in-progress')).toBe(true)
  expect(await statuses.isNews('o-1', 0, 'initiated')).toBe(false)
  expect(await statuses.isNews('o-1', 3, 'completed')).toBe(true)
  expect(await statuses.isNews('o-1', 1, 'ringing')).toBe(false)
  expect(await statuses.hasRung('o-1')).toBe(true)
})

test('nothing is looked at after the server has closed', async () => {
  const { clock, cancelled, deadlines } = await start('dialled')
  deadlines.close()
  await clock.advance(100_000)
  expect(cancelled).toEqual([])
})
