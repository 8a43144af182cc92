import { objectIn } from './deepgram-flux.ts'
import type { ListenSession } from './deepgram-flux.ts'
import type { VendorTrouble } from './vendor-trouble.ts'
import { nextPiece, wordsIn } from './written-audio.ts'

/** The parameters of /v1/listen that this stand-in knows, and what each may be. */
const parameters: Readonly<Record<string, RegExp>> = {
  model: /^nova-(2|3)(-[a-z]+)?$/u,
  language: /^([a-z]{2}|multi)(-[A-Z0-9]{2,3})?$/u,
  encoding: /^(linear16|mulaw|alaw|flac|opus)$/u,
  sample_rate: /^\d{4,5}$/u,
  channels: /^1$/u,
  interim_results: /^(true|false)$/u,
  endpointing: /^(\d+|false)$/u,
  punctuate: /^(true|false)$/u,
  smart_format: /^(true|false)$/u,
  numerals: /^(true|false)$/u,
  keyterm: /./u,
  mip_opt_out: /^(true|false)$/u,
}

/** Why /v1/listen would refuse a connection, or null. */
export function novaQueryFault(query: URLSearchParams): string | null {
  for (const [name, value] of query) if (!parameters[name]?.test(value)) return `Bad Request: ${name}`
  if (!query.has('model')) return 'Bad Request: missing field `model`'
  if (query.has('keyterm') && !(query.get('model') ?? '').startsWith('nova-3'))
    return 'Bad Request: keyterm needs nova-3'
  if (keytermTokens(query.getAll('keyterm')) > 500)
    return 'Keyterm limit exceeded. The maximum number of tokens across all keyterms is 500.'
  return query.has('encoding') === query.has('sample_rate') ? null : 'Bad Request: encoding without sample_rate'
}

/** Of some four characters each. https://developers.deepgram.com/docs/keyterm */
function keytermTokens(terms: readonly string[]): number {
  return terms.reduce((sum, term) => sum + Math.ceil(term.length / 4), 0)
}

/** An interim result comes for so much audio with words in it. */
const interimEveryMs = 200
/** Without audio or a KeepAlive the socket is closed. */
const quietMs = 10_000

/** A /v1/listen session over mu-law that has its words written in it. Quiet of `endpointing` makes a segment final. */
export function serveNova(session: ListenSession, trouble: VendorTrouble): void {
  const { socket, query } = session
  const endpointing = Number(query.get('endpointing') ?? 10)
  let pending = Buffer.alloc(0)
  let heardMs = 0
  let startedMs = 0
  let words: string[] = []
  let silentMs = 0
  let sinceInterimMs = 0
  let isStalled = trouble.silent
  let quiet: NodeJS.Timeout | undefined

  const send = (message: object): void => {
    if (isStalled) return
    const text = JSON.stringify(message)
    if (trouble.slowMs > 0) setTimeout(() => socket.send(text), trouble.slowMs)
    else socket.send(text)
  }
  const tell = (isFinal: boolean, more: object = {}): void => {
    sinceInterimMs = 0
    const alternative = { transcript: words.join(' '), confidence: words.length > 0 ? 0.9 : 0, words: [] }
    send({
      type: 'Results',
      channel_index: [0, 1],
      start: startedMs / 1000,
      duration: (heardMs - startedMs) / 1000,
      is_final: isFinal,
      speech_final: isFinal && words.length > 0,
      channel: { alternatives: [alternative] },
      metadata: {
        request_id: 'stand-in',
        model_info: { name: 'stand-in', version: '1', arch: 'stand-in' },
        model_uuid: '1',
      },
      ...more,
    })
    if (!isFinal) return
    words = []
    startedMs = heardMs
  }
  const close = (code: number, reason: string): void => {
    clearTimeout(quiet)
    socket.close(code, reason)
  }
  const alive = (): void => {
    clearTimeout(quiet)
    quiet = setTimeout(() => close(1011, 'NET-0001: no audio data or text message within the timeout window'), quietMs)
    quiet.unref()
  }
  const frame = (audio: Buffer): void => {
    heardMs += audio.length / 8
    sinceInterimMs += audio.length / 8
    const said = wordsIn(audio)
    if (said === '') silentMs += audio.length / 8
    else {
      const fate = trouble.upon(said)
      if (fate === 'dropped') return socket.terminate()
      if (fate === 'malformed') return socket.send('{"type":"Results",')
      if (fate === 'stalled') isStalled = true
      silentMs = 0
      words.push(said)
      tell(false)
    }
    if (words.length > 0 && silentMs >= endpointing) tell(true)
    else if (words.length > 0 && sinceInterimMs >= interimEveryMs && query.get('interim_results') === 'true')
      tell(false)
  }
  const control = (message: Readonly<Record<string, unknown>> | null): void => {
    if (message !== null) session.messages.push(message)
    const fields = Object.keys(message ?? {}).filter((field) => field !== 'type')
    if (message?.['type'] === 'KeepAlive' && fields.length === 0) return
    if (message?.['type'] === 'Finalize' && fields.every((field) => field === 'channel'))
      return tell(true, { from_finalize: true })
    if (message?.['type'] === 'CloseStream' && fields.length === 0) return close(1000, '')
    close(1008, 'DATA-0000: the message is not recognised')
  }

  alive()
  socket.on('close', () => clearTimeout(quiet))
  socket.on('message', (data: Buffer, isBinary) => {
    alive()
    if (!isBinary) return control(objectIn(data))
    session.audioBytes += data.length
    pending = Buffer.concat([pending, data])
    for (let piece = nextPiece(pending); piece !== null; piece = nextPiece(pending)) {
      pending = pending.subarray(piece.length)
      frame(piece)
    }
  })
}
