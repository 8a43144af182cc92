import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { beforeEach, describe, expect, test } from 'vitest'
import { defineTool } from './define-tool.ts'
import type { ToolDefinition } from './define-tool.ts'
import { testTool, ToolContractError } from './test-tool.ts'
import type { ToolContract } from './test-tool.ts'
import { ToolError, type Tool } from './tool.ts'

const Input = Type.Object({ at: Type.String(), guests: Type.Integer({ minimum: 1 }) })
const Output = Type.Object({ id: Type.String() })

/** What the handlers write to. */
const booked = new Map<string, string>()
let writes = 0
let isFull = false
function write(key: string): string {
  writes += 1
  const id = `B${writes}`
  booked.set(key, id)
  return id
}
beforeEach(() => {
  booked.clear()
  writes = 0
  isFull = false
})

const sound: ToolDefinition<typeof Input, typeof Output> = {
  name: 'book',
  description: 'Books a table.',
  effect: 'write',
  input: Input,
  output: Output,
  errors: ['full'],
  async handler(_, { idempotencyKey: key, signal, log }) {
    signal.throwIfAborted()
    log.info('booking', { key })
    if (isFull) throw new ToolError('full', 'There is no table.')
    return { id: booked.get(key) ?? write(key) }
  },
  reconcile(key) {
    const id = booked.get(key)
    return id === undefined ? null : { id }
  },
}
const contract: ToolContract<typeof Input, typeof Output> = {
  examples: [{ input: { at: '2026-10-08T19:00', guests: 4 } }],
  failures: [
    {
      error: 'full',
      input: { at: '2026-10-08T19:00', guests: 4 },
      before: () => (isFull = true),
      after: () => (isFull = false),
    },
  ],
  effects: () => writes,
  timeoutMs: 200,
  graceMs: 20,
}

/** What was wrong with a handler; nothing where it holds. */
async function faultsOf(
  changed: Partial<ToolDefinition<typeof Input, typeof Output>>,
  other: Partial<ToolContract<typeof Input, typeof Output>> = {},
): Promise<readonly string[]> {
  const tool: Tool<typeof Input, typeof Output> = defineTool({ ...sound, ...changed })
  try {
    await testTool(tool, { ...contract, ...other })
    return []
  } catch (error) {
    if (!(error instanceof ToolContractError)) throw error
    return error.report.checks.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`))
  }
}

describe('a handler that holds to its contract', () => {
  test('is told what it was tried for', async () => {
    const report = await testTool(defineTool(sound), contract)
    expect(report.advice).toEqual([])
    expect(report.checks.map(({ name, faults }) => [name, faults.length])).toEqual([
      ['its examples fit its input schema', 0],
      ['it answers each example, in time, with what its output schema says', 0],
      ['it lets go when its signal is aborted', 0],
      ['it ends in the errors that it declares, and in no other', 0],
      ['it logs nothing that callers said', 0],
      ['one key is one write, tried again', 0],
      ['one key is one write, tried twice at a time', 0],
      ['an error of its own means that nothing was written', 0],
      ['its reconcile tells what has happened, and does nothing', 0],
    ])
  })
  test('and cannot reconcile is told what that costs', async () => {
    const { reconcile: _, ...without } = sound
    expect((await testTool(defineTool(without), contract)).advice).toEqual([expect.stringContaining('uncertain')])
  })
  test('and only reads needs no counter', async () => {
    const read = defineTool({
      name: 'times',
      description: 'Free times.',
      effect: 'read',
      input: Input,
      output: Type.Object({ times: Type.Array(Type.String()) }),
      handler: ({ at }) => ({ times: [at] }),
    })
    const examples = [{ input: { at: '19:00', guests: 2 }, output: { times: ['19:00'] } }]
    expect((await testTool(read, { examples })).checks).toHaveLength(5)
  })
})

/** What is planted, and a word of what is said of it. */
const planted: Readonly<Record<string, readonly [ToolDefinition<typeof Input, typeof Output>['handler'], RegExp]>> = {
  'writes at each try': [
    (_, { idempotencyKey }) => ({ id: write(idempotencyKey) }),
    /tried again: .*The same key made 2 writes/,
  ],
  'writes twice for two tries at a time': [
    async (_, { idempotencyKey: key }) => {
      const known = booked.get(key)
      await sleep(2)
      return { id: known ?? write(key) }
    },
    /at a time: .*Two calls with one key at a time made 2 writes/,
  ],
  'answers the second try otherwise': [
    (_, { idempotencyKey: key }) => ({ id: booked.has(key) ? 'known' : write(key) }),
    /ended otherwise: \{"id":"known"\}/,
  ],
  'answers in another shape': [
    (() => ({ reference: 'B1' })) as never,
    /in time, with what its output schema says: .*"invalid_output"/,
  ],
  'answers with what is no JSON': [() => ({ id: 'B1', size: 1n }), /invalid_output.*not JSON/],
  'never answers': [() => new Promise<never>(() => undefined), /"timeout"/],
  'goes on when nobody waits any more': [
    async (_, { idempotencyKey: key }) => {
      await sleep(300)
      return { id: booked.get(key) ?? write(key) }
    },
    /lets go when its signal is aborted: .*still at work/,
  ],
  'throws what is no error of its own': [
    () => {
      throw new Error('socket hang up')
    },
    /It ended in "failed": socket hang up/,
  ],
  'writes, and then says that nothing was done': [
    (_, { idempotencyKey: key }) => {
      const id = booked.get(key) ?? write(key)
      if (isFull) throw new ToolError('full', 'There is no table.')
      return { id }
    },
    /made 1 writes/,
  ],
  'logs what callers say': [
    ({ at }, { idempotencyKey: key, log }) => {
      log.info('booking', { at })
      return { id: booked.get(key) ?? write(key) }
    },
    /logs nothing that callers said: 1 of the examples/,
  ],
  'ends in another error': [
    (_, { idempotencyKey: key }) => {
      if (isFull) throw new ToolError('closed', 'Closed.')
      return { id: booked.get(key) ?? write(key) }
    },
    /ended in "closed" \(Closed\.\), and not in "full"/,
  ],
}

describe('a handler is found that', () => {
  test.each(Object.entries(planted))('%s', async (_, [handler, said]) => {
    expect((await faultsOf({ handler })).join('\n')).toMatch(said)
  })
  test.each([
    ['says that a made write was not', () => null, /said null/],
    ['says that what never happened did', (key: string) => ({ id: booked.get(key) ?? 'B0' }), /never used/],
    ['tells another result', (key: string) => (booked.has(key) ? { id: 'B0' } : null), /it said \{"id":"B0"\}/],
    [
      'writes when it is asked',
      (key: string) => (booked.has(key) ? { id: `${booked.get(key)}${(writes += 1) > 0 ? '' : ''}` } : null),
      /Asking made 1 writes/,
    ],
  ] as const)('reconciles and %s', async (_, reconcile, said) => {
    expect((await faultsOf({ reconcile })).join('\n')).toMatch(said)
  })
  test('ends in an error that it does not declare', async () => {
    expect(await faultsOf({ errors: [] })).toEqual([expect.stringContaining(`errors: ['full']`)])
  })
})

describe('a contract is incomplete', () => {
  test('without examples', async () => {
    expect((await faultsOf({}, { examples: [] })).join()).toContain('There is no example')
  })
  test('with an example that the schema refuses', async () => {
    const faults = await faultsOf({}, { examples: [{ input: { at: 'x', guests: 0 } }] })
    expect(faults[0]).toContain('examples[0].input: /guests')
  })
  test('where a declared error is never shown', async () => {
    expect((await faultsOf({}, { failures: [] })).join()).toContain('Nothing shows how "full" comes about')
  })
  test('where nothing counts the writes', async () => {
    const { effects: _, ...rest } = contract
    const report = testTool(defineTool(sound), rest)
    await expect(report).rejects.toThrow('Nothing counts its writes')
  })
  test('where the output is another than the example says', async () => {
    const examples = [{ input: { at: 'x', guests: 1 }, output: { id: 'A1' } }]
    expect((await faultsOf({}, { examples })).join()).toContain('It returned {"id":"B1"}, and not {"id":"A1"}')
  })
})
