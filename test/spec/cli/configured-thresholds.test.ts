import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runTestFiles, type TestRunArguments } from '../../../src/cli/tests/test-run.ts'
import { thresholdsOf, type Thresholds } from '../../../src/cli/tests/report/thresholds.ts'

const flow = `flow: shop
language: en-GB
start: ask
slots: { guests: { type: integer } }
states:
  ask:
    gather: guests
    prompt: How many?
    nomatch: [How many?, { to: sorry }]
    next: bye
  sorry: { end: Sorry., outcome: failed }
  bye: { end: Bye., outcome: completed }
`
const tests = 'flow: shop\ntests:\n  answers:\n    - says: four\n    - expect: { ended: completed }\n'
const config = 'export const config = { tests: { thresholds: { transitions: 90 } } }\n'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callchart-thresholds-'))
  await writeFile(join(folder, 'shop.yaml'), flow)
  await writeFile(join(folder, 'shop.test.yaml'), tests)
  await writeFile(join(folder, 'callchart.config.mjs'), config)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const run = (more: Partial<TestRunArguments>): ReturnType<typeof runTestFiles> =>
  runTestFiles({
    paths: [folder],
    flow: null,
    filter: null,
    format: 'pretty',
    tools: null,
    coverage: false,
    threshold: null,
    lcov: null,
    html: null,
    repeat: 1,
    colours: false,
    audio: false,
    server: null,
    only: null,
    ...more,
  })

it('holds tests to what the configuration says, and names what is missing', async () => {
  const { code, problem } = await run({ coverage: true })
  expect(code).toBe(1)
  expect(problem).toMatch(
    /Tests of shop reach 50 % of its transitions, and must reach 90 %\. Not reached:\n.*shop\.yaml:9/,
  )
})

it.each<[string, Partial<TestRunArguments>]>([
  ['where nothing is measured', {}],
  ['where only some tests are run', { coverage: true, filter: 'answers' }],
  ['where only tests of what has changed are run', { coverage: true, only: [] }],
  ['where the run asks for less', { threshold: thresholdsOf('transitions=50') as Thresholds }],
])('does not %s', async (_, more) => {
  const only = more.only === undefined ? {} : { only: [join(folder, 'shop.test.yaml')] }
  expect(await run({ ...more, ...only })).toMatchObject({ code: 0, problem: '' })
})
