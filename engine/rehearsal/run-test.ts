import type { Path } from '../language/source.ts'
import type { JsonObject } from '../language/json.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import { missOf } from './expectations.ts'
import type { Acting } from './call-under-way.ts'
import { Rehearsal } from './rehearsal.ts'
import { RehearsalError } from './rehearsal-error.ts'
import type { SeenCall } from './seen-call.ts'
import { Stage } from './stage.ts'
import { startedAt, type StartAt } from './started-at.ts'
import type { Answers, Decision, Step, TransferStub } from './test-step.ts'

/** A step and where it stands in the file. */
export interface WrittenStep {
  readonly step: Step
  /** In the test file: of a step of a fixture, where it is used. */
  readonly path: Path
  /** The fixture that it is a step of. */
  readonly within?: { readonly fixture: string; readonly file: string; readonly line: number }
}

export interface TestCase {
  readonly name: string
  readonly path: Path
  readonly steps: readonly WrittenStep[]
  /** The file's, with what this one begins with instead. */
  readonly setting: Setting
}

/** What all tests of a file begin with. */
export interface Setting {
  /** Epoch milliseconds. */
  readonly clock: number
  readonly from: string
  readonly to: string
  /** As the number chooses it; the flow's own where absent. */
  readonly language?: string
  readonly inputs: JsonObject
  readonly seed: number
  readonly stubs: Readonly<Record<string, Answers>>
  /** Where calls begin; null: at the flow's start. */
  readonly startAt: StartAt | null
  readonly decides: Decision | null
  readonly transfers: TransferStub | null
  /** Draws how long everything takes that has no time of its own; as usual where absent. */
  readonly timing?: number
}

export interface TestRun {
  readonly rehearsal: Rehearsal
  /** null: everything was as it should be. */
  readonly failure: { readonly message: string; readonly path: Path } | null
}

/** A rehearsed call, as checks look at it. */
function seen(rehearsal: Rehearsal): SeenCall {
  const { snapshot, state, phase, ended, transferred, calls, events, modelCalls, longestSilenceMs, now } = rehearsal
  const { flow } = rehearsal.compiled
  const said = rehearsal.journal.saidSince
  return { flow, snapshot, state, phase, ended, transferred, said, calls, events, modelCalls, longestSilenceMs, now }
}

/** Runs one test, in its own setting or one like it, up to its end or its first failure. Asks its driver what tools without a stub answer. */
export function* runTest(compiled: CompiledFlow, setting: Setting, test: TestCase): Acting<TestRun> {
  const { stubs, decides, transfers, clock, startAt, timing = null, ...start } = setting
  const whole = startAt === null ? compiled : startedAt(compiled, startAt)
  const rehearsal = new Rehearsal(whole, new Stage(stubs, decides, transfers, timing), { ...start, at: clock })
  let at: Pick<WrittenStep, 'path' | 'within'> = test
  const failed = (message: string, key: readonly string[] = []): TestRun => {
    const { path, within } = at
    if (within === undefined) return { rehearsal, failure: { message, path: [...path, ...key] } }
    const where = `(In the fixture "${within.fixture}", ${within.file}:${within.line}.)`
    return { rehearsal, failure: { message: `${message} ${where}`, path } }
  }
  try {
    for (const written of test.steps) {
      const { step } = written
      at = written
      if ('move' in step) yield* rehearsal.act(step)
      else if ('change' in step) rehearsal.stage.set(step)
      else {
        yield* rehearsal.settle()
        const miss = missOf(step, seen(rehearsal))
        if (miss !== null) return failed(miss.message, miss.key)
      }
    }
    yield* rehearsal.rest()
    at = test
    if (!rehearsal.foldsAlike()) return failed('The log, folded again, gives another snapshot.')
  } catch (error) {
    if (!(error instanceof RehearsalError)) throw error
    return failed(error.message)
  }
  return { rehearsal, failure: null }
}
