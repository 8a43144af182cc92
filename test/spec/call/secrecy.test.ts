import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { observers } from '../../../src/call/observer.ts'
import { createLogObserver } from '../../../src/server/log-observer.ts'
import { createLogger } from '../../../src/server/logger.ts'
import { createMetricsObserver } from '../../../src/server/metrics-observer.ts'
import { createMetrics } from '../../../src/server/metrics.ts'
import type { RecordCodec } from '../../../src/store/record-codec.ts'
import { plainCodec } from '../../../src/store/record-codec.ts'
import { createSealedCodec } from '../../../src/store/sealed-codec.ts'
import { createSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import type { CallStore } from '../../../src/store/store.ts'
import { defineTool } from '../../../src/tools/define-tool.ts'
import { ToolError } from '../../../src/tools/tool.ts'
import { k2, sealed } from '../../contract/sealing.ts'
import { flowOf, Scenario } from './scenario.ts'

const flow = flowOf(`
flow: paying
language: en-GB
timezone: Europe/London
start: ask
slots:
  card: { type: digits, length: 16, sensitive: pci }
  mobile: { type: phone, region: GB, sensitive: pii, default: "=call.from" }
  name: { type: text, sensitive: pii }
states:
  ask:
    gather: card
    prompt: Which card?
    keypad: { slot: card, max: 16 }
    nomatch: ["Again please.", { to: sorry }]
    noinput: ["Hello?", { to: sorry }]
    next: who
  who: { gather: name, prompt: And your name?, nomatch: [{ to: sorry }], noinput: [{ to: sorry }], next: pay }
  pay:
    tool: pay
    with: { card: =slots.card, name: =slots.name, from: =call.from }
    save: { receipt: result.receipt }
    next: paid
    outcomes: { error: sorry }
  paid: { end: Thank you. }
  sorry: { end: Sorry. }
`)

/** What nobody may find: words, keys, the number, what a tool was given, gave back, or said when it failed. */
const canaries = ['4929000000006', '4929', 'quetzalcoatl', '2079460000', 'CANARY-receipt', 'CANARY-message']

let folder: string
let logged: string
let store: CallStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callchart-secrecy-'))
  logged = ''
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

/** A whole call with secrets in it; what is on the disk, in the log at its loudest, and in the metrics afterwards. */
async function paid(codec: RecordCodec, fails = false): Promise<{ disk: string; log: string; metrics: string }> {
  store = createSqliteStore({ file: join(folder, 'calls.sqlite'), codec })
  const metrics = createMetrics({ process: false })
  const logger = createLogger({ level: 'trace', destination: { write: (line: string) => void (logged += line) } })
  const pay = defineTool({
    name: 'pay',
    description: 'Pays.',
    effect: 'write',
    input: Type.Object({ card: Type.String(), name: Type.String(), from: Type.String() }),
    output: Type.Object({ receipt: Type.String() }),
    handler: () => {
      if (fails) throw new ToolError('declined', 'CANARY-message 4929000000006')
      return { receipt: 'CANARY-receipt' }
    },
  })
  const call = await Scenario.start(flow, {
    tools: [pay],
    storeBehind: () => store,
    observer: observers(
      createLogObserver(logger),
      createMetricsObserver(metrics.calls, () => 'paying'),
    ),
  })
  await call.hears('Which card?')
  for (const key of '4929000000000006') {
    call.line.press(key)
    await call.wait(300)
  }
  await call.hears('And your name?')
  await call.wait(1000)
  await call.says('quetzalcoatl')
  await call.hears(fails ? 'Sorry.' : 'Thank you.')
  await call.wait(5000)
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')))
  return { disk: files.join(''), log: logged, metrics: await metrics.registry.metrics() }
}

describe('what a caller says in confidence', () => {
  it.each([
    ['paid', false],
    ['refused', true],
  ])('of a call that was %s is on no disk, in no log and in no metric', async (_, fails) => {
    const { disk, log, metrics } = await paid(sealed, fails)
    expect(log).toContain('tool.finished')
    expect(metrics).toMatch(/callchart_\w*tool\w*.*pay/)
    for (const canary of canaries) {
      expect(disk).not.toContain(canary)
      expect(log).not.toContain(canary)
      expect(metrics).not.toContain(canary)
    }
    const [call] = await store.list({ limit: 1 })
    expect(call?.snapshot?.context.slots).toMatchObject({ card: '4929000000000006' })
    expect(JSON.stringify(await store.log(call?.callId ?? ''))).toContain('quetzalcoatl')
  })

  it('would be found by this test in a store that is not sealed', async () => {
    const { disk } = await paid(plainCodec)
    for (const canary of ['4929000000000006', 'quetzalcoatl', '2079460000', 'CANARY-receipt'])
      expect(disk).toContain(canary)
  })
})

describe('a server without the key of a call', () => {
  it('speaks the way out to its caller, and the call is over (P8)', async () => {
    const file = join(folder, 'calls.sqlite')
    store = createSqliteStore({ file, codec: sealed })
    const call = await Scenario.start(flow, { storeBehind: () => store })
    await call.hears('Which card?')
    call.crashes()
    await call.wait(1500)
    const other = createSqliteStore({ file, codec: createSealedCodec([k2]) })
    call.desk = call.otherServer({ store: other })
    await call.connects()
    await call.until('the way out is heard', () => call.heard.includes('something went wrong on our side'))
    expect((await other.list({ limit: 1 }))[0]).toMatchObject({ live: false, snapshot: null })
    expect(await other.orphans(call.clock.now() + 60_000, 10)).toEqual([])
    await other.close()
  })
})
