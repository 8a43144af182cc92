import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import { chatAnswer, decisionAnswer, responsesAnswer } from './openai-decisions.ts'
import { serveRealtime } from './openai-realtime.ts'
import type { RealtimeLog, Transcriber } from './openai-realtime.ts'
import { InvalidRequest } from './openai-requests.ts'
import { speechOf } from './openai-speech.ts'

/** How the stand-in behaves; may be changed while it runs. */
export interface OpenAiBehaviour {
  /** Paths below /v1 that are not there: "/decisions". */
  missing: Set<string>
  /** Paths that never answer. */
  hanging: Set<string>
  /** Paths that begin an answer and never end it. */
  stalling: Set<string>
  /** Paths that answer with this status; 402 is an account out of credit, which the vendor tells by 429. */
  failing: Map<string, number>
  /** Paths that begin an answer and lose the connection. */
  dropping: Set<string>
  /** Paths that answer with half of what is asked for, as if it were all. */
  garbling: Set<string>
  /** What a failing path asks for in "Retry-After", in seconds. */
  retryAfterS: number | null
  /** A decision, and the first byte of speech, take so much longer. */
  slowMs: () => number
  /** How sure such a model is of its choice, 0–1. */
  confidence: number
  /** Which of the choices a model would take for the conversation, or "refusal". */
  decide: (choices: readonly { value: string; description: string }[], lastWords: string) => string
  /** What such a model reads for a slot that is open, in the vendor's strict shape; null: nothing. */
  fill: (slot: string, lastWords: string) => unknown
  /** What becomes of a turn that was committed. */
  transcribe: Transcriber
  /** Realtime connections that are accepted and never answered. */
  mute: boolean
  /** Realtime connections are refused with this: 401, 429, 500. */
  refusing: number | null
  /** Pings are not answered: the other end has gone without a word. */
  halfOpen: boolean
  /** Realtime events come so much later. */
  realtimeSlowMs: number
  /** The model of a realtime session tells how sure it is. */
  tellsLogprobs: boolean
}

export interface OpenAiStandIn {
  readonly apiKey: string
  readonly baseUrl: string
  readonly behaviour: OpenAiBehaviour
  readonly requests: readonly { readonly path: string; readonly body: Record<string, unknown> }[]
  readonly realtime: RealtimeLog
  /** Connections that were opened so far, of any kind. */
  readonly connections: number
  /** Closes every connection that waits for a request, as a server does after a while. */
  hangUp(): void
  close(): Promise<void>
}

const standInKey = 'sk-stand-in'

/** Something on loopback that speaks OpenAI's shapes: decisions, responses, chat, speech, and the realtime transcription. */
export async function startOpenAi(changes: Partial<OpenAiBehaviour> = {}): Promise<OpenAiStandIn> {
  const behaviour: OpenAiBehaviour = {
    missing: new Set(),
    hanging: new Set(),
    stalling: new Set(),
    failing: new Map(),
    dropping: new Set(),
    garbling: new Set(),
    retryAfterS: null,
    slowMs: () => 0,
    confidence: 0.9,
    decide: byExample,
    fill: () => null,
    transcribe: (text) => ({ deltas: [text], ending: 'completed' }),
    mute: false,
    refusing: null,
    halfOpen: false,
    realtimeSlowMs: 0,
    tellsLogprobs: true,
    ...changes,
  }
  const requests: { path: string; body: Record<string, unknown> }[] = []
  const realtime: RealtimeLog = { sessions: [] }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').replace(/^\/v1/u, '')
    const text = (await request.toArray()).join('')
    const body = JSON.parse(text || '{}') as Record<string, unknown>
    requests.push({ path, body })
    const refused = request.headers.authorization === `Bearer ${standInKey}` ? behaviour.failing.get(path) : 401
    if (behaviour.hanging.has(path)) return
    if (refused !== undefined && behaviour.retryAfterS !== null)
      response.setHeader('retry-after', String(behaviour.retryAfterS))
    if (refused !== undefined) return fault(response, statusOf(refused), errorOf(refused))
    const missing = { message: `Invalid URL (${request.method ?? ''} /v1${path})`, code: null }
    if (behaviour.missing.has(path)) return fault(response, 404, missing)
    const stalls = behaviour.stalling.has(path)
    if (path === '/audio/speech')
      return speechOf(body, response, {
        ends: !stalls,
        drops: behaviour.dropping.has(path),
        garbles: behaviour.garbling.has(path),
        slowMs: behaviour.slowMs(),
      })
    if (stalls) return void response.writeHead(200).write('{')
    const make = { '/decisions': decisionAnswer, '/responses': responsesAnswer, '/chat/completions': chatAnswer }[path]
    if (!make) return fault(response, 404, missing)
    try {
      const made = JSON.stringify(make(body, behaviour))
      await pause(behaviour.slowMs())
      response.setHeader('content-type', 'application/json')
      if (behaviour.dropping.has(path))
        return void response.write(made.slice(0, made.length / 2), () => response.destroy())
      response.end(behaviour.garbling.has(path) ? made.slice(0, made.length / 2) : made)
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error
      fault(response, error.status, error.error)
    }
  }

  const server = createServer((request, response) => void answer(request, response))
  // As the vendor does, which keeps a connection for longer than Node's five seconds.
  server.keepAliveTimeout = 60_000
  let connections = 0
  server.on('connection', () => void (connections += 1))
  const sockets = new WebSocketServer({ noServer: true, autoPong: false })
  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stand-in')
    const known = request.headers.authorization === `Bearer ${standInKey}`
    if (known && behaviour.refusing !== null) {
      const body = JSON.stringify({ error: errorOf(behaviour.refusing) })
      socket.end(
        `HTTP/1.1 ${statusOf(behaviour.refusing)} Refused\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      )
      return
    }
    if (!known || pathname !== '/v1/realtime' || searchParams.get('intent') !== 'transcription') {
      socket.end(`HTTP/1.1 ${known ? 404 : 401} Refused\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('ping', () => behaviour.halfOpen || webSocket.pong())
      if (!behaviour.mute)
        serveRealtime(webSocket, realtime, {
          transcribe: (text) => behaviour.transcribe(text),
          get slowMs() {
            return behaviour.realtimeSlowMs
          },
          tellsLogprobs: behaviour.tellsLogprobs,
        })
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    apiKey: standInKey,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    behaviour,
    requests,
    realtime,
    get connections() {
      return connections
    },
    hangUp: () => server.closeIdleConnections(),
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** The choice whose description has the words in it, as a very plain model would take it. */
function byExample(choices: readonly { value: string; description: string }[], lastWords: string): string {
  const found = choices.filter(({ description }) => description.toLowerCase().includes(lastWords.toLowerCase()))
  return found.length === 1 ? found[0]!.value : choices.at(-1)!.value
}

function fault(response: ServerResponse, status: number, error: Partial<InvalidRequest['error']>): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { type: 'invalid_request_error', param: null, code: null, ...error } }))
}

function statusOf(status: number): number {
  return status === 402 ? 429 : status
}

/** https://developers.openai.com/api/docs/guides/error-codes */
function errorOf(status: number): Partial<InvalidRequest['error']> {
  const types: Readonly<Record<number, string>> = { 402: 'insufficient_quota', 429: 'requests' }
  const type = status >= 500 ? 'server_error' : (types[status] ?? 'invalid_request_error')
  const codes: Readonly<Record<number, string>> = {
    401: 'invalid_api_key',
    402: 'insufficient_quota',
    404: 'model_not_found',
    429: 'rate_limit_exceeded',
  }
  return { message: 'As told.', type, code: codes[status] ?? null }
}
