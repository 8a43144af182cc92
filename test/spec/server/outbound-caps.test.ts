import { expect, onTestFinished, test } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import { defaultLimits, type Services } from '../../../src/call/services.ts'
import type { OutboundConfig } from '../../../src/define-config.ts'
import { Outbound } from '../../../src/server/outbound.ts'
import { createSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'

const { flow } = checkFlow('flow: a\nstart: bye\nstates: { bye: { end: Goodbye! } }', 'a.yaml')
if (flow === null) throw new Error('The flow has a mistake.')
const compiled = { ...compileFlow(flow), bundle: 'b' }

/** Two servers on one store. */
function startTwo(caps: Pick<OutboundConfig, 'perMinute' | 'atOnce'>) {
  const clock = new VirtualClock()
  const store = createSqliteStore({ file: ':memory:', clock: () => clock.now() })
  onTestFinished(() => store.close())
  const dialled: string[] = []
  const server = (owner: string): Outbound => {
    const flows = { named: () => compiled, pinned: async () => compiled }
    const services = { owner, store, clock, limits: defaultLimits, flows } as unknown as Services
    const outbound = new Outbound({
      services,
      desk: { ended: async () => {}, tell: async () => 'over' } as unknown as ConstructorParameters<
        typeof Outbound
      >[0]['desk'],
      dialler: { dial: async ({ to }) => `CA${dialled.push(to)}`, cancel: async () => {} },
      config: {
        from: '+442079460000',
        flows: ['a'],
        to: { '+44': 'Europe/London' },
        hours: { daily: '00:00-24:00' },
        ...caps,
      },
      fault: (_, __, error) => expect.fail(String(error)),
    })
    onTestFinished(() => outbound.close())
    return outbound
  }
  const place = async (outbound: Outbound, row: number) => {
    const placed = await outbound.place({ to: `+4477009001${10 + row}`, flow: 'a', inputs: {} }, 'shop', null)
    return 'code' in placed ? placed.code : placed.status
  }
  return { clock, store, dialled, a: server('a'), b: server('b'), place }
}

test.each([
  ['perMinute', { perMinute: 1, atOnce: 50 }],
  ['atOnce', { perMinute: 50, atOnce: 1 }],
])('two servers that find the last place of %s at the same moment do not both dial', async (_, caps) => {
  const { store, dialled, a, b, place } = startTwo(caps)
  const came = await Promise.all([place(a, 1), place(b, 2)])
  expect(dialled.length).toBeLessThanOrEqual(1)
  expect(came.filter((one) => one === 'dialled')).toHaveLength(dialled.length)
  // Whoever was not dialled has left nothing behind.
  expect(await store.list({ limit: 10 })).toHaveLength(dialled.length)
})

test('a place that both gave up is there for the next', async () => {
  const { dialled, a, b, place } = startTwo({ perMinute: 1, atOnce: 50 })
  await Promise.all([place(a, 1), place(b, 2)])
  await place(a, 3)
  expect(dialled).toHaveLength(1)
  expect(await place(b, 4)).toBe('too_many')
})

test('hundreds of calls from outside do not hide those of ours', async () => {
  const { clock, store, a, place } = startTwo({ perMinute: 50, atOnce: 1 })
  expect(await place(a, 1)).toBe('dialled')
  await clock.advance(2000)
  const now = Math.round(clock.now())
  for (let n = 0; n < 600; n++) {
    const call = { callId: `c-${n}`, bundle: 'b', flow: 'a', startedAt: now, direction: 'inbound' as const }
    await store.create(call, { owner: 'a', ms: 60_000, nowMs: now })
  }
  expect(await place(a, 2)).toBe('too_many_at_once')
})
