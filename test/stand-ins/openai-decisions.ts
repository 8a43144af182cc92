import { Ajv2020 } from 'ajv/dist/2020.js'
import { strictFault } from './strict-schema.ts'

type Body = Record<string, unknown>
type Choice = { value: string; description: string }

/** What a model would answer, for the stand-in. */
export interface Deciding {
  /** Which of the choices, or "refusal". */
  readonly decide: (choices: readonly Choice[], lastWords: string) => string
  /** What is read for a slot that is open; null: nothing. */
  readonly fill: (slot: string, lastWords: string) => unknown
}

/** What was asked is refused before any model sees it: HTTP 400. */
export class InvalidRequest extends Error {}

/** POST /decisions: one choice question. */
export function decisionAnswer(body: Body, { decide }: Deciding): Body {
  const [question] = body['questions'] as [{ name: string; choices: Choice[] }]
  if (question.choices.length < 2 || question.choices.length > 255) throw new InvalidRequest('2 to 255 choices')
  const choice = decide(question.choices, lastWords(body['input']))
  const answer =
    choice === 'refusal'
      ? { type: 'refusal', name: question.name }
      : {
          type: 'choice',
          name: question.name,
          choice,
          confidence: 0.9,
          probabilities: question.choices.map(({ value }) => ({ value, probability: value === choice ? 0.9 : 0.05 })),
        }
  return { object: 'decision', model: body['model'], answers: [answer], usage: {} }
}

/** POST /responses with a strict schema. */
export function responsesAnswer(body: Body, deciding: Deciding): Body {
  const { format } = body['text'] as { format: Format }
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
  }
}

/** POST /chat/completions with a strict schema. */
export function chatAnswer(body: Body, deciding: Deciding): Body {
  const { json_schema: format } = body['response_format'] as { json_schema: Format }
  const messages = body['messages'] as { content: string }[]
  const text = structured(format, messages[0]!.content, lastWords(messages), 'likely', deciding)
  const message =
    text === null
      ? { role: 'assistant', content: null, refusal: 'I cannot help with that.' }
      : { role: 'assistant', content: text, refusal: null }
  return {
    id: 'chatcmpl_1',
    object: 'chat.completion',
    model: body['model'],
    choices: [{ index: 0, finish_reason: 'stop', message }],
  }
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

/** What a strict schema allows: what the model would say of a slot and the schema does not is null. Null is a refusal. */
function structured(
  { name, strict, schema }: Format,
  instructions: string,
  words: string,
  sure: string,
  { decide, fill }: Deciding,
): string | null {
  const fault = strict ? strictFault(schema) : 'it is not strict'
  if (fault !== null) throw new InvalidRequest(`Invalid schema for response_format '${name}': ${fault}`)
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

function lastWords(input: unknown): string {
  return (input as { content: string }[]).at(-1)?.content ?? ''
}
