import { Type } from 'typebox'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Aftermath, type Judged } from '../../../src/call/aftermath.ts'
import { createSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import type { CallStore } from '../../../src/store/store.ts'
import { defineTool } from '../../../src/tools/define-tool.ts'
import { createRegistry } from '../../../src/tools/registry.ts'
import { createToolRunner } from '../../../src/tools/run-tool.ts'
import { intent, lease, newCall, noon, step } from '../../contract/steps.ts'
import { settle, VirtualClock } from '../../stand-ins/virtual-clock.ts'

let store: CallStore
let clock: VirtualClock
let judged: Judged[]
let made: number
let isAway: boolean
beforeEach(() => {
  store = createSqliteStore({ file: ':memory:' })
  clock = new VirtualClock()
  judged = []
  made = 0
  isAway = false
})
afterEach(() => store.close())

type Reconcile = (key: string) => { readonly id: string } | null

/** A server that looks after what is left; `reconcile` is what its tool's handler knows, without one nobody does. */
function server(reconcile?: Reconcile | 'no such tool'): Aftermath {
  const book = defineTool({
    name: 'book',
    description: 'Books.',
    effect: 'write',
    input: Type.Object({}),
    output: Type.Object({ id: Type.String() }),
    handler: () => {
      made += 1
      return { id: 'new' }
    },
    ...(typeof reconcile === 'function' ? { reconcile } : {}),
  })
  const registry = createRegistry(reconcile === 'no such tool' ? [] : [book])
  const tools = createToolRunner({ registry, store, clock })
  const reached = {
    unsettled: (beforeMs: number, limit: number) =>
      isAway ? Promise.reject(new Error('away')) : store.unsettled(beforeMs, limit),
    ledger: (callId: string) => store.ledger(callId),
    settle: (...args: Parameters<CallStore['settle']>) => store.settle(...args),
  }
  return new Aftermath({ store: reached, clock, tools, onJudged: (one) => judged.push(one) })
}

/** A call whose server died in the middle of a write, and whose caller has hung up. */
async function leaves(tool: string, deadlineMs = 6000): Promise<void> {
  const now = Math.round(clock.now())
  const left = intent('k1', { tool, input: {}, deadline: tool === '$transfer' ? 0 : now + deadlineMs })
  await store.create(newCall('c1', { startedAt: now }), lease('a', now))
  await store.commit(step('c1', 1, 1, { intents: [left], nowMs: now }))
  await store.commit(step('c1', 1, 2, { live: false, nowMs: now, ttlMs: 1e9 }))
}

async function after(aftermath: Aftermath, ms: number): Promise<unknown> {
  await clock.advance(ms)
  const judging = aftermath.judge()
  await settle()
  await clock.advance(2000)
  await judging
  return (await store.ledger('c1'))[0]?.state
}

it.each([
  ['happened, as its handler knows', 'book', () => ({ id: 'B1' }), 'done'],
  ['did not happen, as its handler knows: it is not made any more', 'book', () => null, 'failed'],
  ['may have happened', 'book', undefined, 'uncertain'],
  ['was the line’s to tell', '$transfer', undefined, 'uncertain'],
] as [string, string, Reconcile | undefined, Judged['state']][])(
  'what was left and %s',
  async (_, tool, reconcile, state) => {
    await leaves(tool)
    expect(await after(server(reconcile), 60_000)).toBe(state)
    expect(judged).toEqual([{ callId: 'c1', tool, state }])
    expect(made).toBe(0)
    expect(await store.unsettled(noon * 2, 10)).toEqual([])
  },
)

it('is left alone while its server may still be at it', async () => {
  await leaves('book', 20_000)
  const aftermath = server(() => null)
  expect(await after(aftermath, 40_000)).toBe('intended')
  expect(judged).toEqual([])
  expect(await after(aftermath, 15_000)).toBe('failed')
})

it('is left to a server that has the tool, and after an hour called uncertain', async () => {
  await leaves('book')
  const aftermath = server('no such tool')
  expect(await after(aftermath, 60_000)).toBe('intended')
  expect(await after(aftermath, 60 * 60_000)).toBe('uncertain')
  expect(judged).toHaveLength(1)
})

it('a store that is away is asked again later', async () => {
  await leaves('book')
  isAway = true
  const aftermath = server()
  expect(await after(aftermath, 60_000)).toBe('intended')
  isAway = false
  expect(await after(aftermath, 1000)).toBe('uncertain')
})
