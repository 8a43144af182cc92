import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findFlows } from '../../../src/cli/project/find-flows.ts'
import { findTests, flowsBeside } from '../../../src/cli/tests/find-tests.ts'
import { projectTools } from '../../../src/cli/project/real-tools.ts'
import { drawShortfalls, shortfalls } from '../../../src/cli/tests/report/thresholds.ts'
import { runTests } from '../../../src/cli/tests/run-tests.ts'
import { validate } from '../../../src/cli/validate.ts'

const examples = readdirSync('flows', { withFileTypes: true, recursive: true })
  .filter((entry) => entry.name === 'callchart.config.ts')
  .map((entry) => entry.parentPath)
  .sort()

test('there are agents of at least eight trades', () => {
  expect(examples.length).toBeGreaterThanOrEqual(8)
})

test.each(examples)('%s is sound by its own tools and destinations', async (folder) => {
  const tools = await projectTools(folder)
  expect(tools).not.toBeNull()
  const { flows } = await findFlows([folder])
  const options = { format: 'pretty', colours: false, world: tools?.world ?? {}, maxWarnings: 0 } as const
  const { output, exitCode } = validate(flows, options)
  expect(output).toContain('nothing to mend')
  expect(exitCode).toBe(0)
})

test.each(examples)(
  '%s holds its conversations, and they reach every state and option, and nine tenths of the transitions',
  async (folder) => {
    const tools = await projectTools(folder)
    const { files } = await findTests([folder])
    const beside = new Map(await Promise.all(files.map(async ({ file }) => [file, await flowsBeside(file)] as const)))
    const results = await runTests(
      files,
      { flowsFor: (file) => beside.get(file) ?? [], world: tools?.world ?? {}, realTool: null },
      { flow: null, coverage: true },
    )
    expect(results.diagnostics).toEqual([])
    expect(results.tests.filter(({ failure }) => failure !== null).map(({ name }) => name)).toEqual([])
    expect(drawShortfalls(shortfalls(results.coverage ?? [], () => ({ transitions: 90 })))).toBe('')
    const covered = (results.coverage ?? []).flatMap((flow) => flow.covered)
    // a state that a command leads to is known by the ways out of it
    const left = covered
      .filter(({ kind, hits }) => kind === 'transition' && hits > 0)
      .map(({ name }) => name.split(' ')[0])
    const missed = covered.filter(
      ({ kind, name, hits }) => (kind === 'state' || kind === 'option') && hits === 0 && !left.includes(name),
    )
    expect(missed.map(({ name }) => name)).toEqual([])
  },
)
