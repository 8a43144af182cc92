import { WebSocket } from 'ws'
import type { CallClock } from './call-clock.ts'
import { createPlayout } from './playout.ts'
import { silentFrame } from './recording.ts'
import { readServerMessage } from './twilio-violation.ts'
import type { Violation } from './twilio-violation.ts'

export interface StreamOptions {
  readonly clock: CallClock
  /** Where the socket is really opened. */
  readonly url: string
  /** `x-twilio-signature` of the upgrade, or null where a SIP bridge dials. */
  readonly signature: string | null
  readonly dialect: Dialect
  readonly streamSid: string
  readonly callSid: string
  readonly accountSid: string
  readonly parameters: Readonly<Record<string, string>>
  /** Between `stop` and the socket's end: about a second at Twilio. */
  readonly stopBeforeCloseMs: number
  readonly violation: (violation: Violation) => void
  readonly event: (name: StreamEvent, detail: string) => void
  /** Once: how the stream ended. */
  readonly onEnd: (how: StreamEnd) => void
}

/** A SIP bridge that speaks Twilio's protocol differs a little. */
export type Dialect = 'twilio' | 'sip-bridge'
type StreamEvent = 'stream.refused' | 'stream.started' | 'server.mark' | 'server.clear'

export interface StreamEnd {
  /** `stopped` by us, `closed` by the server, `abnormal`: the socket went without a close, or never opened. */
  readonly how: 'stopped' | 'closed' | 'abnormal'
  readonly code: number
}

/** One media stream, Twilio's end of it. */
export interface StandInStream {
  readonly streamSid: string
  /** Where its socket leads. */
  readonly url: string
  readonly isOpen: boolean
  readonly bufferedMs: number
  /** 20 ms go by: sends what the caller says (null: no frame, as on calls that send none in silence), gives what is heard. */
  frame(caller: Uint8Array | null): Uint8Array
  press(digit: string): void
  /** `stop`, and a second later the end of the socket. */
  stop(): void
  /** The socket goes without a word. */
  drop(): void
  /** Sends any text, for tests of bad input. */
  sendRaw(data: string | Uint8Array): void
}

const handshakeMs = 3000

export function openStream(options: StreamOptions): StandInStream {
  const { streamSid, callSid, accountSid, clock } = options
  const isBridge = options.dialect === 'sip-bridge'
  const socket = new WebSocket(options.url, {
    perMessageDeflate: false,
    // A host that has vanished takes no part in the handshake.
    handshakeTimeout: handshakeMs,
    headers: options.signature === null ? {} : { 'x-twilio-signature': options.signature },
  })
  const playout = createPlayout((name) => send({ event: 'mark', streamSid, mark: { name } }))
  let sequence = 0
  let chunk = isBridge ? -1 : 0
  let frames = 0
  let isStarted = false
  let hasEnded = false
  // 88–171 ms in recorded calls.
  const firstTimestamp = 88 + Math.floor(Math.random() * 84)

  const send = (message: Readonly<Record<string, unknown>>) => {
    if (socket.readyState !== WebSocket.OPEN) return
    sequence += 1
    socket.send(JSON.stringify({ ...message, sequenceNumber: String(sequence) }))
  }
  const end = (how: StreamEnd) => {
    if (hasEnded) return
    hasEnded = true
    options.onEnd(how)
  }

  socket.on('open', () => {
    socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }))
    send({
      event: 'start',
      streamSid,
      start: {
        accountSid: isBridge ? '' : accountSid,
        streamSid,
        callSid,
        tracks: isBridge ? ['inbound', 'outbound'] : ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: isBridge ? { ...options.parameters, sip_call_id: 'a84b4c76e66710' } : options.parameters,
      },
    })
    isStarted = true
    options.event('stream.started', streamSid)
  })
  socket.on('unexpected-response', (request, response) => {
    options.event('stream.refused', String(response.statusCode))
    request.destroy()
    end({ how: 'abnormal', code: response.statusCode ?? 0 })
  })
  // `close` follows.
  socket.on('error', () => {})
  socket.on('close', (code) => end({ how: code === 1006 ? 'abnormal' : 'closed', code }))
  socket.on('message', (data, isBinary) => {
    if (isBinary) return options.violation({ code: 31950, what: 'a binary message' })
    const message = readServerMessage((data as Buffer).toString(), streamSid)
    if ('code' in message) return options.violation(message)
    if (message.event === 'media') {
      playout.audio(message.payload)
      if (playout.bufferedMs > 600_000) options.violation({ code: 31931, what: 'more than ten minutes buffered' })
    } else if (message.event === 'mark') {
      options.event('server.mark', message.name)
      playout.mark(message.name)
    } else {
      options.event('server.clear', '')
      playout.clear()
    }
  })

  return {
    streamSid,
    url: options.url,
    get isOpen() {
      return isStarted && socket.readyState === WebSocket.OPEN
    },
    get bufferedMs() {
      return playout.bufferedMs
    },
    frame(caller) {
      if (!isStarted || hasEnded) return silentFrame
      const wobbleMs = Math.floor(Math.random() * 5) - 2
      const timestamp = isBridge ? frames * 160 : firstTimestamp + frames * 20 + wobbleMs
      frames += 1
      if (caller !== null) {
        chunk += 1
        const payload = Buffer.from(caller).toString('base64')
        const media = { track: 'inbound', chunk: String(chunk), timestamp: String(timestamp), payload }
        send({ event: 'media', streamSid, media })
      }
      return playout.next()
    },
    press: (digit) => send({ event: 'dtmf', streamSid, dtmf: { track: 'inbound_track', digit } }),
    stop() {
      if (hasEnded) return
      send({ event: 'stop', streamSid, stop: { accountSid: isBridge ? '' : accountSid, callSid } })
      end({ how: 'stopped', code: 1005 })
      void clock.wait(options.stopBeforeCloseMs).then(() => socket.close())
    },
    drop: () => socket.terminate(),
    sendRaw: (data) => socket.send(data),
  }
}
