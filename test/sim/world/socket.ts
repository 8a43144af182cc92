import type { MediaSocket } from '../../../src/telephony/twilio/media-stream.ts'
import { readPayload } from './sound.ts'
import type { SimServer } from './server.ts'
import type { World } from './world.ts'

/** A piece of our speech on its way to the caller's ear. */
interface Piece {
  readonly text: string
  readonly fromMs: number
  readonly from: number
  to: number
}

export interface SocketHost {
  /** The server has ended it, or its process has. */
  ended(socket: PhoneSocket, how: 'closed' | 'reset'): void
  sounds(
    socket: PhoneSocket,
    piece: { readonly text: string; readonly fromMs: number; readonly from: number; readonly to: number },
  ): void
}

/**
 * One media stream: a socket between a server and the line, in order both ways, with the line's buffer at its end. What we
 * send plays in real time; a mark comes back when what was before it has been played or cleared.
 */
export class PhoneSocket implements MediaSocket {
  readonly bufferedAmount = 0
  readonly streamSid: string
  readonly server: SimServer
  readonly #world: World
  readonly #host: SocketHost
  readonly #listeners: {
    message: ((data: { toString(): string }, isBinary: boolean) => void)[]
    close: (() => void)[]
  } = {
    message: [],
    close: [],
  }
  #toServerAt = 0
  #toPhoneAt = 0
  #sequence = 1
  #endsAt = 0
  #playing: Piece[] = []
  #marks: { readonly name: string; readonly at: number; cancel: () => void }[] = []
  #isOver = false
  /** Of the line's own half: nothing more goes out once it has ended. */
  #lineIsOver = false

  constructor(world: World, server: SimServer, host: SocketHost) {
    this.#world = world
    this.#host = host
    this.server = server
    this.streamSid = world.nextStream()
    world.sockets.add(this)
  }

  get soundsUntil(): number {
    return this.#endsAt
  }

  get isOver(): boolean {
    return this.#lineIsOver
  }

  on(event: 'message' | 'close' | 'error', listener: (data: { toString(): string }, isBinary: boolean) => void): void {
    if (event === 'message') this.#listeners.message.push(listener)
    if (event === 'close') this.#listeners.close.push(listener as () => void)
  }

  /** The server sends. */
  send(text: string): void {
    const { process } = this.server
    const isMedia = text.startsWith('{"event":"media"')
    this.#world.point(isMedia ? 'line.media' : 'line.control', process)
    process.act(() => this.#toPhone(() => (isMedia ? this.#play(text) : this.#control(text))))
  }

  /** The server ends it. */
  close(_code: number, _reason: string): void {
    this.#world.point('line.close', this.server.process)
    this.server.process.act(() => {
      this.#isOver = true
      this.#toPhone(() => this.#end('closed'))
      this.#world.after(this.#world.latency(30), () => this.#closed())
    })
  }

  terminate(): void {
    this.close(1006, 'terminated')
  }

  /** The server's process has gone, and the line hears of it. */
  died(): void {
    this.#toPhone(() => this.#end('reset'))
  }

  /** The connection breaks: both sides hear of it. */
  cut(): void {
    if (this.#lineIsOver) return
    this.#toServer(() => this.#closed())
    this.#toPhone(() => this.#end('reset'))
  }

  /** The line sends, in its order. */
  sendMedia(payload: string, audioMs: number, how: 'in order' | 'again' | 'late' = 'in order'): void {
    if (this.#lineIsOver) return
    if (how === 'in order') this.#sequence += 1
    const message = JSON.stringify({
      event: 'media',
      sequenceNumber: String(how === 'late' ? Math.max(1, this.#sequence - 2) : this.#sequence),
      streamSid: this.streamSid,
      media: { track: 'inbound', chunk: '1', timestamp: String(audioMs), payload },
    })
    this.#toServer(() => this.#tell(message))
  }

  sendMessage(message: object): void {
    if (this.#lineIsOver) return
    this.#sequence += 1
    const text = JSON.stringify({ ...message, sequenceNumber: String(this.#sequence), streamSid: this.streamSid })
    this.#toServer(() => this.#tell(text))
  }

  /** The line ends it: with a `stop` first, or the socket just goes. */
  end(how: 'stop' | 'reset'): void {
    if (this.#lineIsOver) return
    if (how === 'stop') this.sendMessage({ event: 'stop', stop: {} })
    this.#lineIsOver = true
    this.#silence()
    this.#toServer(() => this.#closed())
  }

  #tell(text: string): void {
    if (!this.#isOver) for (const listener of this.#listeners.message) listener(text, false)
  }

  #closed(): void {
    this.#isOver = true
    for (const listener of this.#listeners.close.splice(0)) listener()
  }

  #toServer(run: () => void): void {
    const { now } = this.#world
    this.#toServerAt = Math.max(this.#toServerAt, now + this.#world.latency(25))
    this.#world.after(this.#toServerAt - now, () => this.server.process.deliver(run))
  }

  #toPhone(run: () => void): void {
    const { now } = this.#world
    this.#toPhoneAt = Math.max(this.#toPhoneAt, now + this.#world.latency(25))
    this.#world.after(this.#toPhoneAt - now, () => {
      if (!this.#lineIsOver) run()
    })
  }

  #play(text: string): void {
    const at = text.indexOf('"payload":"') + 11
    const read = readPayload(text.slice(at, -3))
    if (read === null) return
    const { now } = this.#world
    const from = Math.max(now, this.#endsAt)
    const piece = { text: read.text, fromMs: read.fromMs, from, to: from + read.ms }
    this.#endsAt = piece.to
    this.#playing = this.#playing.filter(({ to }) => to > now)
    this.#playing.push(piece)
    this.#host.sounds(this, piece)
  }

  #control(text: string): void {
    const message = JSON.parse(text) as { event: string; mark?: { name: string } }
    if (message.event === 'clear') return this.#clear()
    const name = message.mark?.name ?? ''
    const waitMs = this.#endsAt - this.#world.now
    if (waitMs <= 0) return this.#giveBack(name)
    const mark = { name, at: this.#endsAt, cancel: () => {} }
    mark.cancel = this.#world.after(waitMs, () => {
      this.#marks = this.#marks.filter((one) => one !== mark)
      this.#giveBack(name)
    })
    this.#marks.push(mark)
  }

  #clear(): void {
    this.#silence()
    const marks = this.#marks
    this.#marks = []
    for (const { name, cancel } of marks) {
      cancel()
      this.#giveBack(name)
    }
  }

  #silence(): void {
    const { now } = this.#world
    if (this.#endsAt > now) this.#world.happen({ type: 'silenced', by: this.server.process.name })
    this.#endsAt = Math.min(this.#endsAt, now)
    for (const piece of this.#playing) piece.to = Math.min(piece.to, now)
  }

  #giveBack(name: string): void {
    this.sendMessage({ event: 'mark', mark: { name } })
  }

  #end(how: 'closed' | 'reset'): void {
    if (this.#lineIsOver) return
    this.#lineIsOver = true
    this.#silence()
    for (const { cancel } of this.#marks) cancel()
    this.#host.ended(this, how)
  }
}
