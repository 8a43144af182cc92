import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { CallDesk } from '../telephony/call-desk.ts'
import { isSignedUpgrade, isSignedWebhook } from '../telephony/twilio/signature.ts'
import type { Signing } from '../telephony/twilio/signature.ts'
import type { Streams } from '../telephony/twilio/streams.ts'
import { paths, wayOut } from '../telephony/twilio/twiml.ts'
import type { WayOut } from '../telephony/twilio/twiml.ts'
import type { LineMetrics } from './metrics.ts'
import type { Answer, TwilioAnswers } from './twilio-answers.ts'
import { isOver, readFields, readLeg, readRoom } from './twilio-fields.ts'
import type { Outbound } from './outbound.ts'
import type { Fields } from './twilio-fields.ts'
import { within } from './within.ts'

export interface TwilioRoutesOptions {
  readonly signing: Signing
  readonly validateUpgrade: boolean
  readonly answers: TwilioAnswers
  readonly desk: CallDesk
  readonly streams: Streams
  readonly wayOut: WayOut
  readonly metrics: LineMetrics
  /** Calls that we have begun. */
  readonly outbound?: Pick<Outbound, 'status' | 'answeredBy'> | undefined
  isDraining(): boolean
}

/**
 * Twilio's side of the server. A webhook without Twilio's signature is refused with 403; any other is answered in time
 * with status 200, whatever fails: a failure is a spoken way out, because an error would be read to the caller by Twilio.
 */
export function addTwilioRoutes(app: FastifyInstance, options: TwilioRoutesOptions): void {
  const { answers, desk, metrics, signing } = options

  app.get(
    paths.media,
    {
      websocket: true,
      preValidation: async (request, reply) => {
        const refuse = (status: number, why: string) => {
          metrics.webhook(paths.media, 'refused', 0)
          return reply.code(status).type('text/plain').send(why)
        }
        if (options.isDraining()) return refuse(503, 'This server is closing.')
        if (options.validateUpgrade && !isSignedUpgrade(signing, signatureOf(request), request.url)) {
          return refuse(403, unsigned)
        }
        return undefined
      },
    },
    // Nothing may be awaited before the socket has its listeners: frames would be lost.
    (socket) => options.streams.accept(socket),
  )

  const spoken = (path: string, answer: (fields: Fields, query: Fields) => Promise<Answer>) => {
    app.post(path, { preHandler: signed }, async (request, reply) => {
      const began = performance.now()
      let result: string
      let twiml: string
      try {
        ;({ result, twiml } = await within(
          answerWithinMs,
          path,
          answer(readFields(request.body), readFields(request.query)),
        ))
      } catch (error) {
        request.log.error({ err: error, route: path }, 'a webhook failed; the caller hears the way out')
        result = 'failed'
        twiml = wayOut(options.wayOut)
      }
      metrics.webhook(path, result, performance.now() - began)
      return reply.code(200).type('text/xml').send(twiml)
    })
  }

  const told = (path: string, tell: (fields: Fields, request: FastifyRequest) => Promise<void>) => {
    app.post(path, { preHandler: signed }, async (request, reply) => {
      const began = performance.now()
      try {
        await within(answerWithinMs, path, tell(readFields(request.body), request))
        metrics.webhook(path, 'answered', performance.now() - began)
        return await reply.code(204).send()
      } catch (error) {
        request.log.error({ err: error, route: path }, 'a status could not be recorded')
        metrics.webhook(path, 'failed', performance.now() - began)
        // Nobody listens to this answer: an error lets Twilio send the status again where it was asked to.
        return await reply.code(503).send()
      }
    })
  }

  const signed = async (request: FastifyRequest, reply: FastifyReply) => {
    if (isSignedWebhook(signing, signatureOf(request), request.url, readForm(request.body))) return
    metrics.webhook(request.routeOptions.url ?? '', 'refused', 0)
    await reply.code(403).type('text/plain').send(unsigned)
  }

  spoken(paths.voice, answers.voice)
  spoken(paths.streamEnded, answers.resume)
  spoken(paths.resume, answers.resume)
  spoken(paths.transferResult, answers.transferResult)
  spoken(paths.whisper, answers.whisper)
  spoken(paths.whisperAnswer, answers.whisperAnswer)
  spoken(paths.hold, answers.hold)
  told(paths.status, async (fields, request) => {
    const { CallSid, CallStatus } = fields
    const { call } = readFields(request.query)
    if (call !== undefined) return options.outbound?.status(call, fields)
    if (CallSid !== undefined && isOver(CallStatus)) await desk.ended(CallSid, CallStatus)
  })
  told(paths.leg, async (fields, request) => {
    const room = readRoom(readFields(request.query))
    const leg = readLeg(fields)
    if (room !== null && leg !== null) await desk.rung(room.callId, room.id, leg)
  })
  told(paths.room, async (fields, request) => {
    const room = readRoom(readFields(request.query))
    const { CallSid, StatusCallbackEvent } = fields
    if (room === null || CallSid === undefined || StatusCallbackEvent !== 'participant-join') return
    await desk.rung(room.callId, room.id, { legId: CallSid, how: 'joined' })
  })
  told(paths.answeredBy, async (fields, request) => {
    const { call } = readFields(request.query)
    if (call !== undefined) await options.outbound?.answeredBy(call, fields['AnsweredBy'] ?? '')
  })
  told(paths.streamStatus, async (fields, request) => {
    if (fields['StreamEvent'] === 'stream-error')
      request.log.warn({ lineId: fields['CallSid'] }, 'Twilio reports a stream error')
  })
}

/** Where no account is configured Twilio is told so, and whoever runs the server reads why. */
export function addMissingTwilioRoutes(app: FastifyInstance, missing: readonly string[]): void {
  app.all('/twilio/*', (_, reply) =>
    reply
      .code(503)
      .type('text/plain')
      .send(`Twilio is not configured. Missing:\n${missing.join('\n')}\n`),
  )
}

function signatureOf(request: FastifyRequest): string | undefined {
  const signature = request.headers['x-twilio-signature']
  return typeof signature === 'string' ? signature : undefined
}

/** The signature covers every field as it was sent, also one sent twice. */
function readForm(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}

/** Twilio waits 15 s; a caller hears silence all that time. */
const answerWithinMs = 8000

const unsigned =
  'The signature is not valid for this address. CALLCHART_PUBLIC_URL must be the address that Twilio calls, and TWILIO_AUTH_TOKEN the token of its account.\n'
