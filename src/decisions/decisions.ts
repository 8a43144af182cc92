import type { ModelAnswer } from '../../engine/decide/model-answer.ts'
import type { Fills } from '../../engine/machine/effect.ts'

/**
 * The closed question to a model: a port. The answer is one of the options or none, and values for the slots that are left
 * open, each with the caller's words that say it; never text to be spoken, never a state's name. Nothing of it is believed
 * until it has been checked (`believed`). It never rejects: late, refused or failed is an outcome with `option: null`.
 */
export interface DecisionsPort {
  readonly name: string
  decide(
    question: ClosedQuestion,
    options: { readonly signal: AbortSignal; readonly budgetMs: number },
  ): Promise<ModelAnswer>
  /**
   * Has what is slow the first time done before a caller waits for it: called when flows are loaded, with the questions
   * that they ask. Never rejects. Absent where nothing is slow.
   */
  warm?(
    questions: readonly Pick<ClosedQuestion, 'question' | 'instructions' | 'language' | 'options' | 'fills'>[],
  ): Promise<void>
  /** A question may come soon: has what takes time to open opened. Never throws; absent where nothing is to be opened. */
  expect?(): void
  close(): Promise<void>
}

export interface ClosedQuestion {
  readonly question: string
  readonly instructions: string
  readonly utterance: string
  readonly language: string
  readonly options: Readonly<Record<string, { readonly means: string; readonly examples: readonly string[] }>>
  /** Slots that the words may fill besides; absent where there are none. */
  readonly fills?: Fills
  /** What the flow declares the model may see. */
  readonly slots: Readonly<Record<string, unknown>>
  /** The last turns of the call, oldest first. */
  readonly turns: readonly { readonly who: 'caller' | 'agent'; readonly text: string }[]
}
