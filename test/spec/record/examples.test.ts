import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkFlows } from '../../../engine/language/check.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import type { CallEvent } from '../../../engine/machine/event.ts'
import { stubOf } from '../../../engine/rehearsal/read-answers.ts'
import { recordCall } from '../../../engine/rehearsal/record/record-call.ts'
import { drive } from '../../../engine/rehearsal/rehearsal.ts'
import { runTest } from '../../../engine/rehearsal/run-test.ts'
import { readTestFile } from '../../../engine/rehearsal/test-file.ts'
import { findTests, flowsBeside, nameOfFlow } from '../../../src/cli/tests/find-tests.ts'
import { goldenFlow, goldenFolder, readGoldenCall } from '../../golden/golden-call.ts'
import { chance } from './chance.ts'

const folders = readdirSync('flows', { withFileTypes: true }).flatMap((one) =>
  one.isDirectory() && one.name !== 'manual' ? [join('flows', one.name)] : [],
)

/** A call and how it is recorded: what is not as it should be, or null. */
function faultOf(compiled: ReturnType<typeof compileFlow>, events: readonly CallEvent[], seed: number): string | null {
  const { stopped, failure } = recordCall(compiled, events, {
    name: 'goes as the call went',
    random: chance(seed),
    keeps: false,
  })
  return stopped ?? failure
}

describe('whatever call is recorded, the test passes at once and goes to its end', () => {
  test.each(folders)('every conversation of %s', { timeout: 240_000 }, async (folder) => {
    const faults: string[] = []
    let calls = 0
    for (const { file, text } of (await findTests([folder])).files) {
      const { file: tests } = readTestFile(text, file)
      const flows = await flowsBeside(file)
      const own = flows.find((one) => nameOfFlow(one.text) === tests?.flow)
      const { flow = null } = checkFlows(flows, {}).results.find((one) => one.file === own?.file) ?? {}
      if (tests === null || flow === null) throw new Error(`${file} cannot be read.`)
      const compiled = compileFlow(flow)
      for (const one of tests.tests) {
        const { rehearsal } = drive(runTest(compiled, tests.setting, one), () => stubOf({ fails: 'unavailable' }))
        // One that begins in the middle is of a flow that nobody serves.
        if (rehearsal.snapshot.bundle !== compiled.bundle) continue
        calls++
        const fault = faultOf(compiled, JSON.parse(JSON.stringify(rehearsal.events)) as CallEvent[], calls)
        if (fault !== null) faults.push(`${one.name}: ${fault}`)
      }
    }
    expect(calls).toBeGreaterThan(0)
    expect(faults).toEqual([])
  })

  test('every golden call, one of them over real sockets', { timeout: 240_000 }, () => {
    const files = readdirSync(join(goldenFolder, 'calls')).filter((name) => name.endsWith('.jsonl'))
    const faults = files.flatMap((file, index) => {
      const call = readGoldenCall(join(goldenFolder, 'calls', file))
      const fault = faultOf(goldenFlow(call.bundle), call.events, index + 1)
      return fault === null ? [] : [`${file}: ${fault}`]
    })
    expect(files.length).toBeGreaterThan(50)
    expect(faults).toEqual([])
  })
})
