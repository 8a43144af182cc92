import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Json } from '../../engine/language/json.ts'
import type { Desk } from '../call/desk.ts'
import type { CallStore, StoredCall } from '../store/store.ts'

/** What an event from outside may carry: a snapshot that keeps it stays small. */
const mostEventBytes = 1000
const eventName = /^[A-Za-z_]\w{0,63}$/

/**
 * `GET /calls` (newest first; `?live=true`, `?limit=50`) and `GET /calls/:id` with its log, for whoever has the token.
 * `POST /calls/:id/events` with `{ "name": …, "data": … }` tells a call of something that it may wait for; 409 names the server
 * that has the call where this one has not.
 * They tell where a call is and how it got there, and neither numbers nor what was said. Without a configured token
 * they are shut.
 */
export function addCallsRoutes(
  app: FastifyInstance,
  options: {
    readonly store: Pick<CallStore, 'list' | 'read' | 'log'>
    readonly apiToken: string | null
    readonly receive?: Desk['receive'] | undefined
  },
): void {
  const { store, apiToken, receive } = options

  const authorised = async (request: FastifyRequest, reply: FastifyReply) => {
    if (apiToken === null) {
      await reply.code(403).send({ error: 'Set CALLCHART_API_TOKEN to open this route.' })
    } else if (!isToken(apiToken, request.headers.authorization)) {
      await reply
        .code(401)
        .header('www-authenticate', 'Bearer')
        .send({ error: 'Send Authorization: Bearer and the token.' })
    }
  }

  app.get('/calls', { preHandler: authorised }, async (request) => {
    const query = request.query as Readonly<Record<string, unknown>>
    const limit = Math.min(500, Math.max(1, Math.trunc(Number(query['limit'])) || 50))
    const calls = await store.list(query['live'] === undefined ? { limit } : { limit, live: query['live'] === 'true' })
    return { calls: calls.map(summary) }
  })

  app.get('/calls/:id', { preHandler: authorised }, async (request, reply) => {
    const { id } = request.params as { readonly id: string }
    const call = await store.read(id)
    if (call === null) return reply.code(404).send({ error: 'There is no such call.' })
    const log = await store.log(id)
    return { ...summary(call), log: log.map(({ seq, event }) => ({ seq, at: event.at, type: event.type })) }
  })

  if (receive === undefined) return
  app.post('/calls/:id/events', { preHandler: authorised }, async (request, reply) => {
    const { id } = request.params as { readonly id: string }
    const { name, data = null } = (request.body ?? {}) as { readonly name?: unknown; readonly data?: Json }
    if (typeof name !== 'string' || !eventName.test(name))
      return reply.code(400).send({ error: 'Send {"name": "payment_done", "data": …}: the name is a word.' })
    if (JSON.stringify(data).length > mostEventBytes)
      return reply.code(413).send({ error: `The data may have ${mostEventBytes} characters.` })
    const told = await receive(id, name, data)
    if (told === 'over') return reply.code(404).send({ error: 'There is no such call, or it is over.' })
    if (told === 'received') return reply.code(202).send({ received: name })
    return reply.code(409).send({ error: 'Another server has this call: tell that one.', owner: told.elsewhere })
  })
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

function isToken(token: string, header: string | undefined): boolean {
  // Digests have one length, so that the comparison tells nothing about the token's.
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(`Bearer ${token}`), digest(header ?? ''))
}
