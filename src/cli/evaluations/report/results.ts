import type { Diagnostic } from '../../../../engine/language/diagnostic.ts'
import type { EvalResult } from '../run-evaluations.ts'

/** What one model came to. */
export interface ModelResults {
  readonly model: string
  readonly evals: readonly EvalResult[]
}

/** One model, or two side by side. */
export interface EvalResults {
  readonly models: readonly [ModelResults, ...ModelResults[]]
  readonly diagnostics: readonly Diagnostic[]
  readonly texts: ReadonlyMap<string, string>
}
