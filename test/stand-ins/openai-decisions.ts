type Body = Record<string, unknown>
type Choice = { value: string; description: string }
type Decide = (choices: readonly Choice[], lastWords: string) => string

/** POST /decisions: one choice question. */
export function decisionAnswer(body: Body, decide: Decide): Body {
  const [question] = body['questions'] as [{ name: string; choices: Choice[] }]
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
export function responsesAnswer(body: Body, decide: Decide): Body {
  const { format } = body['text'] as { format: { strict: boolean; schema: Schema } }
  if (!format.strict) throw new Error('The schema is not strict')
  const choice = decide(choicesOf(format.schema, String(body['instructions'])), lastWords(body['input']))
  const content =
    choice === 'refusal'
      ? { type: 'refusal', refusal: 'I cannot help with that.' }
      : { type: 'output_text', annotations: [], text: JSON.stringify({ choice, sure: 'certain' }) }
  return {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    model: body['model'],
    output: [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [content] }],
  }
}

/** POST /chat/completions with a strict schema. */
export function chatAnswer(body: Body, decide: Decide): Body {
  const { json_schema: format } = body['response_format'] as { json_schema: { strict: boolean; schema: Schema } }
  if (!format.strict) throw new Error('The schema is not strict')
  const messages = body['messages'] as { content: string }[]
  const choice = decide(choicesOf(format.schema, messages[0]!.content), lastWords(messages))
  const message =
    choice === 'refusal'
      ? { role: 'assistant', content: null, refusal: 'I cannot help with that.' }
      : { role: 'assistant', content: JSON.stringify({ choice, sure: 'likely' }), refusal: null }
  return {
    id: 'chatcmpl_1',
    object: 'chat.completion',
    model: body['model'],
    choices: [{ index: 0, finish_reason: 'stop', message }],
  }
}

interface Schema {
  readonly properties: { readonly choice: { readonly enum: readonly string[] } }
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
