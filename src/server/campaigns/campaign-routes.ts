import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Gate } from '../api-tokens.ts'
import type { Campaigns, Unmade } from './campaigns.ts'

/** Somebody has ordered something of a campaign: for the audit, without its numbers. */
export interface CampaignAudit {
  readonly by: string
  readonly action: 'campaign' | 'campaign.pause' | 'campaign.resume' | 'campaign.cancel'
  /** Its name; "" of a list that could not be read. */
  readonly campaign: string
  readonly rows: number
  /** Its state, or the code of why not. */
  readonly result: string
}

/**
 * `POST /calls/campaigns` (scope `dial`) begins one: 202 with its progress, 400 with every fault of the list by row and
 * column; the same list under the same name again is the same campaign. `GET /calls/campaigns`, `GET
 * /calls/campaigns/:name` (its progress; with `?rows=true` how far each row is) are open to scope `read`; `POST
 * /calls/campaigns/:name/pause`, `resume` and `cancel` to `operate`. Where there is no Redis, all are 501 and say so.
 */
export function addCampaignRoutes(
  app: FastifyInstance,
  options: {
    readonly gate: Gate
    /** Null where there is none to be had. */
    readonly campaigns: Campaigns | null
    /** Whether the configuration names a Redis. */
    readonly hasRedis: boolean
    readonly audit: (entry: CampaignAudit) => void
  },
): void {
  const { gate, campaigns, hasRedis, audit } = options
  const lacking = hasRedis
    ? { status: 403, code: 'outbound_off', error: 'Nobody is called from here: callchart.config.ts has no "outbound".' }
    : { status: 501, code: 'needs_redis', error: needsRedis }
  const has = async (_: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
    reply.code(lacking.status).send({ code: lacking.code, error: lacking.error })
  const send = async (reply: FastifyReply, answer: object, status = 200): Promise<unknown> => {
    if (!isUnmade(answer)) return reply.code(status).send(answer)
    const { code, message, faults } = answer
    return reply.code(answer.status).send({ code, error: message, ...(faults === undefined ? {} : { faults }) })
  }
  if (campaigns === null) {
    const missing = async (): Promise<void> => {}
    app.post('/calls/campaigns', { preValidation: [gate.needs('dial'), has] }, missing)
    app.get('/calls/campaigns', { preHandler: [gate.needs('read'), has] }, missing)
    app.get('/calls/campaigns/:name', { preHandler: [gate.needs('read'), has] }, missing)
    app.post('/calls/campaigns/:name/:order', { preHandler: [gate.needs('operate'), has] }, missing)
    return
  }

  /** What is not answered is Redis: whoever has asked may ask the very same again. */
  const guarded = async (
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<unknown>,
  ): Promise<unknown> => {
    try {
      return await work()
    } catch (error) {
      request.log.error({ err: error, route: request.routeOptions.url }, 'a campaign could not be asked for')
      return reply.code(503).header('retry-after', '5').send({ code: 'redis_away', error: redisAway })
    }
  }

  app.post(
    '/calls/campaigns',
    // Before the body is read: who may not dial sends no list.
    { onRequest: gate.needs('dial'), bodyLimit: mostListBytes },
    (request, reply) =>
      guarded(request, reply, async () => {
        const by = gate.nameOf(request)
        const made = await campaigns.create(request.body, by)
        const { name, rows, result } = isUnmade(made)
          ? { name: nameIn(request.body), rows: 0, result: made.code }
          : { name: made.name, rows: made.rows, result: made.state }
        audit({ by, action: 'campaign', campaign: name, rows, result })
        return send(reply, made, 202)
      }),
  )

  app.get('/calls/campaigns', { preHandler: gate.needs('read') }, (request, reply) =>
    guarded(request, reply, async () => ({ campaigns: await campaigns.all() })),
  )

  app.get('/calls/campaigns/:name', { preHandler: gate.needs('read') }, (request, reply) =>
    guarded(request, reply, async () => {
      const progress = await campaigns.progress(nameOf(request))
      const { rows: wanted } = request.query as { readonly rows?: string }
      if (wanted !== 'true' || isUnmade(progress)) return send(reply, progress)
      const each = await campaigns.rows(nameOf(request))
      return isUnmade(each) ? send(reply, each) : send(reply, { ...progress, each })
    }),
  )

  for (const what of ['pause', 'resume', 'cancel'] as const)
    app.post(`/calls/campaigns/:name/${what}`, { preHandler: gate.needs('operate') }, (request, reply) =>
      guarded(request, reply, async () => {
        const ordered = await campaigns.order(nameOf(request), what)
        const { name, rows, result } = isUnmade(ordered)
          ? { name: '', rows: 0, result: ordered.code }
          : { name: ordered.name, rows: ordered.rows, result: ordered.state }
        audit({ by: gate.nameOf(request), action: `campaign.${what}`, campaign: name, rows, result })
        return send(reply, ordered)
      }),
    )
}

function isUnmade(answer: object): answer is Unmade {
  return 'code' in answer && 'message' in answer
}

function nameOf(request: FastifyRequest): string {
  return (request.params as { readonly name: string }).name
}

/** Only what a name may be: anything else might be a number in the wrong place. */
function nameIn(body: unknown): string {
  const name = typeof body === 'object' && body !== null && 'name' in body ? body.name : ''
  return typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$/.test(name) ? name : ''
}

const redisAway = 'Redis does not answer: send the very same again. Nobody is called twice by that.'
const needsRedis =
  'Campaigns need Redis, so that no server calls twice: set REDIS_URL (redis://host:6379) or REDIS_NODES. Single calls need none.'
/** Ten thousand rows of some 800 bytes. */
const mostListBytes = 8 * 1024 * 1024
