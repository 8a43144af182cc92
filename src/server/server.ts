import { join } from 'node:path'
import formbody from '@fastify/formbody'
import websocket from '@fastify/websocket'
import { LogController, fastify } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Desk } from '../call/desk.ts'
import type { CallDesk } from '../telephony/call-desk.ts'
import type { CallStore } from '../store/store.ts'
import { admit } from '../telephony/twilio/admission.ts'
import { createStreams } from '../telephony/twilio/streams.ts'
import { tokenKeys } from '../telephony/twilio/token.ts'
import { createGate } from './api-tokens.ts'
import { audit } from './audit.ts'
import { addCallsRoutes } from './calls-routes.ts'
import { addCampaignRoutes } from './campaigns/campaign-routes.ts'
import type { Campaigns } from './campaigns/campaigns.ts'
import type { ServerConfig } from './config.ts'
import { harden, usualLimits, type RequestLimits } from './hardening.ts'
import { addHoldMusic, type HoldMusic } from './hold-music.ts'
import { addHealthRoutes } from './health-routes.ts'
import { createLoopGuard } from './loop-guard.ts'
import { gauge } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import type { Outbound } from './outbound.ts'
import { addOutboundRoutes } from './outbound-routes.ts'
import { listenError } from './server-error.ts'
import { createTwilioAnswers } from './twilio-answers.ts'
import { addMissingTwilioRoutes, addTwilioRoutes } from './twilio-routes.ts'
import { within } from './within.ts'

export interface ServerOptions {
  readonly config: ServerConfig
  readonly calls: CallDesk & Partial<Pick<Desk, 'tell' | 'keepWatch'>>
  readonly store: Pick<CallStore, 'findByLine' | 'read' | 'list' | 'log' | 'ping'>
  readonly metrics: Metrics
  readonly logger: Logger
  /** Where operators may hand calls over to, by name. */
  readonly destinations?: readonly string[]
  /** Calls that are begun here; without it none are. */
  readonly outbound?: Outbound
  /** Lists of such calls; null where there is no Redis. */
  readonly campaigns?: Campaigns | null
  /** What callers hear who wait for somebody; the line's own music without it. */
  readonly hold?: HoldMusic
  /** The usual ones unless told. */
  readonly limits?: Partial<RequestLimits>
}

export interface CallchartServer {
  /** For further routes (the console); add them before `listen`. */
  readonly app: FastifyInstance
  /** It has too much to do: nobody is called, and nobody new is answered, until it has less. */
  isBusy(): boolean
  /** Begins to take calls. Rejects with ServerError, whose message is for people and whose exit code is 2. */
  listen(): Promise<{ readonly host: string; readonly port: number }>
  /**
   * Ends politely, in bounded time: no new calls from now on (`/readyz` says so, Twilio is sent to ask again), live
   * calls are handed over within `drainMs`, then what is left is closed. Calling it again waits for the same end.
   */
  close(): Promise<void>
}

/** Makes the server; nothing listens yet. */
export async function createServer(options: ServerOptions): Promise<CallchartServer> {
  const { config, calls, store, metrics, logger } = options
  let closing: Promise<void> | null = null
  const isDraining = () => closing !== null
  const { requestMs } = { ...usualLimits, ...options.limits }

  // Widened first: an app typed by pino's own logger fits none of fastify's plugins.
  const loggerInstance: FastifyBaseLogger = logger
  const app = fastify({
    loggerInstance,
    // Fastify's own request lines hold addresses and queries.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    // Streams are not counted. Node looks for slow ones every half minute unless told.
    requestTimeout: requestMs,
    http: { headersTimeout: requestMs / 2, connectionsCheckingInterval: 1000 },
    routerOptions: { ignoreTrailingSlash: true },
    // Answered by the routes, which know what to tell Twilio.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  })
  await app.register(formbody, { bodyLimit: maxBodyBytes })
  await app.register(websocket, {
    options: { maxPayload: maxFrameBytes, perMessageDeflate: false },
    errorHandler: (error, socket, request) => {
      request.log.warn({ err: error }, 'a media socket failed')
      socket.terminate()
    },
  })

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed')
    return reply.code(status).send({ error: status >= 500 ? 'Something went wrong.' : error.message })
  })

  const gate = createGate(config.apiTokens)
  await harden(app, { config, gate, ...(options.limits === undefined ? {} : { limits: options.limits }) })
  const streams = addTwilio(app, options, isDraining)
  addHealthRoutes(app, { store, metrics, isDraining })
  addCallsRoutes(app, {
    store,
    gate,
    tell: calls.tell?.bind(calls),
    destinations: options.destinations ?? [],
    audit: ({ by, action, callId, result }) => {
      logger.info({ audit: { by, action, callId, result } }, 'a live call was operated')
      audit(join(config.dataDir, 'audit.jsonl'), { action, callIds: [callId], token: by, result }).catch(
        (error: unknown) => logger.error({ err: error }, 'what was done to a call could not be written down'),
      )
    },
  })
  if (options.outbound !== undefined)
    addOutboundRoutes(app, {
      gate: createGate(config.apiTokens),
      outbound: options.outbound,
      audit: ({ by, flow, callId, result }) => {
        logger.info({ audit: { by, action: 'dial', flow, callId, result } }, 'a call was asked for')
        audit(join(config.dataDir, 'audit.jsonl'), {
          action: 'dial',
          callIds: callId === '' ? [] : [callId],
          token: by,
          flow,
          result,
        }).catch((error: unknown) =>
          logger.error({ err: error }, 'a call that was asked for could not be written down'),
        )
      },
    })
  if (options.outbound !== undefined)
    addCampaignRoutes(app, {
      gate,
      campaigns: options.campaigns ?? null,
      hasRedis: config.redisUrl !== null || config.redisNodes !== null,
      audit: ({ by, action, campaign, rows, result }) => {
        logger.info({ audit: { by, action, campaign, rows, result } }, 'a campaign was ordered')
        const entry = { action, callIds: [], token: by, campaign, rows, result }
        audit(join(config.dataDir, 'audit.jsonl'), entry).catch((error: unknown) =>
          logger.error({ err: error }, 'what was ordered of a campaign could not be written down'),
        )
      },
    })
  gauge(metrics, 'calls_live', 'Calls that live on this server', () => calls.live)
  gauge(metrics, 'streams_open', 'Media streams that a session has', () => streams.size)

  async function end(): Promise<void> {
    const quietly = async (what: string, ms: number, work: Promise<unknown>) => {
      try {
        await within(ms, what, work)
      } catch (error) {
        logger.warn({ err: error }, 'closing went on without waiting')
      }
    }
    options.outbound?.close()
    if (options.campaigns) await quietly('leaving campaigns to others', graceMs * 4, options.campaigns.close())
    await quietly('handing calls over', config.drainMs + graceMs, calls.drain(config.drainMs))
    streams.closeAll(1012, 'the server is restarting')
    const closed = app.close()
    await quietly('closing connections', graceMs, closed)
    // A peer that does not answer the close would hold the server for half a minute.
    for (const client of app.websocketServer.clients) client.terminate()
    app.server.closeAllConnections()
    await quietly('ending', graceMs, closed)
  }

  return {
    app,
    isBusy: () => app.isUnderPressure(),
    async listen() {
      try {
        await app.listen({ host: config.host, port: config.port })
      } catch (error) {
        throw listenError(error, config.host, config.port)
      }
      // Not before: whoever is brought back comes to the address of this server too.
      calls.keepWatch?.()
      options.outbound?.keepWatch()
      options.campaigns?.keepWatch()
      const address = app.server.address()
      return { host: config.host, port: typeof address === 'object' && address !== null ? address.port : config.port }
    },
    close: () => (closing ??= end()),
  }
}

function addTwilio(app: FastifyInstance, options: ServerOptions, isDraining: () => boolean) {
  const { config, calls, store, metrics, logger } = options
  const { twilio } = config
  const now = () => Date.now()
  const keys = tokenKeys(twilio?.authTokens ?? [])
  const streams = createStreams({
    admit: (start) =>
      admit(
        { keys, accountSid: twilio?.accountSid ?? '', acceptBlankAccount: twilio?.validateUpgrade === false, now },
        start,
      ),
    connect: (callId, line, isFirst) => calls.connect(callId, line, isFirst),
    observer: {
      fault: (kind) => metrics.line.fault(kind),
      refused: (reason) => metrics.line.refused(reason),
      failed: (error) => logger.error({ err: error }, 'a session failed; its stream is closed'),
    },
  })
  if (twilio === null) {
    addMissingTwilioRoutes(app, config.missingForTwilio)
    return streams
  }
  // Of streams that never start, which no log tells of; those that do are counted by the call's own log.
  const guard = createLoopGuard({ times: 24, withinMs: 30_000 })
  addHoldMusic(app, options.hold)
  addTwilioRoutes(app, {
    signing: twilio,
    validateUpgrade: twilio.validateUpgrade,
    answers: createTwilioAnswers({
      twilio,
      tokenKeys: keys,
      desk: calls,
      store,
      wayOut: config.wayOut,
      guard,
      musicUrl: options.hold !== undefined && 'url' in options.hold ? options.hold.url : undefined,
      isDraining,
      isBusy: () => app.isUnderPressure(),
      now,
    }),
    desk: calls,
    streams,
    wayOut: config.wayOut,
    metrics: metrics.line,
    outbound: options.outbound,
    isDraining,
  })
  return streams
}

/** Twilio's frames are some 300 bytes, its `start` some 700. */
const maxFrameBytes = 64 * 1024
/** Its forms some 2,000. */
const maxBodyBytes = 64 * 1024
const graceMs = 1000
