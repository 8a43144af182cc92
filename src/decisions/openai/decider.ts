import OpenAI, { NotFoundError } from 'openai'
import type { ModelAnswer } from '../../../engine/decide/model-answer.ts'
import { ProviderError } from '../../providers/provider-error.ts'
import type { AskedBefore, Decider } from '../decider.ts'
import type { ClosedQuestion } from '../decisions.ts'
import { nothing } from '../race.ts'
import { chatEndpoint, compatibleEndpoint, decisionsEndpoint, responsesEndpoint } from './endpoints.ts'
import type { Answered, Endpoint } from './endpoints.ts'
import { decisionFault } from './faults.ts'
import type { TokensUsed } from '../create-decisions.ts'
import { createKeptAliveFetch } from './kept-alive-fetch.ts'
import { metered } from './metered-fetch.ts'
import { compatibleLabelsEndpoint, labelsEndpoint, mostLabels } from './labels.ts'
import { decisionPrompt, givesAnswer, noneFits } from './prompt.ts'
import type { DecisionPrompt } from './prompt.ts'

export interface OpenAiDeciderOptions {
  /** For metrics and the log. */
  readonly provider: string
  readonly apiKey: string
  /** Another host that speaks OpenAI's interface; null is OpenAI's own. */
  readonly baseUrl: string | null
  /** Null is the model of the decisions endpoint. */
  readonly model: string | null
  /** How the question is put first; where a way is missing, or cannot put it, the next is taken. Default "decisions". */
  readonly by?: OpenAiWay
  /** Told of what each answer has used. Must not throw. */
  readonly onTokens?: (used: TokensUsed) => void
}

/**
 * - `decisions`: OpenAI's endpoint made for it, then a strict schema over `responses`, then over chat
 * - `schema`: a strict schema over `responses`, then over chat
 * - `labels`: chat, of whose answer the first token is read, a letter for each choice, with its log-probability
 * - `compatible`, `compatible-labels`: the same over chat with nothing that only OpenAI knows
 */
export type OpenAiWay = 'decisions' | 'schema' | 'labels' | 'compatible' | 'compatible-labels'

/** The only model of the decisions endpoint (SDK 7.57): another one is asked by a schema. */
const defaultModel = 'gpt-6-luna'
/** The endpoint takes 2 to 255 choices, and one of them is ours. */
const mostOptions = 254
/** Each costs a request when the server starts; the rest are as slow as they are, once. */
const mostWarmed = 100
/** A schema that takes longer to compile is left as it is. */
const warmUpMs = 20_000

/** Best first. */
const ways: Readonly<Record<OpenAiWay, readonly Endpoint[]>> = {
  decisions: [decisionsEndpoint, responsesEndpoint, chatEndpoint],
  schema: [responsesEndpoint, chatEndpoint],
  labels: [labelsEndpoint, responsesEndpoint, chatEndpoint],
  compatible: [compatibleEndpoint],
  'compatible-labels': [compatibleLabelsEndpoint, compatibleEndpoint],
}

/** Who decides over OpenAI's interface: one request, a closed answer, no retries, nothing stored. */
export function createOpenAiDecider(options: OpenAiDeciderOptions): Decider {
  const model = options.model ?? defaultModel
  const by = options.by ?? 'decisions'
  const endpoints = ways[by]
  const name = `${by.startsWith('compatible') ? 'compatible' : 'OpenAI'} ${model}`
  const connections = createKeptAliveFetch()
  const { apiKey, baseUrl: baseURL } = options
  const fetched = options.onTokens === undefined ? connections.fetch : metered(connections.fetch, options.onTokens)
  const client = new OpenAI({ apiKey, baseURL, maxRetries: 0, logLevel: 'off', fetch: fetched })
  /** Once one has answered 404, it is not asked again. */
  const missing = new Set<Endpoint>()

  const put = async (prompt: DecisionPrompt, signal: AbortSignal, timeoutMs: number): Promise<Answered> => {
    for (const endpoint of endpoints) {
      if (missing.has(endpoint) || !canPut(endpoint, model, prompt)) continue
      try {
        return await endpoint(client, prompt, { model, signal, timeoutMs })
      } catch (error) {
        if (!isMissing(error)) throw error
        missing.add(endpoint)
      }
    }
    throw new ProviderError('refused', `${name}: there is no endpoint that decides: check its base URL`)
  }

  return {
    name,
    provider: options.provider,
    async ask(question, { signal, timeoutMs }) {
      if (Object.keys(question.options).length > mostOptions)
        throw new ProviderError('rejected', `${name}: more than ${mostOptions} options cannot be asked for`)
      // The SDK's own time-out ends with the headers; a body that never comes must be late too.
      const late = AbortSignal.timeout(timeoutMs)
      try {
        return outcomeOf(await put(decisionPrompt(question), AbortSignal.any([signal, late]), timeoutMs), question)
      } catch (error) {
        if (error instanceof ProviderError) throw error
        throw decisionFault(error, { name, isLate: late.aborted && !signal.aborted })
      }
    },
    async warm(questions, signal) {
      for (const prompt of ofEachSchema(questions.map(bare)).slice(0, mostWarmed)) {
        if (signal.aborted) return
        try {
          await put(prompt, AbortSignal.any([signal, AbortSignal.timeout(warmUpMs)]), warmUpMs)
        } catch {
          // Nothing is warm, then: the first caller's decision may be late, which the flow routes.
        }
      }
    },
    expect: () => void connections.open(client.baseURL),
    close: async () => connections.close(),
  }
}

function canPut(endpoint: Endpoint, model: string, { slots, choices }: DecisionPrompt): boolean {
  if (endpoint === decisionsEndpoint) return slots === null && model === defaultModel
  const isByLabels = endpoint === labelsEndpoint || endpoint === compatibleLabelsEndpoint
  return !isByLabels || (slots === null && choices.length <= mostLabels)
}

/** A question as a flow asks it, without what belongs to a call: a flow says how many turns are shown, a call which ones. */
function bare({ question, instructions, language, options, fills }: AskedBefore): AskedBefore {
  return { question, instructions, language, options, ...(fills === undefined ? {} : { fills }) }
}

/** A schema is compiled once, whatever is asked by it. */
function ofEachSchema(questions: readonly AskedBefore[]): readonly DecisionPrompt[] {
  const bySchema = new Map<string, DecisionPrompt>()
  for (const prompt of questions.map((question) => decisionPrompt(question))) {
    const key = JSON.stringify([prompt.choices.map(({ value }) => value), prompt.slots])
    if (!bySchema.has(key)) bySchema.set(key, prompt)
  }
  return [...bySchema.values()]
}

function outcomeOf(answered: Answered, { options, fills }: ClosedQuestion): ModelAnswer {
  if (answered.kind === 'refusal') return nothing('refused')
  if (answered.kind === 'nonsense')
    throw new ProviderError('unavailable', 'an answer of another shape than was asked for')
  const { choice, confidence, values } = answered
  if (choice === givesAnswer && fills !== undefined) return { option: null, confidence, why: 'model', values }
  if (choice === noneFits) return { option: null, confidence, why: 'model' }
  if (!Object.hasOwn(options, choice)) throw new ProviderError('unavailable', 'the choice is none that was offered')
  return { option: choice, confidence, why: 'model', ...(fills === undefined ? {} : { values }) }
}

/** A missing endpoint, not a missing model: that one is named in the answer, and no other endpoint has it either. */
function isMissing(error: unknown): boolean {
  return error instanceof NotFoundError && error.code !== 'model_not_found'
}
