import { describe, expect, it, onTestFinished } from 'vitest'
import { startOpenAi } from '../stand-ins/openai.ts'

/** The stand-in refuses what the vendor would refuse, in the vendor's words: a request of ours that passes here is well formed. */
async function post(path: string, body: unknown, key?: string) {
  const openai = await startOpenAi()
  onTestFinished(() => openai.close())
  const answer = await fetch(`${openai.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key ?? openai.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const { error } = (await answer.json()) as { error?: Record<string, unknown> }
  return { status: answer.status, ...error }
}

const input = [{ role: 'user', content: 'book' }]
const choices = [{ value: 'book', description: 'to book' }, { value: 'none' }]
const question = { type: 'choice', name: 'choice', instructions: 'Which?', choices }
const decision = { model: 'gpt-6-luna', input, questions: [question] }
const schema = {
  type: 'object',
  properties: { choice: { type: 'string', enum: ['book', 'none'] }, sure: { type: 'string', enum: ['certain'] } },
  required: ['choice', 'sure'],
  additionalProperties: false,
}
const { additionalProperties: _, ...open } = schema
const responses = (of: object, more: object = {}) => ({
  model: 'gpt-test',
  instructions: 'Which?',
  input,
  text: { format: { type: 'json_schema', name: 'decision', strict: true, schema: of } },
  ...more,
})
const chat = (of: object, more: object = {}) => ({
  model: 'gpt-test',
  messages: input,
  response_format: { type: 'json_schema', json_schema: { name: 'decision', strict: true, schema: of } },
  ...more,
})
const many = Array.from({ length: 256 }, (_, n) => ({ value: `choice${n}` }))

describe('what is well formed is answered', () => {
  it.each([
    ['/decisions', decision],
    ['/responses', responses(schema, { store: false, reasoning: { effort: 'none' } })],
    ['/chat/completions', chat(schema, { store: false, reasoning_effort: 'none' })],
  ])('%s', async (path, body) => {
    expect(await post(path, body)).toEqual({ status: 200 })
  })
})

describe('what is not is refused with the code', () => {
  it.each([
    ['/decisions', 'an unknown field', { ...decision, store: false }, 400, 'unknown_parameter', 'store'],
    [
      '/decisions',
      'an unknown field within',
      { ...decision, questions: [{ ...question, hint: 'x' }] },
      400,
      'unknown_parameter',
      'questions[0].hint',
    ],
    ['/decisions', 'no question', { ...decision, questions: [] }, 400, 'array_below_min_length', 'questions'],
    [
      '/decisions',
      'no input',
      { model: 'gpt-6-luna', questions: [question] },
      400,
      'missing_required_parameter',
      'input',
    ],
    [
      '/decisions',
      'more than 255 choices',
      { ...decision, questions: [{ ...question, choices: many }] },
      400,
      'array_above_max_length',
      'questions[0].choices',
    ],
    [
      '/decisions',
      'one choice',
      { ...decision, questions: [{ ...question, choices: choices.slice(0, 1) }] },
      400,
      'array_below_min_length',
      'questions[0].choices',
    ],
    [
      '/decisions',
      'the same choice twice',
      { ...decision, questions: [{ ...question, choices: [...choices, choices[0]] }] },
      400,
      'invalid_value',
      'questions[0].choices',
    ],
    ['/decisions', 'a model that is not there', { ...decision, model: 'gpt-0' }, 404, 'model_not_found', null],
    ['/decisions', 'a model of other endpoints', { ...decision, model: 'gpt-test' }, 400, 'unsupported_model', 'model'],
    ['/responses', 'an unknown field', responses(schema, { retries: 2 }), 400, 'unknown_parameter', 'retries'],
    ['/responses', 'a schema that is open', responses(open), 400, 'invalid_json_schema', 'text.format.schema'],
    [
      '/responses',
      'a schema with a property that is not required',
      responses({ ...schema, required: ['choice'] }),
      400,
      'invalid_json_schema',
      'text.format.schema',
    ],
    [
      '/responses',
      'a schema with a word that strict mode does not know',
      responses({ ...schema, properties: { ...schema.properties, sure: { type: 'string', minLength: 1 } } }),
      400,
      'invalid_json_schema',
      'text.format.schema',
    ],
    [
      '/responses',
      'an effort that is none',
      responses(schema, { reasoning: { effort: 'little' } }),
      400,
      'invalid_value',
      'reasoning.effort',
    ],
    ['/chat/completions', 'an unknown field', chat(schema, { retries: 2 }), 400, null, null],
    ['/chat/completions', 'a schema that is open', chat(open), 400, null, 'response_format'],
    [
      '/chat/completions',
      'more log-probabilities than there are',
      { model: 'gpt-test', messages: input, logprobs: true, top_logprobs: 21, max_completion_tokens: 1 },
      400,
      'integer_above_max_value',
      'top_logprobs',
    ],
  ])('%s: %s', async (path, _, body, status, code, param) => {
    expect(await post(path, body)).toMatchObject({ status, code, param, type: 'invalid_request_error' })
  })

  it('a wrong key', async () => {
    expect(await post('/decisions', decision, 'sk-wrong')).toMatchObject({ status: 401, code: 'invalid_api_key' })
  })

  it('in the vendor’s words', async () => {
    expect(await post('/responses', responses(open))).toMatchObject({
      message:
        "Invalid schema for response_format 'decision': In context=(), 'additionalProperties' is required to be supplied and to be false.",
    })
    expect(await post('/chat/completions', chat(schema, { retries: 2 }))).toMatchObject({
      message: 'Unrecognized request argument supplied: retries',
    })
  })
})
