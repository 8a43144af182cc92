import type { Cancel, Clock } from '../../media/clock.ts'
import type { Line, LineListener } from '../line.ts'
import { createAudioClock } from './audio-clock.ts'
import { readMessage } from './message.ts'
import type { FaultKind, Media, Message, Start } from './message.ts'
import { createFrameOrder } from './frame-order.ts'
import { outboundOf } from './outbound.ts'
import type { Outbound } from './outbound.ts'

/** A WebSocket, as much of it as a stream needs (`ws` fits). */
export interface MediaSocket {
  /** Bytes given to `send` that the network has not taken yet. */
  readonly bufferedAmount: number
  send(text: string): void
  close(code: number, reason: string): void
  terminate(): void
  on(event: 'message', listener: (data: { toString(): string }, isBinary: boolean) => void): unknown
  on(event: 'close' | 'error', listener: () => void): unknown
}

/** Whose stream it is; `isFirst` where it was promised by the answer to the ringing, and not by a later one. */
export interface Admitted {
  readonly callId: string
  readonly isFirst?: boolean
}

/** Whom a stream asks and tells. */
export interface StreamHost {
  readonly clock: Clock
  /** Checks the token of a `start`, before anything that costs is opened. */
  admit(start: Start): Admitted | { readonly refused: Refusal }
  /** A stream has been admitted: an older one of the same call must end now. */
  admitted(stream: MediaStream, lineId: string): void
  connect(callId: string, line: Line, isFirst: boolean): LineListener | Promise<LineListener>
  fault(kind: FaultKind): void
  refused(reason: Refusal): void
  /** The session threw: the stream is closed, the process lives. */
  failed(error: unknown): void
  /** The stream is over, whatever became of it. Called once. */
  over(stream: MediaStream): void
}

/** Why a stream was closed before a session had it. */
export type Refusal = 'late_start' | 'bad_token' | 'expired_token' | 'unsupported_audio' | 'not_taken'

/**
 * One media stream on one socket. It listens from the moment it is made, so that no frame is lost to a handler that is
 * attached later. Frames that come while the session is being found are kept (ten seconds of them) and delivered in order.
 *
 * `onEnd` comes once: `stop` where Twilio said so, `lost` where the socket went, a newer stream took over, or the peer
 * has not read for long. A stream that the session closed itself ends without it.
 */
export class MediaStream implements Line {
  readonly #socket: MediaSocket
  readonly #host: StreamHost
  readonly #clock = createAudioClock()
  readonly #inOrder = createFrameOrder()
  #phase: 'waiting' | 'taking' | 'live' | 'over' = 'waiting'
  #cancelDeadline: Cancel
  #streamSid = ''
  #outbound: Outbound | null = null
  #listener: LineListener | null = null
  #kept: Message[] = []
  #endedAs: 'stop' | 'lost' | null = null
  #faults = 0

  constructor(socket: MediaSocket, host: StreamHost) {
    this.#socket = socket
    this.#host = host
    this.#cancelDeadline = host.clock.after(startWithinMs, () => this.#refuse(1008, 'late_start'))
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#fault('binary')
      else this.#receive(data.toString())
    })
    socket.on('close', () => this.#end('lost'))
    // `close` follows every error; without a listener the error would end the process.
    socket.on('error', () => {})
  }

  play(audio: Uint8Array): void {
    if (audio.byteLength > 0) this.#send((outbound) => outbound.media(audio))
  }

  mark(name: string): void {
    this.#send((outbound) => outbound.mark(name))
  }

  clear(): void {
    this.#send((outbound) => outbound.clear())
  }

  close(code: number, reason: string): void {
    if (this.#phase === 'over') return
    this.#finish()
    this.#closeSocket(code, reason)
  }

  /** Ends the stream from the server's side; the session is told that it is lost. */
  cut(code: number, reason: string): void {
    this.#closeSocket(code, reason)
    this.#end('lost')
  }

  #receive(text: string): void {
    if (this.#phase === 'over') return
    const message = readMessage(text)
    if ('fault' in message) return this.#fault(message.fault)
    if (message.event === 'connected') return
    if (message.event === 'start') return this.#phase === 'waiting' ? this.#begin(message) : this.#fault('second_start')
    if (this.#phase === 'waiting') return this.#fault('early')
    if (message.streamSid !== this.#streamSid) return this.#fault('other_stream')
    if (message.event === 'stop') return this.#stop()
    if (message.event === 'media') {
      // A bridge also sends what we said ourselves.
      if (message.track !== 'inbound') return
      if (!this.#inOrder(message.sequence)) return this.#fault('out_of_order')
    }
    if (this.#phase === 'taking') this.#keep(message)
    else this.#deliver(message)
  }

  #begin(start: Start): void {
    if (!start.isMuLaw) return this.#refuse(1003, 'unsupported_audio')
    const admission = this.#host.admit(start)
    if ('refused' in admission) return this.#refuse(1008, admission.refused)
    this.#cancelDeadline()
    this.#phase = 'taking'
    this.#streamSid = start.streamSid
    this.#outbound = outboundOf(start.streamSid)
    this.#host.admitted(this, start.callSid)
    this.#take(admission)
  }

  #take({ callId, isFirst = false }: Admitted): void {
    let answer: LineListener | Promise<LineListener>
    try {
      answer = this.#host.connect(callId, this, isFirst)
    } catch (error) {
      return this.#notTaken(error)
    }
    if (!(answer instanceof Promise)) return this.#goLive(answer)
    this.#cancelDeadline = this.#host.clock.after(takeWithinMs, () =>
      this.#notTaken(new Error('the session was not there in time')),
    )
    answer.then(
      (listener) => this.#goLive(listener),
      (error: unknown) => this.#notTaken(error),
    )
  }

  #goLive(listener: LineListener): void {
    this.#cancelDeadline()
    // Whoever comes late is still told that it is over: a session must never wait for a stream that is gone.
    if (this.#phase === 'over') return this.#tell(() => listener.onEnd(this.#endedAs ?? 'lost'))
    this.#phase = 'live'
    this.#listener = listener
    const kept = this.#kept
    this.#kept = []
    for (const message of kept) this.#deliver(message)
  }

  #notTaken(error: unknown): void {
    if (this.#phase !== 'taking') return
    this.#host.failed(error)
    this.#refuse(1011, 'not_taken')
  }

  #keep(message: Message): void {
    if (this.#kept.length >= keptMessages) {
      this.#fault('overflow')
      // The oldest audio goes; keys and marks are few and stay.
      const oldest = this.#kept.findIndex(({ event }) => event === 'media')
      this.#kept.splice(Math.max(oldest, 0), 1)
    }
    this.#kept.push(message)
  }

  #deliver(message: Message): void {
    const listener = this.#listener
    if (listener === null) return
    this.#tell(() => {
      if (message.event === 'media') this.#hear(listener, message)
      else if (message.event === 'mark') listener.onMark(message.name)
      else if (message.event === 'dtmf') listener.onKey(message.digit)
    })
  }

  #hear(listener: LineListener, media: Media): void {
    // One buffer for all streams: the listener may use the array during the call only.
    const bytes = decoded.write(media.payload, 0, 'base64')
    if (bytes > 0) listener.onAudio(decoded.subarray(0, bytes), this.#clock(media.timestamp, bytes))
  }

  #stop(): void {
    this.#end('stop')
    this.#closeSocket(1000, 'stopped')
  }

  #refuse(code: number, reason: Refusal): void {
    if (this.#phase === 'over') return
    this.#host.refused(reason)
    this.#finish()
    this.#closeSocket(code, reason)
  }

  #end(how: 'stop' | 'lost'): void {
    if (this.#phase === 'over') return
    const listener = this.#listener
    this.#endedAs = how
    this.#finish()
    if (listener !== null) this.#tell(() => listener.onEnd(how))
  }

  #finish(): void {
    this.#cancelDeadline()
    this.#phase = 'over'
    this.#kept = []
    this.#listener = null
    this.#host.over(this)
  }

  #send(write: (outbound: Outbound) => string): void {
    if (this.#phase === 'over' || this.#outbound === null) return
    if (this.#socket.bufferedAmount > maxBufferedBytes) {
      // The peer reads no more. A polite close would wait behind what it does not read.
      this.#socket.terminate()
      return this.#end('lost')
    }
    this.#socket.send(write(this.#outbound))
  }

  #fault(kind: FaultKind): void {
    this.#host.fault(kind)
    this.#faults += 1
    if (this.#faults > maxFaults) this.cut(1008, 'too many faults')
  }

  #tell(action: () => void): void {
    try {
      action()
    } catch (error) {
      this.#host.failed(error)
      this.cut(1011, 'internal error')
    }
  }

  #closeSocket(code: number, reason: string): void {
    try {
      this.#socket.close(code, reason)
    } catch {
      this.#socket.terminate()
    }
  }
}

/** `start` follows the upgrade within some 100 ms; this bounds what an open socket costs whoever has no token. */
const startWithinMs = 5000
/** Longer than a store's time-outs, shorter than a caller's patience. */
const takeWithinMs = 5000
/** Ten seconds of frames. */
const keptMessages = 500
/** A minute of audio that the peer has not read. */
const maxBufferedBytes = 1024 * 1024
const maxFaults = 500

/** No message is longer than the server's `maxPayload`, 64 KiB. */
const decoded = Buffer.allocUnsafe(64 * 1024)
