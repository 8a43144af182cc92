import OpenAI, { APIConnectionTimeoutError, APIUserAbortError, NotFoundError } from 'openai'
import type { ModelAnswer } from '../../../engine/decide/model-answer.ts'
import type { ClosedQuestion, DecisionsPort } from '../decisions.ts'
import { chatEndpoint, decisionsEndpoint, responsesEndpoint } from './endpoints.ts'
import type { Answered, Endpoint } from './endpoints.ts'
import { decisionPrompt, givesAnswer, noneFits } from './prompt.ts'
import type { Asked } from './prompt.ts'

export interface OpenAiDecisionsOptions {
  readonly apiKey: string
  /** Another host that speaks OpenAI's interface; null is OpenAI's own. */
  readonly baseUrl: string | null
  readonly model: string | null
}

/** The only model of the decisions endpoint (SDK 7.57). */
const defaultModel = 'gpt-6-luna'
/** Best first. Once one has answered 404, it is not asked again. */
const endpoints = [decisionsEndpoint, responsesEndpoint, chatEndpoint]
/** The endpoint takes 2 to 255 choices, and one of them is ours. */
const mostOptions = 254
/** The first use of a schema is compiled; that may take much longer than a call can wait. */
const warmUpMs = 20_000
/** Each costs a request when the server starts; the rest are as slow as they are, once. */
const mostWarmed = 100

/**
 * Decisions by OpenAI: one request, a closed answer, no retries, nothing stored. Where the decisions endpoint is missing
 * (another host, an older gateway), by a strict schema over `responses` or chat, whose confidence is rougher.
 */
export function createOpenAiDecisions(options: OpenAiDecisionsOptions): DecisionsPort {
  const model = options.model ?? defaultModel
  const client = new OpenAI({ apiKey: options.apiKey, baseURL: options.baseUrl, maxRetries: 0, logLevel: 'off' })
  const closing = new AbortController()
  const missing = new Set<Endpoint>()

  const ask = async (
    asked: Asked & Partial<ClosedQuestion>,
    signal: AbortSignal,
    budgetMs: number,
  ): Promise<Answered> => {
    const prompt = decisionPrompt(asked)
    const able = endpoints.filter((one) => !missing.has(one) && (one !== decisionsEndpoint || prompt.slots === null))
    for (const endpoint of able) {
      try {
        return await endpoint(client, prompt, { model, signal, timeoutMs: budgetMs })
      } catch (error) {
        if (!isMissing(error)) throw error
        missing.add(endpoint)
      }
    }
    throw new Error('There is no endpoint that decides.')
  }

  return {
    name: `OpenAI ${model}`,
    async decide(question, { signal, budgetMs: leftMs }) {
      // A clock counts in parts of a millisecond; a signal's time-out, and the SDK's, do not.
      const budgetMs = Math.ceil(leftMs)
      const count = Object.keys(question.options).length
      if ((count === 0 && question.fills === undefined) || count > mostOptions) return nothing('failed')
      // The SDK's own time-out ends with the headers; a body that never comes must be late too.
      const stop = AbortSignal.any([signal, closing.signal, AbortSignal.timeout(budgetMs)])
      if (stop.aborted) return nothing('late')
      try {
        return outcomeOf(await ask(question, stop, budgetMs), question)
      } catch (error) {
        return nothing(stop.aborted || isLate(error) ? 'late' : 'failed')
      }
    },
    async warm(questions) {
      for (const question of ofEachSchema(questions.map(bare)).slice(0, mostWarmed)) {
        const stop = AbortSignal.any([closing.signal, AbortSignal.timeout(warmUpMs)])
        try {
          await ask(question, stop, warmUpMs)
        } catch {
          // Nothing is warm, then: the first caller's decision may be late, which the flow routes.
        }
      }
    },
    close: async () => closing.abort(),
  }
}

/** A question as a flow asks it, without what belongs to a call: a flow says how many turns are shown, a call which ones. */
function bare({ question, instructions, language, options, fills }: Asked): Asked {
  return { question, instructions, language, options, ...(fills === undefined ? {} : { fills }) }
}

/** A schema is compiled once, whatever is asked by it. */
function ofEachSchema<Q extends Asked>(questions: readonly Q[]): readonly Q[] {
  const bySchema = new Map<string, Q>()
  for (const question of questions) {
    const { choices, slots } = decisionPrompt(question)
    const key = JSON.stringify([choices.map(({ value }) => value), slots])
    if (!bySchema.has(key)) bySchema.set(key, question)
  }
  return [...bySchema.values()]
}

function outcomeOf(answered: Answered, { options, fills }: ClosedQuestion): ModelAnswer {
  if (answered.kind === 'refusal') return nothing('refused')
  if (answered.kind === 'nonsense') return nothing('failed')
  const { choice, confidence, values } = answered
  if (choice === givesAnswer && fills !== undefined) return { option: null, confidence, why: 'model', values }
  if (choice === noneFits) return { option: null, confidence, why: 'model' }
  return Object.hasOwn(options, choice)
    ? { option: choice, confidence, why: 'model', ...(fills === undefined ? {} : { values }) }
    : nothing('failed')
}

function nothing(why: ModelAnswer['why']): ModelAnswer {
  return { option: null, confidence: 0, why }
}

/** A missing endpoint, not a missing model: that one is named in the answer, and no other endpoint has it either. */
function isMissing(error: unknown): boolean {
  return error instanceof NotFoundError && error.code !== 'model_not_found'
}

function isLate(error: unknown): boolean {
  return error instanceof APIUserAbortError || error instanceof APIConnectionTimeoutError
}
