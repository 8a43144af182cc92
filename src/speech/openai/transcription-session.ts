import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { NetConnectOpts } from 'node:net'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime'
import { apiFault } from './faults.ts'
import { refusalCode } from './refusal-code.ts'
import { SpeechError } from '../speech-error.ts'
import { sessionUpdate } from './session-update.ts'
import type { Hearing } from './session-update.ts'

/** One socket with a transcription session on it. It does not come back once it is lost. */
export interface TranscriptionSession {
  /** Changes what is expected, from the next turn on. */
  hear(hearing: Hearing): void
  /** mu-law, 8 kHz. */
  append(audio: Uint8Array): void
  /** Ends the turn; `id` comes back in an error that is about it. */
  commit(id: string): void
  /** Forgets what was appended since the last commit. */
  clear(): void
  close(): void
}

export interface SessionListener {
  readonly onEvent: (event: RealtimeServerEvent) => void
  /** Once, unless it was closed from here. */
  readonly onLost: (error: SpeechError) => void
}

/** The longest that a server may take to accept a session. */
const mostOpenMs = 5000
/** A ping is sent so often, and must have been answered before the next: finds an end that has gone without a word. */
const usualPingMs = 5000

/** Resolves when the session has been configured; rejects with SpeechError, within `openMs` (5 s unless told). */
export async function openTranscription(
  account: { readonly apiKey: string; readonly baseUrl: string | null },
  hearing: Hearing,
  listener: SessionListener,
  { openMs = mostOpenMs, pingMs = usualPingMs }: { readonly openMs?: number; readonly pingMs?: number } = {},
): Promise<TranscriptionSession> {
  const client = new OpenAI({ apiKey: account.apiKey, baseURL: account.baseUrl, logLevel: 'off' })
  const realtime = new OpenAIRealtimeWS(
    {
      intent: 'transcription',
      options: {
        handshakeTimeout: openMs,
        maxPayload: 1 << 20,
        ...(new URL(client.baseURL).protocol === 'http:' ? { createConnection: plainly } : {}),
      },
    },
    client,
  )
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  let state: 'opening' | 'open' | 'over' = 'opening'
  let told = hearing
  let withLogprobs = true
  let answered = true
  let pinging: NodeJS.Timeout | undefined

  const end = (): void => {
    state = 'over'
    clearTimeout(timer)
    clearInterval(pinging)
    realtime.close()
  }
  const lose = (error: SpeechError): void => {
    const before = state
    if (before !== 'over') end()
    if (before === 'opening') reject(error)
    if (before === 'open') listener.onLost(error)
  }
  const timer = setTimeout(() => lose(new SpeechError('timeout', `OpenAI: no session within ${openMs} ms`)), openMs)

  const ping = (): void => {
    if (!answered) return lose(new SpeechError('timeout', 'OpenAI: the connection is half-open'))
    answered = false
    realtime.socket.ping()
  }
  /** Not every model tells how sure it is: one that does not is asked for words alone. */
  const isAboutLogprobs = (event: RealtimeServerEvent): boolean =>
    event.type === 'error' && withLogprobs && (event.error.param ?? '').startsWith('session.include')

  realtime.on('event', (event) => {
    if (state === 'over') return
    answered = true
    if (event.type === 'session.updated' && state === 'opening') {
      state = 'open'
      clearTimeout(timer)
      pinging = setInterval(ping, pingMs)
      resolve(undefined)
    } else if (state === 'opening' && isAboutLogprobs(event)) {
      withLogprobs = false
      realtime.send(sessionUpdate(hearing, null, withLogprobs))
    } else if (event.type === 'error' && state === 'opening') lose(refusal(event.error.code ?? event.error.type))
    else listener.onEvent(event)
  })
  realtime.on('error', ({ error, cause }) => {
    // The API's own errors came as events already; these are the socket's.
    if (error === undefined) lose(new SpeechError('unavailable', 'OpenAI: the connection failed', { cause }))
  })
  // The SDK would tell no more of it than the status: whether there is no credit or only too much at once is in the body.
  realtime.socket.on('unexpected-response', (_request, response: IncomingMessage) => {
    void refusalCode(response).then((code) => lose(apiFault(response.statusCode, code, 'opening a session')))
  })
  realtime.socket.on('pong', () => (answered = true))
  realtime.socket.on('open', () => realtime.send(sessionUpdate(hearing, null, withLogprobs)))
  realtime.socket.on('close', (code) => lose(new SpeechError('unavailable', `OpenAI: the session ended (${code})`)))

  await promise
  return {
    hear(next) {
      realtime.send(sessionUpdate(next, told, withLogprobs))
      told = next
    },
    append: (audio) =>
      realtime.send({ type: 'input_audio_buffer.append', audio: Buffer.from(audio).toString('base64') }),
    commit: (id) => realtime.send({ type: 'input_audio_buffer.commit', event_id: id }),
    clear: () => realtime.send({ type: 'input_audio_buffer.clear' }),
    close: end,
  }
}

/**
 * The SDK always dials wss; where the configured host is http (a proxy on this machine, a test), the socket is plain. The
 * typings allow all that `connect` takes, yet ws gives it options only.
 */
const plainly = ((options: NetConnectOpts & { path?: string }) => {
  // A `path` would be taken for a local socket's.
  const { path: _, ...rest } = options
  return connect(rest as NetConnectOpts)
}) as typeof connect

function refusal(code: string): SpeechError {
  return new SpeechError('refused', `OpenAI refused the transcription session: ${code}`)
}
