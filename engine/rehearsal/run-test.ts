import type { Path } from '../language/source.ts'
import type { JsonObject } from '../language/json.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import { missOf } from './expectations.ts'
import type { Acting } from './call-under-way.ts'
import { Rehearsal } from './rehearsal.ts'
import { RehearsalError } from './rehearsal-error.ts'
import { Stage } from './stage.ts'
import { startedAt, type StartAt } from './started-at.ts'
import type { Answers, Decision, Step, TransferStub } from './test-step.ts'

/** A step and where it stands in the file. */
export interface WrittenStep {
  readonly step: Step
  readonly path: Path
}

export interface TestCase {
  readonly name: string
  readonly path: Path
  readonly steps: readonly WrittenStep[]
  /** Where this one begins, instead. */
  readonly startAt: StartAt | null
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
}

export interface TestRun {
  readonly rehearsal: Rehearsal
  /** null: everything was as it should be. */
  readonly failure: { readonly message: string; readonly path: Path } | null
}

/** Runs one test up to its end or its first failure. Asks its driver what tools without a stub answer. */
export function* runTest(compiled: CompiledFlow, setting: Setting, test: TestCase): Acting<TestRun> {
  const { stubs, decides, transfers, clock, startAt, ...start } = setting
  const begins = test.startAt ?? startAt
  const whole = begins === null ? compiled : startedAt(compiled, begins)
  const rehearsal = new Rehearsal(whole, new Stage(stubs, decides, transfers), { ...start, at: clock })
  let path = test.path
  try {
    for (const { step, path: written } of test.steps) {
      path = written
      if ('move' in step) yield* rehearsal.act(step)
      else if ('change' in step) rehearsal.stage.set(step)
      else {
        yield* rehearsal.settle()
        const miss = missOf(step, rehearsal)
        if (miss !== null) return { rehearsal, failure: { message: miss.message, path: [...written, ...miss.key] } }
      }
    }
    yield* rehearsal.rest()
    if (!rehearsal.foldsAlike())
      return { rehearsal, failure: { message: 'The log, folded again, gives another snapshot.', path: test.path } }
  } catch (error) {
    if (!(error instanceof RehearsalError)) throw error
    return { rehearsal, failure: { message: error.message, path } }
  }
  return { rehearsal, failure: null }
}
