import type { CompiledFlow } from '../../machine/compile.ts'
import type { CallEvent } from '../../machine/event.ts'
import type { Json, JsonObject } from '../../language/json.ts'
import { asObject } from '../../language/reading.ts'
import { stubOf } from '../read-answers.ts'
import { drive } from '../rehearsal.ts'
import { runTest } from '../run-test.ts'
import { readTestFile } from '../test-file.ts'
import type { Random } from './invented.ts'
import { recordTest, type RecordedTest } from './record-test.ts'
import { Stranger } from './stranger.ts'
import { writeTest } from './write-test.ts'

export interface RecordOptions {
  /** The test's name. */
  readonly name: string
  readonly random: Random
  /** Whether the caller's data stay as they were; what is `pci` never does. */
  readonly keeps: boolean
  /** What is to be so in the end besides, as `expect` says it. */
  readonly expect?: JsonObject
}

export interface RecordedFile {
  readonly text: string
  /** How much was done to the call, and how much of it the test has. */
  readonly acts: number
  readonly told: number
  /** Why it goes no further than it does; null where it goes to the end. */
  readonly stopped: string | null
  /** Why the test fails on the flow that the call began with; null where it passes. */
  readonly failure: string | null
}

/** An invented number may be valid where the real one was not: then others are invented. */
const mostAttempts = 8

/**
 * A stored call as the text of a test file, run once on the flow that the call began with. Personal data are replaced by invented ones.
 * Throws RangeError where the log does not begin with `call.started`.
 */
export function recordCall(
  compiled: CompiledFlow,
  events: readonly CallEvent[],
  { name, random, keeps, expect }: RecordOptions,
): RecordedFile {
  let best: RecordedTest | null = null
  for (let n = 0; n < mostAttempts && best?.stopped !== null; n++) {
    const recorded = recordTest(compiled, events, name, (told) => new Stranger(told, random, keeps))
    if (best === null || recorded.stopped === null || recorded.told > best.told) best = recorded
  }
  if (best === null) throw new RangeError('No attempt was made.')
  const text = writeTest(withExpected(best.file, name, expect), comments(keeps, best.stopped))
  return { text, acts: best.acts, told: best.told, stopped: best.stopped, failure: failureOf(text, compiled) }
}

function comments(keeps: boolean, stopped: string | null): readonly string[] {
  const whose = keeps
    ? 'What the caller said is as it was, but for cards and the like.'
    : 'Names, numbers and the like are invented.'
  return [
    `A call as it went, written by callchart record. ${whose}`,
    ...(stopped === null ? [] : [`It does not go on to the call's end: ${stopped}.`]),
  ]
}

function withExpected(file: JsonObject, name: string, expect: JsonObject | undefined): JsonObject {
  if (expect === undefined) return file
  const steps = (asObject(file['tests'])[name] ?? []) as readonly Json[]
  return { ...file, tests: { [name]: [...steps, { expect }] } }
}

function failureOf(text: string, compiled: CompiledFlow): string | null {
  const { file, diagnostics } = readTestFile(text, 'recorded.test.yaml')
  const [test] = file?.tests ?? []
  if (file === null || test === undefined) return diagnostics.map(({ message }) => message).join(' ')
  const run = runTest(compiled, file.setting, test)
  return drive(run, () => stubOf({ fails: 'unavailable' })).failure?.message ?? null
}
