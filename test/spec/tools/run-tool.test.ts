import { Type } from 'typebox'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { intent, lease, newCall, step } from '../../contract/steps.ts'
import { settle, VirtualClock } from '../../stand-ins/virtual-clock.ts'
import type { ToolCall } from '../../../engine/machine/effect.ts'
import type { ToolOutcome } from '../../../engine/machine/event.ts'
import { createSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import { StoreError } from '../../../src/store/store-error.ts'
import type { CallStore } from '../../../src/store/store.ts'
import { defineTool, type ToolDefinition } from '../../../src/tools/define-tool.ts'
import { createRegistry } from '../../../src/tools/registry.ts'
import { createToolRunner, type ToolReport, type ToolRunner } from '../../../src/tools/run-tool.ts'
import { ToolError, type ToolContext } from '../../../src/tools/tool.ts'

const input = Type.Object({ at: Type.String(), guests: Type.Integer({ minimum: 1 }) })
const output = Type.Object({ id: Type.String() })
type Parts = Partial<ToolDefinition<typeof input, typeof output>>
type Handler = ToolDefinition<typeof input, typeof output>['handler']

let clock: VirtualClock
let store: CallStore
let seq: number
beforeEach(async () => {
  clock = new VirtualClock()
  store = createSqliteStore({ file: ':memory:' })
  seq = 0
  await store.create(newCall('c1'), lease('a', clock.now()))
})
afterEach(() => store.close())

function runnerOf(handler: Handler, parts: Parts = {}, options: { store?: CallStore; reports?: ToolReport[] } = {}) {
  const tool = defineTool({ name: 'book', description: 'Books.', effect: 'write', input, output, handler, ...parts })
  return createToolRunner({
    registry: createRegistry([tool]),
    store: options.store ?? store,
    clock,
    maxResultBytes: 1000,
    onCalled: (report) => options.reports?.push(report),
  })
}

const call = (changes: Partial<ToolCall> = {}): ToolCall =>
  intent('k1', {
    input: { at: '19:00', guests: 4 },
    deadline: clock.now() + 6000,
    retry: { max: 0, errors: [] },
    ...changes,
  })

/** Commits the intent and runs it, as a session does. */
async function run(runner: ToolRunner, one: ToolCall, signal = new AbortController().signal): Promise<ToolOutcome> {
  seq += 1
  expect(await store.commit(step('c1', 1, seq, { intents: [one] }))).toBe('OK')
  return runner.run({ callId: 'c1', call: one, signal })
}

async function recover(runner: ToolRunner): Promise<ToolOutcome> {
  const [entry] = await store.ledger('c1')
  if (entry === undefined) throw new Error('nothing was intended')
  return runner.recover({ callId: 'c1', entry, signal: new AbortController().signal })
}

const ledgerState = async () => (await store.ledger('c1')).map((entry) => entry.state)
const hangs: Handler = () => new Promise(() => {})
const neverCalled: Handler = () => {
  throw new Error('the handler was called')
}

/** A handler that counts its calls and can be answered later. */
function held() {
  const answers: { give(value: { id: string }): void; refuse(error: unknown): void; context: ToolContext }[] = []
  const handler: Handler = (_, context) =>
    new Promise((give, refuse) => {
      answers.push({ give, refuse, context })
    })
  return { handler, answers }
}

describe('a tool that answers', () => {
  test('gets its input, its key and its attempt, and its result reaches flow and ledger', async () => {
    const seen: unknown[] = []
    const reports: ToolReport[] = []
    const runner = runnerOf(
      (given, { callId, idempotencyKey, attempt }) => {
        seen.push({ given, callId, idempotencyKey, attempt })
        return { id: 'B1' }
      },
      {},
      { reports },
    )
    expect(await run(runner, call())).toEqual({ ok: true, result: { id: 'B1' } })
    expect(seen).toEqual([{ given: { at: '19:00', guests: 4 }, callId: 'c1', idempotencyKey: 'k1', attempt: 1 }])
    expect(await store.ledger('c1')).toMatchObject([{ state: 'done', outcome: { ok: true, result: { id: 'B1' } } }])
    expect(reports).toEqual([{ callId: 'c1', tool: 'book', outcome: 'ok', ms: 0 }])
    expect(clock.pending).toBe(0)
  })

  test('cannot change its input for anyone else', async () => {
    const one = call()
    await run(
      runnerOf((given) => {
        given.guests = 99
        return { id: 'B1' }
      }),
      one,
    )
    expect(one.input).toEqual({ at: '19:00', guests: 4 })
  })

  test('may return nothing where its output is Type.Void', async () => {
    const tool = defineTool({
      name: 'book',
      description: 'Books.',
      effect: 'write',
      input: Type.Object({}),
      output: Type.Void(),
      handler: () => {},
    })
    const runner = createToolRunner({ registry: createRegistry([tool]), store, clock })
    expect(await run(runner, call())).toEqual({ ok: true, result: null })
  })
})

describe('a tool that fails is an outcome, never an exception', () => {
  test.each<[string, Handler, Partial<ToolCall>, string, string]>([
    ['input that does not fit', neverCalled, { input: { guests: 0 } }, 'invalid_input', 'failed'],
    ['a tool that is not there', neverCalled, { tool: 'bok' }, 'unavailable', 'failed'],
    ['a deadline that is over', neverCalled, { deadline: 0 }, 'timeout', 'failed'],
    ['its own word', () => Promise.reject(new ToolError('conflict', 'taken')), {}, 'conflict', 'failed'],
    ['a throw before its promise', () => raise(new ToolError('conflict', 'taken')), {}, 'conflict', 'failed'],
    ['its word that it does not know', () => raise(new ToolError('timeout', '')), {}, 'timeout', 'uncertain'],
    ['a word that is no code', () => raise(new ToolError('Not Found!', 'x')), {}, 'failed', 'uncertain'],
    ['any other throw', () => raise(new TypeError('x is undefined')), {}, 'failed', 'uncertain'],
    ['a thrown nothing', () => raise(undefined), {}, 'failed', 'uncertain'],
    ['a wrong result', () => ({ id: 7 }) as never, {}, 'invalid_output', 'uncertain'],
    ['no result', () => undefined as never, {}, 'invalid_output', 'uncertain'],
    ['a result that is not JSON', () => ({ id: 1n }) as never, {}, 'invalid_output', 'uncertain'],
    ['a result too large to carry', () => ({ id: 'x'.repeat(1000) }), {}, 'invalid_output', 'uncertain'],
  ])('%s', async (_, handler, changes, error, state) => {
    const outcome = await run(runnerOf(handler), call(changes))
    expect(outcome).toMatchObject({ ok: false, error })
    expect(await ledgerState()).toEqual([state])
    expect(clock.pending).toBe(0)
  })

  test('a fault in the input names the place and never the value', async () => {
    const outcome = await run(runnerOf(neverCalled), call({ input: { at: 'Zoë', guests: -1 } }))
    expect(outcome).toMatchObject({ message: 'The input: /guests must be >= 1.' })
    expect(JSON.stringify(outcome)).not.toMatch(/Zoë|-1/)
  })

  test('a failed read has changed nothing, whatever it threw', async () => {
    await run(
      runnerOf(() => raise(new TypeError('x')), { effect: 'read' }),
      call(),
    )
    expect(await ledgerState()).toEqual(['failed'])
  })
})

describe('a tool that hangs', () => {
  test('a write is a time-out for the flow, uncertain in the ledger, and its handler is told to stop', async () => {
    const { handler, answers } = held()
    const outcome = run(runnerOf(handler), call())
    await clock.advance(5999)
    expect(answers[0]?.context.signal.aborted).toBe(false)
    await clock.advance(1)
    expect(await outcome).toMatchObject({ ok: false, error: 'timeout' })
    expect(answers[0]?.context.signal.aborted).toBe(true)
    expect(await ledgerState()).toEqual(['uncertain'])
  })

  test('a read is a time-out and has failed', async () => {
    const outcome = run(runnerOf(hangs, { effect: 'read' }), call())
    await clock.advance(6000)
    expect(await outcome).toMatchObject({ ok: false, error: 'timeout' })
    expect(await ledgerState()).toEqual(['failed'])
  })

  test('a result that comes too late is recorded, and the flow has heard the time-out', async () => {
    const { handler, answers } = held()
    const outcome = run(runnerOf(handler), call())
    await clock.advance(6000)
    answers[0]?.give({ id: 'B1' })
    expect(await outcome).toMatchObject({ error: 'timeout' })
    await settle()
    expect(await store.ledger('c1')).toMatchObject([{ state: 'done', outcome: { ok: true, result: { id: 'B1' } } }])
  })

  test('the handler is asked whether it happened, in time for the flow to hear it', async () => {
    const outcome = run(runnerOf(hangs, { reconcile: (key) => ({ id: `found-${key}` }) }), call())
    await clock.advance(6000)
    expect(await outcome).toEqual({ ok: true, result: { id: 'found-k1' } })
    expect(await ledgerState()).toEqual(['done'])
  })

  test('a reconcile that hangs too keeps nobody waiting', async () => {
    const outcome = run(runnerOf(hangs, { reconcile: () => new Promise(() => {}) }), call())
    await clock.advance(6400)
    expect(await outcome).toMatchObject({ error: 'timeout' })
    expect(await ledgerState()).toEqual(['uncertain'])
  })

  test('"it did not happen" is not the last word while the handler may still be at it', async () => {
    const outcome = run(runnerOf(hangs, { reconcile: () => null }), call())
    await clock.advance(6000)
    expect(await outcome).toMatchObject({ error: 'timeout' })
    expect(await ledgerState()).toEqual(['uncertain'])
  })

  test('once its handler has thrown, "it did not happen" is', async () => {
    expect(
      await run(
        runnerOf(() => raise(new Error('reset')), { reconcile: () => null }),
        call(),
      ),
    ).toMatchObject({
      error: 'failed',
    })
    expect(await ledgerState()).toEqual(['failed'])
  })
})

describe('retry', () => {
  const unavailable = new ToolError('unavailable', 'busy')

  test('tries again for the errors that the flow names, with the same key and a new number', async () => {
    const seen: [string, number][] = []
    const runner = runnerOf((_, { idempotencyKey, attempt }) => {
      seen.push([idempotencyKey, attempt])
      if (attempt < 3) throw unavailable
      return { id: 'B3' }
    })
    const outcome = run(runner, call({ retry: { max: 2, errors: ['unavailable'] } }))
    await clock.advance(1000)
    expect(await outcome).toEqual({ ok: true, result: { id: 'B3' } })
    expect(seen).toEqual([
      ['k1', 1],
      ['k1', 2],
      ['k1', 3],
    ])
  })

  test('gives up after its last attempt', async () => {
    let calls = 0
    const runner = runnerOf(() => {
      calls += 1
      throw unavailable
    })
    const outcome = run(runner, call({ retry: { max: 1, errors: ['unavailable'] } }))
    await clock.advance(1000)
    expect(await outcome).toMatchObject({ error: 'unavailable' })
    expect(calls).toBe(2)
  })

  test('does not try again for any other error', async () => {
    let calls = 0
    const runner = runnerOf(() => {
      calls += 1
      throw new ToolError('conflict', '')
    })
    expect(await run(runner, call({ retry: { max: 3, errors: ['unavailable'] } }))).toMatchObject({ error: 'conflict' })
    expect(calls).toBe(1)
  })

  test('shares the time between attempts where a time-out is retried', async () => {
    const { handler, answers } = held()
    const outcome = run(runnerOf(handler), call({ retry: { max: 1, errors: ['timeout'] } }))
    await clock.advance(3000)
    expect(answers[0]?.context.signal.aborted).toBe(true)
    await clock.advance(100)
    answers[1]?.give({ id: 'B2' })
    expect(await outcome).toEqual({ ok: true, result: { id: 'B2' } })
  })

  test('uses what the first attempt answers late, where the second fails', async () => {
    const { handler, answers } = held()
    const outcome = run(runnerOf(handler), call({ retry: { max: 1, errors: ['timeout'] } }))
    await clock.advance(3100)
    answers[0]?.give({ id: 'B1' })
    await settle()
    answers[1]?.refuse(new ToolError('conflict', 'taken, by ourselves'))
    expect(await outcome).toEqual({ ok: true, result: { id: 'B1' } })
    expect(await ledgerState()).toEqual(['done'])
  })

  test('a failure after an attempt whose end nobody knows leaves the write uncertain', async () => {
    const { handler, answers } = held()
    const outcome = run(runnerOf(handler), call({ retry: { max: 1, errors: ['timeout'] } }))
    await clock.advance(3100)
    answers[1]?.refuse(new ToolError('conflict', ''))
    expect(await outcome).toMatchObject({ error: 'conflict' })
    expect(await ledgerState()).toEqual(['uncertain'])
  })
})

describe('once', () => {
  test('a key that is under way is joined, not begun again', async () => {
    const { handler, answers } = held()
    const runner = runnerOf(handler)
    const first = run(runner, call())
    await settle()
    const second = runner.run({ callId: 'c1', call: call(), signal: new AbortController().signal })
    await settle()
    expect(answers).toHaveLength(1)
    answers[0]?.give({ id: 'B1' })
    expect(await first).toEqual(await second)
  })

  test('a write that is done is not made again when the flow comes back to it', async () => {
    let calls = 0
    const runner = runnerOf(() => ({ id: `B${++calls}` }))
    expect(await run(runner, call())).toEqual(await run(runner, call()))
    expect(calls).toBe(1)
  })

  test('a write that failed may be made again', async () => {
    let calls = 0
    const runner = runnerOf(() => {
      calls += 1
      if (calls === 1) throw new ToolError('unavailable', '')
      return { id: 'B2' }
    })
    expect(await run(runner, call())).toMatchObject({ error: 'unavailable' })
    expect(await run(runner, call())).toEqual({ ok: true, result: { id: 'B2' } })
    expect(await ledgerState()).toEqual(['done'])
  })

  test('an uncertain write is not repeated blindly', async () => {
    let calls = 0
    const runner = runnerOf(() => {
      calls += 1
      throw new Error('reset')
    })
    expect(await run(runner, call())).toMatchObject({ error: 'failed' })
    expect(await run(runner, call())).toMatchObject({ error: 'uncertain' })
    expect(calls).toBe(1)
  })

  test('a read is made afresh each time', async () => {
    let calls = 0
    const runner = runnerOf(() => ({ id: `R${++calls}` }), { effect: 'read' })
    await run(runner, call())
    expect(await run(runner, call())).toEqual({ ok: true, result: { id: 'R2' } })
  })

  test('a write without an intent in the ledger is withheld', async () => {
    const runner = runnerOf(neverCalled)
    const outcome = await runner.run({ callId: 'c1', call: call(), signal: new AbortController().signal })
    expect(outcome).toMatchObject({ error: 'unavailable' })
  })
})

describe('a caller who hangs up', () => {
  test('ends a read, which stays open for whoever takes the call', async () => {
    const { handler, answers } = held()
    const caller = new AbortController()
    const outcome = run(runnerOf(handler, { effect: 'read' }), call(), caller.signal)
    await settle()
    caller.abort()
    expect(await outcome).toMatchObject({ ok: false })
    expect(answers[0]?.context.signal.aborted).toBe(true)
    expect(await ledgerState()).toEqual(['intended'])
    expect(clock.pending).toBe(0)
  })

  test('never ends a write', async () => {
    const { handler, answers } = held()
    const caller = new AbortController()
    const outcome = run(runnerOf(handler), call(), caller.signal)
    await settle()
    caller.abort()
    expect(answers[0]?.context.signal.aborted).toBe(false)
    answers[0]?.give({ id: 'B1' })
    expect(await outcome).toEqual({ ok: true, result: { id: 'B1' } })
  })
})

describe('a store that does not answer', () => {
  /** The store, with `settle` away until it is told otherwise. */
  function ailing(): { store: CallStore; heal: () => void } {
    let isAway = true
    const handler: ProxyHandler<CallStore> = {
      get(target, name) {
        if (name === 'settle' && isAway) return () => Promise.reject(new StoreError('timeout', 'away'))
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    }
    return { store: new Proxy(store, handler), heal: () => (isAway = false) }
  }

  test('the flow hears the result in time, and the ledger is written once the store is back', async () => {
    const { store: away, heal } = ailing()
    const runner = runnerOf(() => ({ id: 'B1' }), {}, { store: away })
    expect(await run(runner, call())).toEqual({ ok: true, result: { id: 'B1' } })
    expect(await ledgerState()).toEqual(['intended'])
    heal()
    await clock.advance(100)
    expect(await ledgerState()).toEqual(['done'])
  })

  test('a write that is not in the ledger yet is still not made twice', async () => {
    let calls = 0
    const runner = runnerOf(() => ({ id: `B${++calls}` }), {}, { store: ailing().store })
    await run(runner, call())
    expect(await run(runner, call())).toEqual({ ok: true, result: { id: 'B1' } })
    expect(calls).toBe(1)
  })
})

test('a write whose intent no replica has is not made, and can be made later', async () => {
  let has = false
  const lagging = new Proxy(store, {
    get(target, name) {
      if (name === 'replicated') return () => Promise.resolve(has)
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  let calls = 0
  const runner = runnerOf(() => ({ id: `B${++calls}` }), {}, { store: lagging })
  expect(await run(runner, call())).toMatchObject({ ok: false, error: 'unavailable' })
  expect(calls).toBe(0)
  has = true
  expect(await run(runner, call())).toEqual({ ok: true, result: { id: 'B1' } })
})

test('a write whose intent a failover lost, as its replicas were asked, is not made', async () => {
  let isLost = false
  const failingOver = new Proxy(store, {
    get(target, name) {
      // The new primary has never seen the intent, and its replicas have all that it has.
      if (name === 'replicated') return () => Promise.resolve((isLost = true))
      if (name === 'ledger' && isLost) return () => Promise.resolve([])
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  let calls = 0
  const runner = runnerOf(() => ({ id: `B${++calls}` }), {}, { store: failingOver })
  expect(await run(runner, call())).toMatchObject({ ok: false, error: 'unavailable' })
  expect(calls).toBe(0)
})

describe('after a takeover', () => {
  const crashed = () => store.commit(step('c1', 1, ++seq, { intents: [call()] }))

  test('what came out before is used', async () => {
    await crashed()
    await store.settle('c1', 'k1', { state: 'done', outcome: { ok: true, result: { id: 'B1' } } })
    expect(await recover(runnerOf(neverCalled))).toEqual({ ok: true, result: { id: 'B1' } })
  })

  test('a read is made again, within the time that is left', async () => {
    await crashed()
    await clock.advance(2000)
    const outcome = recover(runnerOf(hangs, { effect: 'read' }))
    await clock.advance(3999)
    expect(await Promise.race([outcome, Promise.resolve('waiting')])).toBe('waiting')
    await clock.advance(1)
    expect(await outcome).toMatchObject({ error: 'timeout' })
  })

  test('a write that the handler finds is done, and not made again', async () => {
    await crashed()
    expect(await recover(runnerOf(neverCalled, { reconcile: () => ({ id: 'B1' }) }))).toEqual({
      ok: true,
      result: { id: 'B1' },
    })
    expect(await ledgerState()).toEqual(['done'])
  })

  test('a write that the handler knows did not happen is made, with the same key', async () => {
    await crashed()
    const runner = runnerOf((_, { idempotencyKey }) => ({ id: idempotencyKey }), { reconcile: () => null })
    expect(await recover(runner)).toEqual({ ok: true, result: { id: 'k1' } })
  })

  test('a write that nobody can tell is uncertain at its deadline, and never made again', async () => {
    await crashed()
    const outcome = recover(runnerOf(neverCalled))
    await clock.advance(6000)
    expect(await outcome).toMatchObject({ ok: false, error: 'uncertain' })
    expect(await ledgerState()).toEqual(['uncertain'])
  })

  test('a write that the other server finishes meanwhile is used', async () => {
    await crashed()
    const outcome = recover(runnerOf(neverCalled))
    await clock.advance(500)
    await store.settle('c1', 'k1', { state: 'done', outcome: { ok: true, result: { id: 'B1' } } })
    await clock.advance(200)
    expect(await outcome).toEqual({ ok: true, result: { id: 'B1' } })
  })

  test('a server without the tool settles nothing', async () => {
    await crashed()
    const runner = createToolRunner({ registry: createRegistry([]), store, clock })
    // It cannot tell whether the tool writes: "unavailable" would promise that nothing has happened.
    expect(await recover(runner)).toMatchObject({ error: 'uncertain' })
    expect(await ledgerState()).toEqual(['intended'])
  })
})

function raise(error: unknown): never {
  throw error
}
