import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Gate } from './api-tokens.ts'
import type { ServerConfig } from './config.ts'
import { createInsideGuard } from './inside-guard.ts'

/** How much one address, or one token, may ask of a server. Requests of Twilio and health checks are never counted. */
export interface RequestLimits {
  /** In a minute, of an address without a token: enough for a page that looks, too little for guessing tokens. */
  readonly perAddress: number
  /** In a minute, of a known token. */
  readonly perToken: number
  /** Later than this, on average over a second, and the server has too much to do. Milliseconds. */
  readonly loopDelayMs: number
  /** A request that has not come whole by then is let go: a body that trickles in holds a connection no longer. Milliseconds. */
  readonly requestMs: number
}

/** Twilio gives a webhook 15 s in all; a long list of calls takes a few. */
export const usualLimits: RequestLimits = { perAddress: 600, perToken: 6000, loopDelayMs: 500, requestMs: 20_000 }

/**
 * What stands before every route: helmet's headers, a limit on how often somebody may ask, 503 for whoever only looks while
 * the server has too much to do, and a closed door at `/metrics` and `/console`. Calls come first: nothing of Twilio's is
 * refused here, since its webhooks are signed and an unsigned one is refused before it costs anything; and every address
 * behind a proxy is the proxy's, so that a flood from outside would shut Twilio out with it. Register before any route.
 */
export async function harden(
  app: FastifyInstance,
  options: {
    readonly config: Pick<ServerConfig, 'publicUrl'>
    readonly gate: Gate
    readonly limits?: Partial<RequestLimits>
  },
): Promise<void> {
  const { config, gate } = options
  const limits = { ...usualLimits, ...options.limits }

  await app.register(helmet, {
    // Nothing here is a page; one that is (the console) says on its own route what it needs.
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    strictTransportSecurity: config.publicUrl?.startsWith('https:') ?? false,
  })
  await app.register(underPressure, {
    maxEventLoopDelay: limits.loopDelayMs,
    pressureHandler: async (request, reply) => {
      if (isCalls(request)) return
      await reply.code(503).header('retry-after', '10').send({ error: 'This server has too much to do: ask again.' })
    },
  })
  await app.register(rateLimit, {
    timeWindow: 60_000,
    max: (_, key) => (key.startsWith('token ') ? limits.perToken : limits.perAddress),
    // The socket's own address: a header is whatever its sender likes.
    keyGenerator: (request) => {
      const name = gate.nameOf(request)
      return name === '' ? `address ${request.ip}` : `token ${name}`
    },
    allowList: (request) => isCalls(request),
    errorResponseBuilder: (_, { after }) => new TooOften(`You ask too often: ask again in ${after}.`),
  })
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (_, reply) =>
    reply.code(404).send({ error: 'There is nothing here.' }),
  )
  const guard = createInsideGuard({ publicUrl: config.publicUrl, gate })
  // After every `onRequest`: who is not let in is counted too.
  app.addHook('preParsing', async (request, reply) => {
    if (closedRoutes.test(request.routeOptions.url ?? '')) await guard(request, reply)
  })
}

class TooOften extends Error {
  readonly statusCode = 429
}

/** What keeps calls alive: Twilio's requests, and the checks that say whether this server may have more of them. */
function isCalls(request: FastifyRequest): boolean {
  return /^\/(?:twilio|healthz|readyz)(?:\/|$)/.test(request.routeOptions.url ?? '')
}

const closedRoutes = /^\/(?:metrics|console)(?:\/|$)/
