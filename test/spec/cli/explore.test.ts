import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { World } from '../../../engine/language/world.ts'
import { exploreFlow, type Bounds, type ExploredFlow } from '../../../src/cli/exploring/explore-flows.ts'
import { exploreReports } from '../../../src/cli/exploring/explore-report.ts'
import { findFlow } from '../../../src/cli/project/flow-argument.ts'
import { runTests } from '../../../src/cli/tests/run-tests.ts'
import type { TestResults } from '../../../src/cli/tests/report/results.ts'

const world: World = {
  tools: {
    note_wish: {
      effect: 'write',
      reconciles: true,
      output: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
    },
  },
}
const flow = (again: string): string => `flow: parcel_note
language: en-GB
timezone: Europe/London
start: ask
slots:
  leave_it: { type: boolean }
states:
  ask: { gather: leave_it, prompt: Shall we leave it with a neighbour?, next: note }
  note: { tool: note_wish, with: { leave_it: =slots.leave_it }, next: sure, outcomes: { error: goodbye } }
  sure: { confirm: Noted. Is that all?, confirmed: goodbye, denied: again }
  again: ${again}
  goodbye: { end: Goodbye! }
`
const twice = flow(
  '{ tool: note_wish, with: { leave_it: =slots.leave_it }, next: goodbye, outcomes: { error: goodbye } }',
)
const once = flow('{ say: Then call us again., next: goodbye }')

async function explored(text: string, bounds: Bounds = { runs: 300 }, tests?: string): Promise<ExploredFlow> {
  const folder = await mkdtemp(join(tmpdir(), 'explore-'))
  const file = join(folder, 'parcel_note.yaml')
  await writeFile(file, text)
  if (tests !== undefined) await writeFile(join(folder, 'parcel_note.test.yaml'), tests)
  return exploreFlow(await findFlow(file, folder), world, bounds, () => {})
}

function run(tests: string, text: string): Promise<TestResults> {
  const flows = [{ file: 'parcel_note.yaml', text }]
  return runTests(
    [{ file: 'found.test.yaml', text: tests }],
    { flowsFor: () => flows, world, realTool: null },
    { flow: null, coverage: true },
  )
}

describe('a write that two states make', () => {
  test('is found, in the state that makes it again', async () => {
    const { diagnostics } = await explored(twice)
    const found = diagnostics.filter(({ severity }) => severity === 'error')
    expect(found.map(({ code, place }) => [code, place.line])).toEqual([['write-twice', 11]])
  })

  test('is shown by a test that fails until it is mended', async () => {
    const result = await explored(twice)
    const at = result.diagnostics.findIndex(({ code }) => code === 'write-twice')
    const example = result.examples[at] ?? ''
    const before = await run(example, twice)
    expect(before.diagnostics).toEqual([])
    expect(before.tests.map(({ failure }) => failure?.diagnostic.message)).toEqual([
      '"note_wish" should have been called once, and was called twice.',
    ])
    const after = await run(example, flow('{ say: Then call us again., next: goodbye }'))
    expect(after.tests.map(({ failure }) => failure)).toEqual([null])
  })
})

describe('a flow in which nothing is wrong', () => {
  test('has nothing to mend, and conversations for all that no test reaches', async () => {
    const { diagnostics, missing, explored: result, parts } = await explored(once)
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(result.runs).toBeLessThanOrEqual(301)
    expect(parts.reached).toBe(parts.total)
    const results = await run(missing.join('\n'), once)
    expect(results.diagnostics).toEqual([])
    expect(results.tests.filter(({ failure }) => failure !== null)).toEqual([])
    const transitions = (results.coverage ?? []).flatMap(({ covered }) => covered)
    expect(transitions.filter(({ hits }) => hits === 0)).toEqual([])
  })

  test('is said to be all explored where it is small', async () => {
    const { explored: result, diagnostics } = await explored(
      'flow: small\nlanguage: en-GB\nstart: hello\nstates:\n  hello: { greeting: Hello., next: bye }\n  bye: { end: Bye. }\n',
      { runs: 300 },
    )
    expect(result.isComplete).toBe(true)
    expect(diagnostics).toEqual([])
  })

  test('has none written for what tests reach already', async () => {
    const { missing } = await explored(once)
    const again = await explored(once, { runs: 300 }, missing[0] ?? '')
    expect(again.missing).toEqual([])
  })

  test('is explored alike by the same seed', async () => {
    const [one, other] = [await explored(twice, { runs: 150, seed: 3 }), await explored(twice, { runs: 150, seed: 3 })]
    expect(other.examples).toEqual(one.examples)
    expect(other.explored.spots).toBe(one.explored.spots)
  })

  test('is not said to be all explored where the bound was reached', async () => {
    const result = await explored(once, { runs: 20 })
    expect(result.explored.isComplete).toBe(false)
    expect(exploreReports.pretty([result], { colours: false })).toContain('not all: the bound was reached')
  })
})

test('what was found is told to programs and to CI', async () => {
  const result = await explored(twice)
  const [told] = (JSON.parse(exploreReports.json([result], { colours: false })) as { flows: { found: object[] }[] })
    .flows
  expect(told?.found[0]).toMatchObject({ code: 'write-twice', severity: 'error', line: 11 })
  expect(exploreReports.github([result], { colours: false })).toMatch(/^::error .*line=11/m)
})
