import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DeepgramAccount } from '../../src/speech/deepgram/account.ts'
import { WebSocketServer } from 'ws'
import { fluxQueryFault, objectIn, serveFlux } from './deepgram-flux.ts'
import type { ListenSession } from './deepgram-flux.ts'
import { novaQueryFault, serveNova } from './deepgram-nova.ts'
import { mulawSpeech, sendSpeech } from './spoken-vowels.ts'
import { noTrouble, refuse, refuseUpgrade } from './vendor-trouble.ts'
import type { VendorTrouble } from './vendor-trouble.ts'

export interface DeepgramStandIn {
  /** That is let in. */
  readonly account: DeepgramAccount
  readonly trouble: VendorTrouble
  /** Sockets of /v1/listen and /v2/listen, in order. */
  readonly sessions: readonly ListenSession[]
  /** Requests for speech, in order. */
  readonly spoken: readonly { readonly query: URLSearchParams; readonly body: Readonly<Record<string, unknown>> }[]
  close(): Promise<void>
}

const key = 'dg-stand-in'
/** Ten decibels below the other vendors': no two voices are as loud. */
const volume = 0.3

/** Something on loopback that speaks Deepgram's interfaces: Flux, /v1/listen and /v1/speak, as strictly as the vendor. */
export async function startDeepgram(changes: Partial<VendorTrouble> = {}): Promise<DeepgramStandIn> {
  const trouble = noTrouble(changes)
  const sessions: ListenSession[] = []
  const spoken: { query: URLSearchParams; body: Record<string, unknown> }[] = []

  const statusFor = (request: IncomingMessage): number | null =>
    request.headers.authorization === `Token ${key}` ? trouble.status : 401

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://stand-in')
    if (request.method === 'GET' && pathname === '/v1/projects') {
      const status = statusFor(request)
      return refuse(response, status ?? 200, status === null ? { projects: [] } : errorOf(status))
    }
    const body = objectIn(Buffer.from((await request.toArray()).join('')))
    spoken.push({ query, body: body ?? {} })
    const status = statusFor(request)
    if (status !== null) return refuse(response, status, errorOf(status))
    if (trouble.silent) return
    if (request.method !== 'POST' || pathname !== '/v1/speak') return refuse(response, 404, errorOf(404))
    const fault = body === null ? 'the body is no JSON object' : speakFault(query, body)
    if (fault !== null) {
      const details = `Json deserialize error: ${fault}`
      const isBody = body === null || fault.includes('field')
      return refuse(
        response,
        400,
        isBody
          ? { category: 'INVALID_JSON', message: 'Invalid JSON submitted.', details, request_id: 'stand-in' }
          : { err_code: 'Bad Request', err_msg: fault, request_id: 'stand-in' },
      )
    }
    const text = String(body?.['text'])
    sendSpeech(response, mulawSpeech(text, Number(query.get('speed') ?? 1), volume), trouble, text)
  }

  const server = createServer((request, response) => void answer(request, response))
  const sockets = new WebSocketServer({ noServer: true, autoPong: false })
  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://stand-in')
    const isFlux = pathname === '/v2/listen'
    const status = statusFor(request) ?? (isFlux || pathname === '/v1/listen' ? null : 404)
    const fault = isFlux ? fluxQueryFault(query) : novaQueryFault(query)
    if (status !== null) return refuseUpgrade(socket, status, errorOf(status))
    if (fault !== null) return refuseUpgrade(socket, 400, { err_code: 'Bad Request', err_msg: fault })
    const upgrade = (): void =>
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const session: ListenSession = { query, messages: [], audioBytes: 0, socket: webSocket }
        sessions.push(session)
        webSocket.on('ping', () => trouble.halfOpen || webSocket.pong())
        if (isFlux) serveFlux(session, trouble)
        else serveNova(session, trouble)
      })
    if (trouble.slowMs > 0) setTimeout(upgrade, trouble.slowMs)
    else upgrade()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    account: {
      apiKey: key,
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      fluxModel: null,
      novaModel: null,
      voiceModel: null,
    },
    trouble,
    sessions,
    spoken,
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** As https://developers.deepgram.com/docs/errors has them. */
function errorOf(status: number): object {
  const [code, message] = {
    401: ['INVALID_AUTH', 'Invalid credentials.'],
    402: ['ASR_PAYMENT_REQUIRED', 'Project does not have enough credits for an ASR request.'],
    404: ['Not Found', 'Not Found'],
    429: ['TOO_MANY_REQUESTS', 'Too many requests. Please try again later'],
  }[status] ?? ['INTERNAL_SERVER_ERROR', 'As told.']
  return { err_code: code, err_msg: message, request_id: 'stand-in' }
}

const speakParameters: Readonly<Record<string, RegExp>> = {
  model: /^aura(-2)?-[a-z]+-[a-z]{2}$/u,
  encoding: /^mulaw$/u,
  sample_rate: /^(8000|16000)$/u,
  container: /^(none|wav)$/u,
  speed: /^(0\.[7-9]\d*|1(\.[0-4]\d*|\.50*)?)$/u,
}

/** Why /v1/speak would refuse a request, or null. https://developers.deepgram.com/reference/text-to-speech/speak-request */
function speakFault(query: URLSearchParams, body: Readonly<Record<string, unknown>>): string | null {
  for (const [name, value] of query) if (!speakParameters[name]?.test(value)) return `Invalid query string: ${name}`
  const unknown = Object.keys(body).find((field) => field !== 'text')
  if (unknown !== undefined) return `unknown field \`${unknown}\``
  const { text } = body
  if (typeof text !== 'string' || text === '') return 'missing field `text`'
  return text.length > 2000 ? 'Input text exceeds the maximum of 2000 characters' : null
}
