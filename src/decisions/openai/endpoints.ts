import type OpenAI from 'openai'
import type { SaidValue } from '../../../engine/decide/model-answer.ts'
import type { Json } from '../../../engine/language/json.ts'
import { chatMessages, openAiChat } from './chat-request.ts'
import { noneFits } from './prompt.ts'
import type { DecisionPrompt } from './prompt.ts'

/** What came back, before it is checked against the options. */
export type Answered =
  | {
      readonly kind: 'choice'
      readonly choice: string
      readonly confidence: number
      readonly values: Readonly<Record<string, SaidValue>>
    }
  | { readonly kind: 'refusal' }
  | { readonly kind: 'nonsense' }

export interface AskOptions {
  readonly model: string
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

/** One way to put a closed question. Rejects as the SDK does. */
export type Endpoint = (client: OpenAI, prompt: DecisionPrompt, options: AskOptions) => Promise<Answered>

/** The way made for it: a choice, with the probability that it is right. It fills no slots. */
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
  return { kind: 'choice', choice: answer.choice, confidence: answer.confidence, values: {} }
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

/** The oldest way. */
export const chatEndpoint: Endpoint = async (client, prompt, { model, signal, timeoutMs }) => {
  const completion = await client.chat.completions.create(
    {
      model,
      messages: chatMessages('developer', withChoices(prompt), prompt),
      response_format: chatFormat(prompt),
      ...openAiChat(prompt),
    },
    { signal, timeout: timeoutMs, maxRetries: 0 },
  )
  return fromChat(completion.choices?.[0])
}

/** The same for any other server that speaks the interface and knows strict schemas: nothing that only OpenAI knows. */
export const compatibleEndpoint: Endpoint = async (client, prompt, { model, signal, timeoutMs }) => {
  const completion = await client.chat.completions.create(
    { model, messages: chatMessages('system', withChoices(prompt), prompt), response_format: chatFormat(prompt) },
    { signal, timeout: timeoutMs, maxRetries: 0 },
  )
  return fromChat(completion.choices?.[0])
}

function chatFormat(prompt: DecisionPrompt) {
  return {
    type: 'json_schema',
    json_schema: { name: 'decision', strict: true, schema: schemaOf(prompt) },
  } as const
}

function fromChat(
  said: { readonly finish_reason?: string | null; readonly message?: ChatMessage | undefined } | undefined,
): Answered {
  if (said?.message?.refusal || said?.finish_reason === 'content_filter') return { kind: 'refusal' }
  return read(said?.message?.content ?? '')
}

interface ChatMessage {
  readonly content?: string | null
  readonly refusal?: string | null
}

/** In words, since a model's numbers for its own confidence mean little. */
const sureness: Readonly<Record<string, number>> = { certain: 0.95, likely: 0.75, guess: 0.4 }

function schemaOf(prompt: DecisionPrompt): Record<string, unknown> {
  const properties = {
    choice: { type: 'string', enum: prompt.choices.map(({ value }) => value) },
    sure: { type: 'string', enum: Object.keys(sureness) },
    ...(prompt.slots === null ? {} : { slots: prompt.slots }),
  }
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}

/** The instructions with the choices, for whoever is told them in words: "- value: description". */
export function withChoices(prompt: Pick<DecisionPrompt, 'instructions' | 'choices'>): string {
  const choices = prompt.choices.map(({ value, description }) => `- ${value}: ${description}`)
  return [prompt.instructions, 'The choices:', ...choices].join('\n')
}

function read(text: string): Answered {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer !== 'object' || answer === null) return { kind: 'nonsense' }
    const { choice = noneFits, sure, slots = {} } = answer as { choice?: unknown; sure?: unknown; slots?: unknown }
    const confidence = typeof sure === 'string' ? sureness[sure] : undefined
    if (typeof choice !== 'string' || confidence === undefined) return { kind: 'nonsense' }
    const values = valuesOf(slots)
    return values === null ? { kind: 'nonsense' } : { kind: 'choice', choice, confidence, values }
  } catch {
    return { kind: 'nonsense' }
  }
}

/** Null for what is not of the schema's shape: then nothing of it is believed. */
function valuesOf(slots: unknown): Record<string, SaidValue> | null {
  if (typeof slots !== 'object' || slots === null || Array.isArray(slots)) return null
  const values: Record<string, SaidValue> = {}
  for (const [name, said] of Object.entries(slots as Record<string, unknown>)) {
    if (said === null) continue
    if (typeof said !== 'object') return null
    const { quote, value } = said as { quote?: unknown; value?: Json }
    if (typeof quote !== 'string') return null
    values[name] = value === undefined ? { quote } : { quote, value }
  }
  return values
}
