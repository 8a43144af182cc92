import { Ajv2020 } from 'ajv/dist/2020.js'
import { checkRequest, InvalidRequest } from './openai-requests.ts'
import { strictFault } from './strict-schema.ts'

type Body = Record<string, unknown>
type Choice = { value: string; description: string }

/** What a model would answer, for the stand-in. */
export interface Deciding {
  /** Which of the choices, or "refusal". */
  readonly decide: (choices: readonly Choice[], lastWords: string) => string
  /** What is read for a slot that is open; null: nothing. */
  readonly fill: (slot: string, lastWords: string) => unknown
  /** How sure it is of its choice, 0–1. */
  readonly confidence: number
}

/** POST /decisions: one choice question. */
export function decisionAnswer(body: Body, { decide, confidence }: Deciding): Body {
  checkRequest('/decisions', body)
  const [question] = body['questions'] as [{ name: string; choices: { value: string; description?: string }[] }]
  const values = question.choices.map(({ value }) => value)
  if (new Set(values).size < values.length)
    throw new InvalidRequest(400, {
      message: "Invalid 'questions[0].choices': choices must be unique.",
      param: 'questions[0].choices',
      code: 'invalid_value',
    })
  const choice = decide(
    question.choices.map(({ value, description = '' }) => ({ value, description })),
    lastWords(body['input']),
  )
  const answer =
    choice === 'refusal'
      ? { type: 'refusal', name: question.name }
      : {
          type: 'choice',
          name: question.name,
          choice,
          confidence,
          probabilities: values.map((value) => ({
            value,
            probability: value === choice ? confidence : (1 - confidence) / (values.length - 1),
          })),
        }
  return { model: body['model'], answers: [answer], usage: usageOf(body) }
}

/** A token for about four characters of what was asked, as the vendor reckons; a choice is one token. */
function usageOf(body: Body): Body {
  const input = Math.ceil(JSON.stringify([body['input'], body['questions'], body['instructions']]).length / 4)
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: 1,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + 1,
  }
}

/** POST /responses with a strict schema. */
export function responsesAnswer(body: Body, deciding: Deciding): Body {
  checkRequest('/responses', body)
  const { format } = body['text'] as { format: Format }
  checkSchema(format, { param: 'text.format.schema', code: 'invalid_json_schema' })
  const text = structured(format, String(body['instructions']), lastWords(body['input']), 'certain', deciding)
  const content =
    text === null
      ? { type: 'refusal', refusal: 'I cannot help with that.' }
      : { type: 'output_text', annotations: [], text }
  return {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    model: body['model'],
    output: [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [content] }],
    usage: usageOf(body),
  }
}

/** POST /chat/completions: with a strict schema, or one token with its log-probabilities. */
export function chatAnswer(body: Body, deciding: Deciding): Body {
  checkRequest('/chat/completions', body)
  const messages = body['messages'] as { content: string }[]
  const told = messages[0]!.content
  if (body['logprobs'] === true) return chatBody(body, oneToken(body, told, lastWords(messages), deciding))
  const { json_schema: format } = body['response_format'] as { json_schema: Format }
  checkSchema(format, { param: 'response_format', code: null })
  const text = structured(format, told, lastWords(messages), 'likely', deciding)
  const message =
    text === null
      ? { role: 'assistant', content: null, refusal: 'I cannot help with that.' }
      : { role: 'assistant', content: text, refusal: null }
  return chatBody(body, { index: 0, finish_reason: 'stop', logprobs: null, message })
}

function chatBody(body: Body, choice: object): Body {
  return { id: 'chatcmpl_1', object: 'chat.completion', model: body['model'], choices: [choice] }
}

/**
 * A letter, as told in the instructions: "- A: value: description". The letter is there twice, as models have it with and
 * without a space before it; what is left goes to the other letters, and to a word that is none.
 */
function oneToken(body: Body, told: string, words: string, { decide, confidence }: Deciding): object {
  if (!(Number(body['max_completion_tokens'] ?? body['max_tokens']) === 1))
    throw new InvalidRequest(400, { message: 'This stand-in says one token, where it tells log-probabilities.' })
  const lines = [...told.matchAll(/^- ([A-Z]): ([^:]+): (.*)$/gmu)]
  const choice = decide(
    lines.map(([, , value = '', description = '']) => ({ value, description })),
    words,
  )
  const letter = lines.find(([, , value]) => value === choice)?.[1]
  const logprob = Math.log
  const others = lines.flatMap(([, other = '']) => (other === letter ? [] : [other]))
  const top =
    letter === undefined
      ? [{ token: 'Sorry', logprob: logprob(0.999) }]
      : [
          { token: letter, logprob: logprob(confidence * 0.9) },
          { token: ` ${letter}`, logprob: logprob(confidence * 0.1) },
          { token: 'The', logprob: logprob((1 - confidence) / 2) },
          ...others.map((token) => ({ token, logprob: logprob((1 - confidence) / 2 / others.length) })),
        ]
  const content = [
    {
      token: top[0]!.token,
      logprob: top[0]!.logprob,
      bytes: null,
      top_logprobs: top.slice(0, Number(body['top_logprobs'] ?? 0)),
    },
  ]
  const message =
    choice === 'refusal'
      ? { role: 'assistant', content: null, refusal: 'I cannot help with that.' }
      : { role: 'assistant', content: top[0]!.token, refusal: null }
  return { index: 0, finish_reason: 'length', logprobs: { content, refusal: null }, message }
}

interface Format {
  readonly name: string
  readonly strict: boolean
  readonly schema: Schema
}

interface Schema {
  readonly properties: {
    readonly choice: { readonly enum: readonly string[] }
    readonly slots?: { readonly properties: Readonly<Record<string, object>> }
  }
}

function checkSchema({ name, strict, schema }: Format, where: { param: string; code: string | null }): void {
  const fault = strict ? strictFault(schema) : 'it is not strict, and this stand-in knows nothing else.'
  if (fault !== null)
    throw new InvalidRequest(400, { message: `Invalid schema for response_format '${name}': ${fault}`, ...where })
}

/** What a strict schema allows: what the model would say of a slot and the schema does not is null. Null is a refusal. */
function structured(
  { schema }: Format,
  instructions: string,
  words: string,
  sure: string,
  { decide, fill }: Deciding,
): string | null {
  const choice = decide(choicesOf(schema, instructions), words)
  if (choice === 'refusal') return null
  const open = schema.properties.slots?.properties
  if (open === undefined) return JSON.stringify({ choice, sure })
  const ajv = new Ajv2020({ strict: false })
  const slots = Object.fromEntries(
    Object.entries(open).map(([slot, of]) => {
      const said = fill(slot, words)
      return [slot, ajv.validate(of, said) ? said : null]
    }),
  )
  return JSON.stringify({ choice, sure, slots })
}

/** The schema names the choices; the instructions say what they mean: "- value: description". */
function choicesOf(schema: Schema, instructions: string): Choice[] {
  return schema.properties.choice.enum.map((value) => ({
    value,
    description: instructions.split('\n').find((line) => line.startsWith(`- ${value}: `)) ?? '',
  }))
}

/** What the caller said, as it stands between its marks. */
function lastWords(input: unknown): string {
  const said = (input as { content: string }[]).at(-1)?.content ?? ''
  return /^<caller>(.*)<\/caller>$/su.exec(said)?.[1] ?? said
}
