import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkFlow } from '../../engine/language/check.ts'
import { compileFlow } from '../../engine/machine/compile.ts'
import type { CallEvent } from '../../engine/machine/event.ts'
import { step } from '../../engine/machine/step.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { readConfig } from '../../src/server/config.ts'
import { openStore } from '../../src/server/open-store.ts'

const bin = resolve(import.meta.dirname, '../../src/cli/bin.ts')
const shop = `flow: shop
start: ask
slots: { guests: { type: integer } }
states:
  ask: { gather: guests, prompt: How many?, nomatch: [{ to: bye }], noinput: [{ to: bye }], next: bye }
  bye: { end: Goodbye! }
`
const events: readonly CallEvent[] = [
  {
    type: 'call.started',
    at: 1000,
    call: { id: 'c-1', lineId: 'CA1', from: '', to: '', direction: 'inbound' },
    inputs: {},
    seed: 1,
  },
  { type: 'speech.played', at: 2000, id: 'u1' },
  {
    type: 'turn.ended',
    at: 5000,
    hypotheses: [{ text: 'four', confidence: 1 }],
    readings: {
      guests: { state: 'closed', value: 4, alternatives: [], spans: [[0, 1]], confidence: 1, readback: 'four' },
    },
    matches: {},
  },
]

let data: string

/** A call as a server leaves it in the embedded store. */
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'callchart-stored-'))
  const read = readConfig({ CALLCHART_DATA: data })
  if (!read.ok) throw new Error('The configuration cannot be read.')
  const { flow } = checkFlow(shop, 'shop.yaml')
  if (flow === null) throw new Error('The flow has a mistake.')
  const compiled = compileFlow(flow)
  const store = await openStore(read.config)
  await store.putBundle(compiled.bundle, JSON.stringify(compiled.flow))
  const lease = { owner: 'test', ms: 1000, nowMs: 1000 }
  await store.bind('CA1', 'c-1')
  await store.create(
    { callId: 'c-1', bundle: compiled.bundle, flow: 'shop', startedAt: 1000, direction: 'inbound' },
    lease,
  )
  let snapshot: Snapshot | null = null
  for (const event of events) {
    const stepped: { readonly snapshot: Snapshot } = step(compiled, snapshot, event)
    snapshot = stepped.snapshot
    const { seq } = snapshot
    const entry = { seq, id: `e${seq}`, event }
    const reply = await store.commit({
      callId: 'c-1',
      token: 1,
      seq,
      snapshot,
      entry,
      intents: [],
      nowMs: Date.now(),
      ttlMs: 3_600_000,
      live: true,
    })
    expect(reply).toBe('OK')
  }
  await store.close()
})

describe('a stored call', () => {
  test('folds to what was stored, found by its id or by the line’s', async () => {
    for (const id of ['c-1', 'CA1']) {
      const { code, output } = await callchart(['replay', id])
      expect(output).toContain('ask.listening → bye.saying: the answer was understood')
      expect(output).toContain('byte for byte')
      expect(code).toBe(0)
    }
  })

  test('is saved with its flow, and one that was tampered with does not fold', async () => {
    const file = join(data, 'call.json')
    expect((await callchart(['replay', 'c-1', '--save', file])).code).toBe(0)
    expect((await callchart(['replay', file])).code).toBe(0)
    await writeFile(file, (await readFile(file, 'utf8')).replace('"guests": 4', '"guests": 5'))
    const { code, output } = await callchart(['replay', file])
    expect(code).toBe(1)
    expect(output).toContain('First difference at context.slots.guests')
  })

  test('is explained: why it moved, and where the time went', async () => {
    const { code, output } = await callchart(['explain', 'c-1'])
    expect(code).toBe(0)
    expect(output).toContain('guests is closed: 4')
    expect(output).toContain('because the answer was understood')
    expect(output).toMatch(/caller {5}\s*0:03\.0 {2}75 %/u)
    const told = JSON.parse((await callchart(['explain', 'c-1', '--format', 'json'])).output) as { spent: object }
    expect(told.spent).toEqual({ agent: 1000, caller: 3000 })
  })

  test('is listed: where it is, and nothing of what was said', async () => {
    const { code, output } = await callchart(['calls', '--live'])
    expect(code).toBe(0)
    expect(output).toMatch(/c-1 {2}shop {2}in bye\.saying {2}\(3 steps\)/u)
    const listed = await callchart(['calls', 'CA1', '--format', 'json'])
    expect(JSON.parse(listed.output)).toMatchObject({ calls: [{ callId: 'c-1', state: 'bye.saying', live: true }] })
    expect(listed.output).not.toContain('four')
  })

  test('cannot be ended where no server runs, and says what to do', async () => {
    const { code, output } = await callchart(['calls', 'c-1', '--end', '--server', 'http://127.0.0.1:9'])
    expect(code).toBe(2)
    expect(output).toContain('No server answers')
  })

  test('that is not there is 2, with what to do', async () => {
    const { code, output } = await callchart(['explain', 'c-2'])
    expect(code).toBe(2)
    expect(output).toContain('no such call in the store')
  })
})

test('a manifest of a project lets its flows be checked without its code', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'callchart-types-'))
  const file = join(folder, 'manifest.json')
  const dentist = resolve(import.meta.dirname, '../../flows/dentist')
  expect((await callchart(['types', '--manifest', '--project', dentist, '--out', file])).code).toBe(0)
  expect((await callchart(['validate', dentist, '--tools', file])).code).toBe(0)
  await writeFile(file, (await readFile(file, 'utf8')).replace('"book_visit"', '"book_a_visit"'))
  const { code, output } = await callchart(['validate', dentist, '--tools', file])
  expect(code).toBe(1)
  expect(output).toContain('Did you mean "book_a_visit"?')
})

function callchart(args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const env = { ...process.env, CALLCHART_DATA: data, CALLCHART_API_TOKEN: 'sesame', NO_COLOR: '1', REDIS_URL: '' }
  return new Promise((go) => {
    execFile(process.execPath, [bin, ...args], { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      go({ code, output: stdout + stderr })
    })
  })
}
