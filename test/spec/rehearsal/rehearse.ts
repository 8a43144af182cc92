import { Coverage, type Covered } from '../../../engine/rehearsal/coverage.ts'
import type { Rehearsal } from '../../../engine/rehearsal/rehearsal.ts'
import { drive } from '../../../engine/rehearsal/rehearsal.ts'
import { runTest, type TestRun } from '../../../engine/rehearsal/run-test.ts'
import { stubOf } from '../../../engine/rehearsal/read-answers.ts'
import { readTestFile } from '../../../engine/rehearsal/test-file.ts'
import { normalise } from '../../../engine/language/normalise.ts'
import { parseYaml } from '../../../engine/language/parse.ts'
import { compileFlow } from '../../../src/compile-flow.ts'

const headIn = (language: string): string => `flow: shop\nlanguage: ${language}\ntimezone: Europe/London\n`
const head = headIn('en-GB')

/** The steps, run as a test of the flow; `before` stands at the head of the test file. */
export function rehearsed(flow: string, steps: string, before = '', language = 'en-GB'): TestRun {
  const text = `flow: shop\nclock: 2026-10-08T13:00:00+01:00\n${before}\ntests:\n  it:\n${steps.replace(/^\n?/, '').replace(/^/gm, '    ')}`
  const { file, diagnostics } = readTestFile(text, 'shop.test.yaml')
  const [test] = file?.tests ?? []
  if (file === null || test === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return drive(runTest(compileFlow(headIn(language) + flow, 'shop.yaml'), test.setting, test), () =>
    stubOf({ fails: 'unavailable' }),
  )
}

/** What the agent said, in order. */
export function said({ journal }: Rehearsal): readonly string[] {
  return journal.notes.flatMap((note) => (note.kind === 'agent' ? [note.text] : []))
}

/** What calls of the flow covered: name and hits, in the order of the file. */
export function covered(flow: string, runs: readonly TestRun[]): readonly Covered[] {
  const { source } = parseYaml(head + flow, 'shop.yaml')
  if (source === null) throw new Error('The flow is no YAML.')
  const { flow: normal, writer } = normalise(source.data)
  const coverage = new Coverage(normal, source, writer)
  for (const { rehearsal } of runs) coverage.add(rehearsal.ways)
  return coverage.result
}
