import fc from 'fast-check'
import { writeConversations } from '../../../engine/explore/conversation.ts'
import type { DangerCode } from '../../../engine/explore/danger.ts'
import type { Explored } from '../../../engine/explore/explore.ts'
import type { CompiledFlow } from '../../../engine/machine/compile.ts'
import { drive } from '../../../engine/rehearsal/rehearsal.ts'
import { readTestFile } from '../../../engine/rehearsal/test-file.ts'
import { runTest } from '../../../engine/rehearsal/run-test.ts'
import { projectOf } from '../machine/project.ts'
import { explored, hasFound } from './exploring.ts'
import { flowOf, plants, someBlocks, type Plant } from './random-flows.ts'

/** What must be found of each plant: any of these. */
const shows: Readonly<Record<Plant, readonly DangerCode[]>> = {
  'no end': ['dead-end'],
  'a ladder that never routes': ['endless-silence'],
  'a filler that comes too late': ['silence-over-limit'],
  'a secret that is spoken': ['pci-told'],
  'a secret in a brief': ['pci-told'],
  'a privilege without its grant': ['not-granted'],
  'a loop that never listens': ['loop-without-caller'],
  'the same write from two states': ['write-twice'],
  'a value that was never asked for': ['flow-fault'],
  'a silent caller who is asked again elsewhere for ever': ['endless-silence'],
}

/** How many plants there were of one kind, and what became of them. */
export interface Score {
  readonly plant: Plant
  readonly planted: number
  readonly found: number
  /** The YAML of flows in which it was not found. */
  readonly missed: readonly string[]
  /** Why a counter-example, run as a test, does not show what it was written for; empty as it should be. */
  readonly unlike: readonly string[]
}

/** Plants each fault in so many random flows, explores them, and runs what was written about every danger as a test. */
export function mutationScore(seed: number, times: number, runs: number): readonly Score[] {
  return plants.map((plant) => {
    const missed: string[] = []
    const unlike: string[] = []
    const samples = fc.sample(someBlocks, { seed, numRuns: times })
    for (const blocks of samples) {
      const yaml = flowOf(blocks, plant).replace(/^flow: random\n/, '')
      const compiled = projectOf({ random: yaml })
      const result = explored(compiled, { runs })
      if (!hasFound(result, shows[plant])) missed.push(yaml)
      unlike.push(...unlikeTests(compiled, result))
    }
    return { plant, planted: samples.length, found: samples.length - missed.length, missed, unlike }
  })
}

/**
 * Runs the test that is written about each danger: one with an expectation of its own must fail by it, and at its end; any
 * other must go the way that was explored. What does otherwise, a sentence each.
 */
function unlikeTests(compiled: CompiledFlow, { dangers }: Explored): readonly string[] {
  return dangers.flatMap(({ danger: { code, state, expect }, leg }) => {
    const about = expect === undefined ? {} : { expect }
    const text = writeConversations(compiled, [{ name: code, leg, ...about }])
    const { file, diagnostics } = readTestFile(text, 'found.test.yaml')
    const [test] = file?.tests ?? []
    if (test === undefined || diagnostics.length > 0)
      return [`${code}: ${diagnostics[0]?.message ?? 'no test'}\n${text}`]
    const { failure } = drive(runTest(compiled, test.setting, test), () => {
      throw new Error('Every tool has a stub.')
    })
    const at = failure?.path.findLast((key) => typeof key === 'number')
    const isAtEnd = at === test.steps.length - 1
    if (expect === undefined ? failure === null : failure !== null && isAtEnd) return []
    return [`${code} in ${state}: ${failure?.message ?? 'the test passes'}\n${text}`]
  })
}
