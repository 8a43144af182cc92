import type OpenAI from 'openai'
import { noneFits } from './prompt.ts'
import type { DecisionPrompt } from './prompt.ts'

/** What came back, before it is checked against the options. */
export type Answered =
  | { readonly kind: 'choice'; readonly choice: string; readonly confidence: number }
  | { readonly kind: 'refusal' }
  | { readonly kind: 'nonsense' }

export interface AskOptions {
  readonly model: string
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

/** One way to put a closed question. Rejects as the SDK does. */
export type Endpoint = (client: OpenAI, prompt: DecisionPrompt, options: AskOptions) => Promise<Answered>

/** The way made for it: a choice, with the probability that it is right. */
export const decisionsEndpoint: Endpoint = async (client, prompt, { model, signal, timeoutMs }) => {
  const decision = await client.decisions.create(
    {
      model,
      input: prompt.input.map((message) => ({ ...message })),
      questions: [{ type: 'choice', name: 'choice', instructions: prompt.instructions, choices: [...prompt.choices] }],
      prompt_cache_key: prompt.cacheKey,
    },
    { signal, timeout: timeoutMs, maxRetries: 0 },
  )
  const answer = decision.answers?.[0]
  if (answer?.type === 'refusal') return { kind: 'refusal' }
  if (answer?.type !== 'choice' || typeof answer.choice !== 'string') return { kind: 'nonsense' }
  return { kind: 'choice', choice: answer.choice, confidence: answer.confidence }
}

/** Where that is missing: text that a strict schema allows to be nothing but a choice. */
export const responsesEndpoint: Endpoint = async (client, prompt, { model, signal, timeoutMs }) => {
  const response = await client.responses.create(
    {
      model,
      instructions: withChoices(prompt),
      input: prompt.input.map((message) => ({ ...message })),
      text: { format: { type: 'json_schema', name: 'decision', strict: true, schema: schemaOf(prompt) } },
      reasoning: { effort: 'none' },
      store: false,
      prompt_cache_key: prompt.cacheKey,
    },
    { signal, timeout: timeoutMs, maxRetries: 0 },
  )
  const parts = response.output?.flatMap((item) => (item.type === 'message' ? item.content : [])) ?? []
  if (parts.some(({ type }) => type === 'refusal')) return { kind: 'refusal' }
  return read(parts.map((part) => (part.type === 'output_text' ? part.text : '')).join(''))
}

/** The oldest way, which other servers that speak OpenAI's interface have. */
export const chatEndpoint: Endpoint = async (client, prompt, { model, signal, timeoutMs }) => {
  const completion = await client.chat.completions.create(
    {
      model,
      messages: [
        { role: 'developer', content: withChoices(prompt) },
        ...prompt.input.map((message) => ({ ...message })),
      ],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'decision', strict: true, schema: schemaOf(prompt) },
      },
      reasoning_effort: 'none',
      store: false,
    },
    { signal, timeout: timeoutMs, maxRetries: 0 },
  )
  const message = completion.choices?.[0]?.message
  if (message?.refusal) return { kind: 'refusal' }
  return read(message?.content ?? '')
}

/** In words, since a model's numbers for its own confidence mean little. */
const sureness: Readonly<Record<string, number>> = { certain: 0.95, likely: 0.75, guess: 0.4 }

function schemaOf(prompt: DecisionPrompt): Record<string, unknown> {
  return {
    type: 'object',
    properties: {
      choice: { type: 'string', enum: prompt.choices.map(({ value }) => value) },
      sure: { type: 'string', enum: Object.keys(sureness) },
    },
    required: ['choice', 'sure'],
    additionalProperties: false,
  }
}

function withChoices(prompt: DecisionPrompt): string {
  const choices = prompt.choices.map(({ value, description }) => `- ${value}: ${description}`)
  return [prompt.instructions, 'The choices:', ...choices].join('\n')
}

function read(text: string): Answered {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer !== 'object' || answer === null) return { kind: 'nonsense' }
    const { choice = noneFits, sure } = answer as { choice?: unknown; sure?: unknown }
    const confidence = typeof sure === 'string' ? sureness[sure] : undefined
    if (typeof choice !== 'string' || confidence === undefined) return { kind: 'nonsense' }
    return { kind: 'choice', choice, confidence }
  } catch {
    return { kind: 'nonsense' }
  }
}
