import { Ajv2020 } from 'ajv/dist/2020.js'
import type { FastifyInstance } from 'fastify'
import type { JsonObject } from '../../engine/language/json.ts'
import { parseDuration } from '../../engine/language/duration.ts'
import { didYouMean } from '../../engine/language/nearest.ts'
import type { Gate } from './api-tokens.ts'
import type { Outbound } from './outbound.ts'
import type { Order } from './outbound-rules.ts'

/** What `POST /calls` takes, in JSON Schema. */
const orderSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['to', 'flow'],
  properties: {
    to: { type: 'string', pattern: '^\\+[1-9]\\d{6,14}$' },
    flow: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
    inputs: { type: 'object', maxProperties: 50 },
    language: { type: 'string', pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$' },
    deadline: { type: 'string', pattern: '^[0-9]{1,5}(s|m|h)$' },
  },
} as const

interface OrderBody {
  readonly to: string
  readonly flow: string
  readonly inputs?: JsonObject
  readonly language?: string
  readonly deadline?: string
}

/** Somebody has asked for a call: for the audit, without its number. */
export interface DialAudit {
  readonly by: string
  readonly flow: string
  readonly callId: string
  /** How it came out, or the code of why it was not made. */
  readonly result: string
}

/**
 * `POST /calls` (scope `dial`) with `{ "to", "flow", "inputs", "language", "deadline" }` calls somebody: 202 with our id of
 * the call, which `GET /calls/:id` tells of. The header `Idempotency-Key` makes it the same call whenever it is sent again.
 */
export function addOutboundRoutes(
  app: FastifyInstance,
  { gate, outbound, audit }: { gate: Gate; outbound: Outbound; audit: (entry: DialAudit) => void },
): void {
  const strictly = new Ajv2020({ allErrors: false })
  app.post<{ Body: OrderBody }>(
    '/calls',
    {
      preValidation: gate.needs('dial'),
      schema: { body: orderSchema },
      // What a sender gets wrong is told, not mended: a number in place of a text is no number to be called.
      validatorCompiler: ({ schema }) => strictly.compile(schema as object),
      attachValidation: true,
    },
    async (request, reply) => {
      if (request.validationError !== undefined)
        return reply.code(400).send({ code: 'bad_order', error: told(request.validationError.validation) })
      const { to, flow, inputs = {}, language, deadline } = request.body
      const deadlineMs = deadline === undefined ? null : parseDuration(deadline)
      const order: Order = {
        to,
        flow,
        inputs,
        ...(language === undefined ? {} : { language }),
        ...(deadlineMs === null ? {} : { deadlineMs }),
      }
      const key = request.headers['idempotency-key']
      if (Array.isArray(key) || (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)))
        return reply.code(400).send({ code: 'bad_key', error: 'An Idempotency-Key is 1 to 200 visible characters.' })
      const by = gate.nameOf(request)
      const placed = await outbound.place(order, by, key ?? null)
      if ('code' in placed) {
        audit({ by, flow, callId: '', result: placed.code })
        if (placed.retryAfterS !== undefined) reply.header('retry-after', String(placed.retryAfterS))
        return reply.code(placed.status).send({ code: placed.code, error: placed.message })
      }
      audit({ by, flow, callId: placed.callId, result: placed.repeated ? 'repeated' : placed.status })
      if (placed.status === 'failed')
        return reply.code(502).send({ ...placed, code: 'line_refused', error: 'The line did not take the call.' })
      return reply.code(placed.repeated ? 200 : 202).send(placed)
    },
  )
}

/** What is wrong with an order, for people. No value that was sent is in it. */
function told(faults: readonly SchemaFault[] = []): string {
  const [fault] = faults
  const name = String(fault?.params['missingProperty'] ?? fault?.params['additionalProperty'])
  if (fault?.keyword === 'required') return `"${name}" is missing.`
  if (fault?.keyword === 'additionalProperties') {
    const advice = didYouMean(name, Object.keys(orderSchema.properties))
    return `There is no "${name}" here. ${advice ?? 'Inputs of the flow go into "inputs".'}`
  }
  return (
    fits[fault?.instancePath.slice(1) ?? ''] ?? 'Send a JSON object: { "to": "+44…", "flow": "…", "inputs": { … } }.'
  )
}

interface SchemaFault {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

const fits: Readonly<Record<string, string>> = {
  to: '"to" is a number with its country, such as +447700900123.',
  flow: '"flow" is the name of a flow.',
  inputs: '"inputs" is an object of at most 50 inputs of the flow.',
  language: '"language" is one such as en-GB.',
  deadline: '"deadline" is how long it may take until it rings, such as 90s or 2m.',
}
