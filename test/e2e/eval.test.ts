import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkFlow } from '../../engine/language/check.ts'
import { compileFlow } from '../../engine/machine/compile.ts'
import type { CallEvent } from '../../engine/machine/event.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { step } from '../../engine/machine/step.ts'
import { stubOf } from '../../engine/rehearsal/read-answers.ts'
import { drive } from '../../engine/rehearsal/rehearsal.ts'
import { runTest } from '../../engine/rehearsal/run-test.ts'
import { readTestFile } from '../../engine/rehearsal/test-file.ts'
import { readConfig } from '../../src/server/config.ts'
import { openSecrecy, openStore } from '../../src/server/open-store.ts'
import { startOpenAi, type OpenAiStandIn } from '../stand-ins/openai.ts'

const bin = resolve(import.meta.dirname, '../../src/cli/bin.ts')

const inn = `flow: inn
language: en-GB
start: ask
slots: { guest: { type: name }, mobile: { type: phone, region: GB } }
states:
  ask:
    decide: Does the caller want a room, or to leave a message?
    prompt: What can I do for you?
    options:
      room: { means: wants a room, examples: [a room please, book a room], next: guest }
      message: { means: leaves a message, examples: [leave a message], next: desk }
    unsure: desk
  guest: { gather: guest, prompt: Your name?, next: mobile }
  mobile: { gather: mobile, prompt: Your number?, next: book }
  book: { tool: book, with: { guest: =slots.guest, mobile: =slots.mobile }, next: goodbye, outcomes: { error: desk } }
  desk: { transfer: desk, outcomes: { error: goodbye } }
  goodbye: { end: Goodbye! }
`
const evaluation = `flow: inn
thresholds: { right: 0.7, wrong_with_consequences: 0.3, cost: 1 }
states:
  ask:
    options:
      room: [my aunt needs a bed, somewhere to sleep on Friday]
      message: [would you write something down for him]
    unsure: [my uncle grows roses]
`
/** Nobody's number, and a name that nobody has. */
const conversation = `flow: inn
from: "+447911123456"
stubs: { book: { fails: full } }
tests:
  is turned away:
    - says: the thing with Quillfeather from the moor
    - says: a room please
    - says: zebedee quillfeather
    - says: oh seven nine double one one two three four five six
    - expect: { transferred: desk }
`

let folder: string
let openai: OpenAiStandIn

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callchart-eval-'))
  await writeFile(join(folder, 'inn.yaml'), inn)
  await writeFile(join(folder, 'inn.eval.yaml'), evaluation)
  await writeFile(
    join(folder, 'callchart.config.mjs'),
    `export const config = { evaluation: { prices: { 'gpt-6-luna': { input: 1, output: 4 } } } }\n`,
  )
  openai = await startOpenAi({
    decide: (choices, said) => {
      const meant = /bed|sleep/u.test(said) ? 'room' : /write/u.test(said) ? 'message' : 'room'
      return choices.find(({ value }) => value === meant)?.value ?? 'refusal'
    },
  })
})

afterAll(async () => {
  await openai.close()
  await rm(folder, { recursive: true })
})

interface Ran {
  readonly code: number
  readonly output: string
  readonly errors: string
}

function callchart(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const { PATH = '' } = process.env
  return new Promise((done) => {
    const options = { cwd: folder, env: { PATH, CALLCHART_DATA: join(folder, 'data'), NO_COLOR: '1', ...env } }
    execFile(process.execPath, [bin, ...args], options, (error, output, errors) => {
      done({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, output, errors })
    })
  })
}

const withKey = (): Record<string, string> => ({ OPENAI_API_KEY: openai.apiKey, OPENAI_BASE_URL: openai.baseUrl })

describe('callchart eval', { timeout: 120_000 }, () => {
  test('asks the configured model by its own SDK, and says what it took, cost and got wrong', async () => {
    const { code, output, errors } = await callchart(['eval', '--format', 'json'], withKey())
    expect(errors).toBe('')
    const { models } = JSON.parse(output) as {
      models: { summary: Record<string, number>; evals: { rows: Record<string, unknown>[] }[] }[]
    }
    expect(models[0]?.summary).toMatchObject({
      total: 4,
      right: 3,
      unsure: 0,
      wrong: 1,
      wrongWithConsequences: 0,
      asked: 3,
    })
    expect(models[0]?.summary['cost']).toBeGreaterThan(0)
    expect(models[0]?.evals[0]?.rows.at(-1)).toMatchObject({
      utterance: 'my uncle grows roses',
      taken: 'room',
      verdict: 'wrong',
    })
    expect(openai.requests.map(({ path }) => path)).toContain('/decisions')
    expect(code).toBe(0)
  })

  test('keeps what a model said, answers from that without a key, and says how to record what is missing', async () => {
    expect((await callchart(['eval', '--record', 'said.jsonl'], withKey())).code).toBe(0)
    const asked = openai.requests.length
    const replayed = await callchart(['eval', '--cassette', 'said.jsonl'])
    expect(replayed.output).toContain('4 said, 3 right (75 %), 0 unsure, 1 wrong, 0 of them with consequences, 3 asked')
    expect(replayed.code).toBe(0)
    expect(openai.requests.length).toBe(asked)
    expect(await readFile(join(folder, 'said.jsonl'), 'utf8')).not.toContain(openai.apiKey)
    await writeFile(join(folder, 'other.eval.yaml'), evaluation.replace('sleep on Friday', 'sleep on Sunday'))
    const missing = await callchart(['eval', 'other.eval.yaml', '--cassette', 'said.jsonl'])
    expect(missing.code).toBe(2)
    expect(missing.errors).toContain('somewhere to sleep on Sunday')
    expect(missing.errors).toContain('callchart eval --record said.jsonl')
    await rm(join(folder, 'other.eval.yaml'))
  })

  test('puts two models side by side, and lists where they differ', async () => {
    await callchart(['eval', '--record', 'said.jsonl'], withKey())
    const { output, code } = await callchart(['eval', '--cassette', 'said.jsonl', '--against', 'none'])
    expect(code).toBe(0)
    expect(output).toContain('By examples (embedded)')
    expect(output).toMatch(/differ in \d:/u)
    expect(output).toContain('"somewhere to sleep on Friday" (room)  A room, right  B unsure, unsure')
  })

  test.each([
    ['pretty', 'are right, and at least 70 % should be'],
    ['github', '::error file=inn.eval.yaml,line=2'],
    ['junit', '<failure message='],
    ['json', '"threshold":"right"'],
  ])('exits with 1 where a threshold does not hold, and names the utterances: %s', async (format, wanted) => {
    const { code, output } = await callchart(['eval', '--model', 'none', '--format', format])
    expect(code).toBe(1)
    expect(output).toContain(wanted)
    expect(output).toContain('somewhere to sleep on Friday')
  })

  test('says what it cannot do', async () => {
    expect((await callchart(['eval', 'nowhere'])).errors).toContain('There is no nowhere')
    expect((await callchart(['eval', '--model', 'gpt'])).errors).toContain('There is no model "gpt"')
    expect((await callchart(['eval', '--cassette', 'none.jsonl'])).errors).toContain('There is no cassette none.jsonl')
    expect((await callchart(['eval', '--from-calls'])).code).toBe(2)
  })
})

describe('of a call in the store', { timeout: 120_000 }, () => {
  beforeAll(async () => storeCall())

  test('what it was unsure of comes out without a label, and without the caller', async () => {
    const { code, output, errors } = await callchart(['eval', '--from-calls', '--since', '1h'])
    expect(errors).toBe('')
    expect(code).toBe(0)
    expect(output).toMatch(/flow: inn\nstates:\n {2}ask:\n {4}unlabelled:\n {6}- "the thing with \w+ from the \w+"\n/u)
    expect(output.toLowerCase()).not.toContain('quillfeather')
    await writeFile(join(folder, 'unsure.eval.yaml'), output)
    const again = await callchart(['eval', 'unsure.eval.yaml', '--model', 'none'])
    expect(again.output).toContain('1 without a label')
    expect(again.code).toBe(0)
    await rm(join(folder, 'unsure.eval.yaml'))
  })

  test('one command makes a red test of it, which has nothing of the caller', async () => {
    const args = ['record', 'c-1', '--expect', '{ ended: completed }', '--out', 'lost.test.yaml']
    const { code, errors } = await callchart(args)
    expect(code).toBe(1)
    expect(errors).toContain('The whole call, 4 moves. It fails on the flow that the call began with')
    const text = await readFile(join(folder, 'lost.test.yaml'), 'utf8')
    expect(text).not.toMatch(/quillfeather|zebedee|7911|123456|double one/iu)
    const red = await callchart(['test', 'lost.test.yaml'])
    expect(red.code).toBe(1)
    expect(red.output).toContain('The call should have ended as "completed"')
    expect((await callchart(args)).errors).toContain('lost.test.yaml is there already')
    await callchart(['record', 'CA1', '--out', 'green.test.yaml'])
    expect((await callchart(['test', 'green.test.yaml'])).output).toContain('1 test passed')
  })
})

/** As a server leaves it in the embedded store, sealed. */
async function storeCall(): Promise<void> {
  const { flow } = checkFlow(inn, 'inn.yaml')
  const { file } = readTestFile(conversation, 'inn.test.yaml')
  const [first] = file?.tests ?? []
  const read = readConfig({ CALLCHART_DATA: join(folder, 'data') })
  if (flow === null || file === null || first === undefined || !read.ok) throw new Error('The call cannot be made.')
  const compiled = compileFlow(flow)
  const { rehearsal, failure } = drive(runTest(compiled, file.setting, first), () => stubOf({ fails: 'unavailable' }))
  expect(failure).toBeNull()
  const startedAt = Date.now()
  const late = startedAt - (rehearsal.events[0]?.at ?? 0)
  const events = rehearsal.events.map((event): CallEvent => ({ ...event, at: event.at + late }))
  const store = await openStore(read.config, await openSecrecy(read.config))
  await store.putBundle(compiled.bundle, JSON.stringify(compiled.flow))
  await store.bind('CA1', 'c-1')
  const call = { callId: 'c-1', bundle: compiled.bundle, flow: 'inn', startedAt, direction: 'inbound' } as const
  await store.create(call, { owner: 'test', ms: 60_000, nowMs: Date.now() })
  let snapshot: Snapshot | null = null
  for (const event of events) {
    const stepped: { readonly snapshot: Snapshot } = step(compiled, snapshot, event)
    snapshot = stepped.snapshot
    const { seq } = snapshot
    const entry = { seq, id: `e${seq}`, event }
    const nowMs = Date.now()
    const live = snapshot.status === 'active'
    expect(
      await store.commit({ callId: 'c-1', token: 1, seq, snapshot, entry, intents: [], nowMs, ttlMs: 3_600_000, live }),
    ).toBe('OK')
  }
  await store.close()
}
