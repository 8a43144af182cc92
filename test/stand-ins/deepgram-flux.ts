import type { WebSocket } from 'ws'
import type { VendorTrouble } from './vendor-trouble.ts'
import { nextPiece, wordsIn } from './written-audio.ts'

/** What one socket was sent, and how to break it. */
export interface ListenSession {
  readonly query: URLSearchParams
  /** JSON messages, in order. */
  readonly messages: Readonly<Record<string, unknown>>[]
  audioBytes: number
  readonly socket: WebSocket
}

/** The parameters of /v2/listen, and what each may be. */
const parameters: Readonly<Record<string, RegExp>> = {
  model: /^flux-general-(en|multi)$/u,
  encoding: /^(linear16|linear32|mulaw|alaw|opus|ogg-opus)$/u,
  sample_rate: /^(8000|16000|24000|44100|48000)$/u,
  eot_threshold: /^(0\.[5-9]\d*|1(\.0)?)$/u,
  eager_eot_threshold: /^0\.([3-8]\d*|90*)$/u,
  eot_timeout_ms: /^([5-9]\d\d|[1-5]?\d{4}|60000|[1-9]\d{3})$/u,
  keyterm: /^[^,;\n:]+$/u,
  language_hint: /^(en|es|fr|de|hi|ru|pt|ja|it|nl)$/u,
  mip_opt_out: /^(true|false)$/u,
  tag: /./u,
}

/** Why Flux would refuse a connection, or null. https://developers.deepgram.com/reference/speech-to-text/listen-flux */
export function fluxQueryFault(query: URLSearchParams): string | null {
  for (const [name, value] of query) {
    if (!parameters[name]?.test(value)) return `Invalid query string: ${name}`
  }
  if (!query.has('model')) return 'Invalid query string: missing field `model`'
  if (query.get('model') !== 'flux-general-multi' && query.has('language_hint')) return 'language_hint needs multi'
  return query.has('encoding') && !query.has('sample_rate') ? 'missing field `sample_rate`' : null
}

/** Quiet after which a turn may be over, and is. */
const eagerAfterMs = 300
const endAfterMs = 700
/** An update comes for so much audio. */
const updateEveryMs = 250

/** A Flux session over mu-law that has its words written in it: turns end by the quiet after the words. */
export function serveFlux(session: ListenSession, trouble: VendorTrouble): void {
  const { socket, query } = session
  let sequence = 0
  let turnIndex = 0
  let state: 'idle' | 'speaking' | 'eager' = 'idle'
  let words: string[] = []
  let quietMs = 0
  let sinceUpdateMs = 0
  let pending = Buffer.alloc(0)
  let heardMs = 0
  let isStalled = trouble.silent
  let thresholds = { eot: Number(query.get('eot_threshold') ?? 0.7), eager: query.has('eager_eot_threshold') }

  const send = (message: object): void => {
    if (isStalled) return
    const text = JSON.stringify({ ...message, request_id: 'stand-in', sequence_id: sequence++ })
    if (trouble.slowMs > 0) setTimeout(() => socket.send(text), trouble.slowMs)
    else socket.send(text)
  }
  const tell = (event: string, more: object = {}): void => {
    sinceUpdateMs = 0
    const transcript = words.join(' ')
    send({
      type: 'TurnInfo',
      event,
      turn_index: turnIndex,
      audio_window_start: 0,
      audio_window_end: heardMs / 1000,
      transcript,
      words: words.map((word) => ({ word, confidence: 0.9 })),
      end_of_turn_confidence: event === 'EndOfTurn' ? 0.9 : 0.1,
      ...more,
    })
  }
  const end = (trigger: string): void => {
    tell('EndOfTurn', { trigger })
    turnIndex += 1
    words = []
    state = 'idle'
  }
  const fault = (code: string, description: string): void => {
    send({ type: 'Error', code, description })
    socket.close(1008)
  }

  const hear = (word: string): void => {
    const fate = trouble.upon(word)
    if (fate === 'dropped') return socket.terminate()
    if (fate === 'malformed') return socket.send('{"type":"TurnInfo",')
    if (fate === 'stalled') isStalled = true
    quietMs = 0
    words.push(word)
    if (state === 'eager') tell('TurnResumed')
    if (state === 'idle') tell('StartOfTurn')
    state = 'speaking'
  }
  const frame = (audio: Buffer): void => {
    heardMs += audio.length / 8
    sinceUpdateMs += audio.length / 8
    const said = wordsIn(audio)
    if (said !== '') hear(said)
    else quietMs += audio.length / 8
    if (state === 'speaking' && thresholds.eager && quietMs >= eagerAfterMs) {
      state = 'eager'
      tell('EagerEndOfTurn')
    }
    if (state !== 'idle' && thresholds.eot < 1 && quietMs >= endAfterMs) end('model')
    if (sinceUpdateMs >= updateEveryMs) tell('Update')
  }

  const control = (message: Record<string, unknown>): void => {
    session.messages.push(message)
    const { type, ...rest } = message
    const fields = Object.keys(rest)
    if (type === 'ForceEndTurn' && fields.length === 0) {
      // Without a turn in progress it is ignored.
      if (state !== 'idle') end('manual')
    } else if (type === 'CloseStream' && fields.length === 0) socket.close(1000)
    else if (
      type === 'Configure' &&
      fields.every((field) => ['thresholds', 'keyterms', 'language_hints'].includes(field))
    ) {
      const told = (message['thresholds'] ?? {}) as Record<string, number>
      const names = ['eot_threshold', 'eager_eot_threshold', 'eot_timeout_ms']
      if (Object.keys(told).some((name) => !names.includes(name)))
        return fault('UNPARSABLE_CLIENT_MESSAGE', 'unknown field in `thresholds`')
      const { eot_threshold: eot = thresholds.eot } = told
      if (eot < 0.5 || eot > 1) return send({ type: 'ConfigureFailure', code: 'INVALID_THRESHOLD' })
      const terms = (message['keyterms'] ?? []) as string[]
      // https://developers.deepgram.com/docs/keyterm
      if (terms.length > 100 || terms.reduce((sum, term) => sum + Math.ceil(term.length / 4), 0) > 500)
        return send({ type: 'ConfigureFailure', code: 'INVALID_KEYTERMS' })
      thresholds = { ...thresholds, eot }
      send({ type: 'ConfigureSuccess', thresholds: { eot_threshold: eot }, keyterms: message['keyterms'] ?? [] })
    } else fault('UNPARSABLE_CLIENT_MESSAGE', 'The message was not recognised.')
  }

  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      session.audioBytes += data.length
      pending = Buffer.concat([pending, data])
      for (let piece = nextPiece(pending); piece !== null; piece = nextPiece(pending)) {
        pending = pending.subarray(piece.length)
        frame(piece)
      }
      return
    }
    const message = objectIn(data)
    if (message === null) fault('UNPARSABLE_CLIENT_MESSAGE', 'This is no JSON.')
    else control(message)
  })
  send({ type: 'Connected' })
}

/** A JSON object; null where it is none. */
export function objectIn(data: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data.toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
