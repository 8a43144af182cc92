import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject } from 'ajv/dist/2020.js'

type Body = Record<string, unknown>

/** What is asked is refused before any model sees it, with the vendor's status, type, code and parameter. */
export class InvalidRequest extends Error {
  readonly status: number
  readonly error: { message: string; type: string; param: string | null; code: string | null }
  constructor(status: number, error: Partial<InvalidRequest['error']> & { message: string }) {
    super(error.message)
    this.status = status
    this.error = { type: 'invalid_request_error', param: null, code: null, ...error }
  }
}

/** The model of the decisions endpoint, and those that the others have too. */
const decidingModel = 'gpt-6-luna'
const models: ReadonlySet<string> = new Set([decidingModel, 'gpt-test'])

/** Refuses what the vendor would refuse: unknown and missing fields, wrong types and lengths, a model that is not there. */
export function checkRequest(path: string, body: Body): void {
  const validate = validators[path]
  if (validate !== undefined && !validate(body)) throw refused(path, body, validate.errors ?? [])
  const model = String(body['model'])
  if (!models.has(model))
    throw new InvalidRequest(404, {
      message: `The model \`${model}\` does not exist or you do not have access to it.`,
      code: 'model_not_found',
    })
  // The SDK's typings: "Only `gpt-6-luna` is supported". Which code says so is not published.
  if (path === '/decisions' && model !== decidingModel)
    throw new InvalidRequest(400, {
      message: `The model '${model}' is not supported by this endpoint.`,
      param: 'model',
      code: 'unsupported_model',
    })
}

const text = { type: 'string' }
const textOrNull = { type: ['string', 'null'] }
const messages = (roles: readonly string[]): object => ({
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['role', 'content'],
    properties: { role: { enum: roles }, content: text, type: { const: 'message' }, name: text },
  },
})

/** Every name that the SDK's typings know, as the API knows no other; shapes of those that are used here. */
const anything = (names: string): Record<string, object> =>
  Object.fromEntries(names.split(' ').map((name) => [name, {}]))

const decisions = {
  type: 'object',
  additionalProperties: false,
  required: ['model', 'input', 'questions'],
  properties: {
    model: text,
    input: { anyOf: [text, messages(['user', 'developer', 'system', 'assistant'])] },
    questions: {
      type: 'array',
      minItems: 1,
      maxItems: 400,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['type', 'instructions', 'choices'],
        properties: {
          type: { const: 'choice' },
          name: text,
          instructions: text,
          choices: {
            type: 'array',
            minItems: 2,
            maxItems: 255,
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['value'],
              properties: { value: { type: ['string', 'boolean'] }, description: text },
            },
          },
        },
      },
    },
    prompt_cache_key: { type: ['string', 'null'], maxLength: 64 },
    prompt_cache_options: {},
    safety_identifier: textOrNull,
  },
}

const responses = {
  type: 'object',
  additionalProperties: false,
  required: ['model', 'input'],
  properties: {
    ...anything(
      'access_programs background context_management conversation image include max_output_tokens max_tool_calls metadata moderation parallel_tool_calls previous_response_id prompt prompt_cache_options prompt_cache_retention safety_identifier service_tier stream stream_options temperature tool_choice tools top_logprobs top_p truncation user',
    ),
    model: text,
    instructions: textOrNull,
    input: messages(['user', 'developer', 'system', 'assistant']),
    text: {
      type: 'object',
      additionalProperties: false,
      properties: {
        verbosity: {},
        format: {
          type: 'object',
          additionalProperties: false,
          required: ['type', 'name', 'schema'],
          properties: {
            type: { const: 'json_schema' },
            name: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' },
            strict: { type: 'boolean' },
            description: text,
            schema: { type: 'object' },
          },
        },
      },
    },
    reasoning: {
      type: 'object',
      additionalProperties: false,
      properties: {
        effort: { enum: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] },
        summary: {},
        generate_summary: {},
      },
    },
    store: { type: ['boolean', 'null'] },
    prompt_cache_key: { type: 'string', maxLength: 64 },
  },
}

const chat = {
  type: 'object',
  additionalProperties: false,
  required: ['model', 'messages'],
  properties: {
    ...anything(
      'audio frequency_penalty function_call functions logit_bias max_tokens metadata modalities moderation n parallel_tool_calls prediction presence_penalty prompt_cache_options prompt_cache_retention safety_identifier seed service_tier stop stream stream_options temperature tool_choice tools top_p user verbosity web_search_options',
    ),
    model: text,
    messages: messages(['user', 'developer', 'system', 'assistant']),
    logprobs: { type: ['boolean', 'null'] },
    top_logprobs: { type: 'integer', minimum: 0, maximum: 20 },
    max_completion_tokens: { type: 'integer', minimum: 1 },
    response_format: {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'json_schema'],
      properties: {
        type: { const: 'json_schema' },
        json_schema: {
          type: 'object',
          additionalProperties: false,
          required: ['name', 'schema'],
          properties: {
            name: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' },
            strict: { type: ['boolean', 'null'] },
            description: text,
            schema: { type: 'object' },
          },
        },
      },
    },
    reasoning_effort: { enum: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] },
    store: { type: ['boolean', 'null'] },
    prompt_cache_key: { type: 'string', maxLength: 64 },
  },
  dependentRequired: { top_logprobs: ['logprobs'] },
}

const ajv = new Ajv2020({ allowUnionTypes: true, strict: false })
const validators: Readonly<Record<string, ReturnType<typeof ajv.compile>>> = {
  '/decisions': ajv.compile(decisions),
  '/responses': ajv.compile(responses),
  '/chat/completions': ajv.compile(chat),
}

/** The vendor names a place as "questions[0].choices", and has a code for each kind of fault. */
function refused(path: string, body: Body, errors: readonly ErrorObject[]): InvalidRequest {
  const error = errors.find(({ keyword }) => keyword !== 'anyOf') ?? errors[0]
  const params = (error?.params ?? {}) as Readonly<Record<string, unknown>>
  const place = placeOf(error?.instancePath ?? '')
  const within = (name: unknown): string => (place === '' ? String(name) : `${place}.${String(name)}`)
  switch (error?.keyword) {
    case 'additionalProperties': {
      const param = within(params['additionalProperty'])
      // Chat has its own, older words for it, and no code.
      return path === '/chat/completions'
        ? new InvalidRequest(400, { message: `Unrecognized request argument supplied: ${param}` })
        : new InvalidRequest(400, { message: `Unknown parameter: '${param}'.`, param, code: 'unknown_parameter' })
    }
    case 'required': {
      const param = within(params['missingProperty'])
      const code = 'missing_required_parameter'
      return new InvalidRequest(400, { message: `Missing required parameter: '${param}'.`, param, code })
    }
    case 'maxItems':
    case 'minItems': {
      const isLong = error.keyword === 'maxItems'
      const length = (valueAt(body, error.instancePath) as readonly unknown[]).length
      return new InvalidRequest(400, {
        message: `Invalid '${place}': array too ${isLong ? 'long' : 'short'}. Expected an array with ${isLong ? 'maximum' : 'minimum'} length ${String(params['limit'])}, but got an array with length ${length} instead.`,
        param: place,
        code: isLong ? 'array_above_max_length' : 'array_below_min_length',
      })
    }
    case 'maximum':
      return new InvalidRequest(400, {
        message: `Invalid '${place}': integer above maximum value. Expected a value <= ${String(params['limit'])}.`,
        param: place,
        code: 'integer_above_max_value',
      })
    case 'maxLength':
      return new InvalidRequest(400, {
        message: `Invalid '${place}': string too long. Expected a string with maximum length ${String(params['limit'])}.`,
        param: place,
        code: 'string_above_max_length',
      })
    case 'type':
      return new InvalidRequest(400, {
        message: `Invalid type for '${place}': expected one of ${[params['type']].flat().join(' or ')}.`,
        param: place,
        code: 'invalid_type',
      })
    default:
      return new InvalidRequest(400, { message: `Invalid value for '${place}'.`, param: place, code: 'invalid_value' })
  }
}

function placeOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part, at) => (/^\d+$/u.test(part) ? `[${part}]` : `${at === 0 ? '' : '.'}${part}`))
    .join('')
}

function valueAt(body: Body, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, part) => (value as Readonly<Record<string, unknown>>)[part], body)
}
