import { WebSocket } from 'ws'
import { Playout, silentFrame } from './playout.ts'

export interface LineStreamOptions {
  readonly url: string
  readonly signature: string
  readonly streamSid: string
  readonly callSid: string
  readonly accountSid: string
  readonly parameters: Readonly<Record<string, string>>
  /** Once, however it ended. */
  readonly onEnd: () => void
}

const handshakeMs = 5000

/** The line's end of one media stream, in the protocol of Twilio's Media Streams: `connected`, `start`, `media`, `mark`, `dtmf`, `stop`. */
export class LineStream {
  readonly #socket: WebSocket
  readonly #options: LineStreamOptions
  readonly #playout: Playout
  #sequence = 0
  #frames = 0
  #isStarted = false
  #hasEnded = false

  constructor(options: LineStreamOptions) {
    this.#options = options
    this.#playout = new Playout((name) => this.#send({ event: 'mark', mark: { name } }))
    this.#socket = new WebSocket(options.url, {
      perMessageDeflate: false,
      handshakeTimeout: handshakeMs,
      headers: { 'x-twilio-signature': options.signature },
    })
    this.#socket.on('open', () => this.#start())
    this.#socket.on('message', (data) => this.#take((data as Buffer).toString()))
    // `close` follows.
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => this.#end())
  }

  /** 20 ms go by: what the caller says goes out, and what they hear comes back. */
  frame(caller: Uint8Array): Uint8Array {
    if (!this.#isStarted || this.#hasEnded) return silentFrame
    this.#frames += 1
    const payload = Buffer.from(caller).toString('base64')
    const media = { track: 'inbound', chunk: String(this.#frames), timestamp: String(this.#frames * 20), payload }
    this.#send({ event: 'media', media })
    return this.#playout.next()
  }

  press(digit: string): void {
    this.#send({ event: 'dtmf', dtmf: { track: 'inbound_track', digit } })
  }

  /** Politely: the call does something else. */
  stop(): void {
    const { accountSid, callSid } = this.#options
    this.#send({ event: 'stop', stop: { accountSid, callSid } })
    this.#end()
    this.#socket.close()
  }

  /** The socket goes without a word. */
  drop(): void {
    this.#socket.terminate()
  }

  #start(): void {
    const { accountSid, callSid, streamSid, parameters } = this.#options
    this.#socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }))
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 }
    const start = { accountSid, streamSid, callSid, tracks: ['inbound'], mediaFormat, customParameters: parameters }
    this.#send({ event: 'start', start })
    this.#isStarted = true
  }

  #take(text: string): void {
    const message = JSON.parse(text) as {
      readonly event?: string
      readonly media?: { readonly payload?: string }
      readonly mark?: { readonly name?: string }
    }
    if (message.event === 'media') this.#playout.audio(Buffer.from(message.media?.payload ?? '', 'base64'))
    else if (message.event === 'mark') this.#playout.mark(message.mark?.name ?? '')
    else if (message.event === 'clear') this.#playout.clear()
  }

  #send(message: Readonly<Record<string, unknown>>): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    this.#sequence += 1
    const { streamSid } = this.#options
    this.#socket.send(JSON.stringify({ ...message, sequenceNumber: String(this.#sequence), streamSid }))
  }

  #end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#options.onEnd()
  }
}
