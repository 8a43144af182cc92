import { createDecisions, type DecisionsOptions } from '../create-decisions.ts'
import type { DecisionsPort } from '../decisions.ts'
import { createOpenAiDecider, type OpenAiDeciderOptions } from './decider.ts'

/** Decisions by OpenAI alone: see `createDecisions` and `createOpenAiDecider`. */
export function createOpenAiDecisions(
  account: Omit<OpenAiDeciderOptions, 'provider'>,
  options: DecisionsOptions = {},
): DecisionsPort {
  return createDecisions([createOpenAiDecider({ ...account, provider: 'openai' })], options)
}
