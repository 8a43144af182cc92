import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Json } from '../../engine/language/json.ts'
import type { Desk } from '../call/desk.ts'
import type { Outside } from '../call/posted-events.ts'
import type { CallStore, StoredCall } from '../store/store.ts'
import type { Gate } from './api-tokens.ts'

/** What an event from outside may carry: a snapshot that keeps it stays small. */
const mostEventBytes = 1000
const eventName = /^[A-Za-z_]\w{0,63}$/

/** Somebody did something to a call: for the log, which is where it is looked up. */
export interface Audit {
  /** The name of the token. */
  readonly by: string
  readonly action: 'event' | 'end' | 'transfer'
  readonly callId: string
  readonly result: 'received' | 'over' | 'full'
}

/**
 * `GET /calls` (newest first; `?live=true`, `?limit=50`) and `GET /calls/:id` with its log tell where a call is and how it
 * got there, and neither numbers nor what was said (scope `read`). `DELETE /calls/:id` ends a live call, `POST
 * /calls/:id/transfer` with `{ "destination": … }` hands it over, `POST /calls/:id/events` with `{ "name": …, "data": … }`
 * tells it of something that it may wait for (scope `operate`, each audited): 202 once the call has it, 404 where it is
 * over, 429 where too much waits for it already; whichever server has the call. Without a configured token they are shut.
 */
export function addCallsRoutes(
  app: FastifyInstance,
  options: {
    readonly store: Pick<CallStore, 'list' | 'read' | 'log'>
    readonly gate: Gate
    readonly tell?: Desk['tell'] | undefined
    /** Where calls may be handed over to, by name. */
    readonly destinations: readonly string[]
    readonly audit: (entry: Audit) => void
  },
): void {
  const { store, gate, tell, destinations, audit } = options

  app.get('/calls', { preHandler: gate.needs('read') }, async (request) => {
    const query = request.query as Readonly<Record<string, unknown>>
    const limit = Math.min(500, Math.max(1, Math.trunc(Number(query['limit'])) || 50))
    const calls = await store.list(query['live'] === undefined ? { limit } : { limit, live: query['live'] === 'true' })
    return { calls: calls.map(summary) }
  })

  app.get('/calls/:id', { preHandler: gate.needs('read') }, async (request, reply) => {
    const id = idOf(request)
    const call = await store.read(id)
    if (call === null) return reply.code(404).send({ error: 'There is no such call.' })
    const log = await store.log(id)
    return { ...summary(call), log: log.map(({ seq, event }) => ({ seq, at: event.at, type: event.type })) }
  })

  if (tell === undefined) return
  const order = async (
    request: FastifyRequest,
    reply: FastifyReply,
    action: Audit['action'],
    what: Outside,
  ): Promise<unknown> => {
    const callId = idOf(request)
    const told = await tell(callId, what)
    audit({ by: gate.nameOf(request), action, callId, result: told })
    if (told === 'over') return reply.code(404).send({ error: 'There is no such call, or it is over.' })
    if (told === 'received')
      return reply.code(202).send({ received: what.type === 'event.received' ? what.name : action })
    return reply.code(429).send({ error: 'Too much waits for this call already: send it again in a second.' })
  }

  app.post('/calls/:id/events', { preHandler: gate.needs('operate') }, async (request, reply) => {
    const { name, data = null } = (request.body ?? {}) as { readonly name?: unknown; readonly data?: Json }
    if (typeof name !== 'string' || !eventName.test(name))
      return reply.code(400).send({ error: 'Send {"name": "payment_done", "data": …}: the name is a word.' })
    if (JSON.stringify(data).length > mostEventBytes)
      return reply.code(413).send({ error: `The data may have ${mostEventBytes} characters.` })
    return order(request, reply, 'event', { type: 'event.received', name, data })
  })

  app.delete('/calls/:id', { preHandler: gate.needs('operate') }, async (request, reply) =>
    order(request, reply, 'end', { type: 'operator.ended', by: gate.nameOf(request) }),
  )

  app.post('/calls/:id/transfer', { preHandler: gate.needs('operate') }, async (request, reply) => {
    const { destination } = (request.body ?? {}) as { readonly destination?: unknown }
    if (typeof destination !== 'string' || !destinations.includes(destination)) {
      const known = destinations.length === 0 ? 'The configuration has none.' : `There is ${destinations.join(', ')}.`
      return reply.code(400).send({ error: `Send {"destination": …}, one of the configuration's by name. ${known}` })
    }
    return order(request, reply, 'transfer', { type: 'operator.transferred', by: gate.nameOf(request), destination })
  })
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id
}

function summary(call: StoredCall) {
  const { callId, flow, bundle, direction, startedAt, live, owner, snapshot } = call
  return {
    callId,
    flow,
    bundle,
    direction,
    startedAt,
    live,
    owner,
    state: snapshot?.value ?? null,
    seq: snapshot?.seq ?? 0,
    outcome: snapshot?.context.outcome ?? null,
    filled: Object.keys(snapshot?.context.slots ?? {}),
  }
}
