import type { ModelAnswer } from '../../engine/decide/model-answer.ts'
import type { ClosedQuestion } from './decisions.ts'

/** What of a question is known before a call: enough to have its schema compiled. */
export type AskedBefore = Pick<ClosedQuestion, 'question' | 'instructions' | 'language' | 'options' | 'fills'>

/**
 * One provider who decides: the inner port, of which `createDecisions` makes the outer one. One request for each question,
 * never a retry. Rejects with ProviderError where there is no answer; a model that will not answer has answered (`refused`).
 */
export interface Decider {
  /** For people: "OpenAI gpt-6-luna". */
  readonly name: string
  /** For metrics and the log, as the configuration has it: "openai", "embedded". */
  readonly provider: string
  ask(
    question: ClosedQuestion,
    options: { readonly signal: AbortSignal; readonly timeoutMs: number },
  ): Promise<ModelAnswer>
  /** Has what is slow the first time done, schema by schema, until `signal` says stop. Never rejects. */
  warm?(questions: readonly AskedBefore[], signal: AbortSignal): Promise<void>
  /** A question may come soon: opens what takes time to open. Costs nothing, and never throws. */
  expect?(): void
  close(): Promise<void>
}
