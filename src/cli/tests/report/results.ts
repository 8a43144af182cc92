import type { Diagnostic } from '../../../../engine/language/diagnostic.ts'
import type { Covered } from '../../../../engine/rehearsal/coverage.ts'
import type { Note } from '../../../../engine/rehearsal/note.ts'

/** One test, run. */
export interface TestResult {
  readonly file: string
  readonly flow: string
  readonly name: string
  /** Of the test, in its file. */
  readonly line: number
  /** null: it passed. */
  readonly failure: {
    readonly diagnostic: Diagnostic
    readonly notes: readonly Note[]
    readonly state: string
    /** The state of the flow that acted last, and where it is written. */
    readonly acted: { readonly file: string; readonly line: number; readonly state: string }
  } | null
  /** What running it took. */
  readonly ms: number
  /** How long the call would have been. */
  readonly callMs: number
}

/** What of a flow the tests reached. */
export interface FlowCoverage {
  readonly flow: string
  readonly file: string
  readonly covered: readonly Covered[]
}

export interface TestResults {
  readonly tests: readonly TestResult[]
  /** What kept tests from being run: mistakes in test files and in flows. */
  readonly diagnostics: readonly Diagnostic[]
  /** Texts of the files, for excerpts. */
  readonly texts: ReadonlyMap<string, string>
  /** null where it was not asked for. */
  readonly coverage: readonly FlowCoverage[] | null
  /** What all of it took, from reading the files on; less than the tests' sum where threads shared them. */
  readonly tookMs: number
}

/** What is wrong with a file that several tests need is told of once. */
export function eachOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = new Map(diagnostics.toReversed().map((one) => [JSON.stringify(one), one] as const))
  return diagnostics.filter((one) => known.get(JSON.stringify(one)) === one)
}
