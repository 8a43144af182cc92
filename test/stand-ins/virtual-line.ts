import type { Line, LineListener } from '../../src/telephony/line.ts'
import { createPlayout, type Playout } from './playout.ts'
import { silentFrame } from './recording.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** 20 ms of the call as it was heard on the line. */
export interface Moment {
  readonly at: number
  readonly agent: Uint8Array
  /** True while the caller is making a sound. */
  readonly callerSpeaks: boolean
}

/** Twilio's half of a stream and the caller behind it, in virtual time: 20 ms frames both ways, marks, clear, drop. */
export class VirtualLine implements Line {
  /** How our side ended it; null while it has not. */
  closed: { readonly code: number; readonly reason: string } | null = null
  readonly moments: Moment[] = []
  /** When `clear` came, each time. */
  readonly clearedAt: number[] = []
  readonly #clock: VirtualClock
  readonly #playout: Playout
  readonly #onClosed: () => void
  #listener: LineListener | null = null
  #isOver = false
  /** Of the caller's speech, not yet on the line. */
  #toSay: Uint8Array[] = []
  /** What happened before there was a listener, as a real stream keeps it. */
  #kept: ((listener: LineListener) => void)[] = []
  #audioMs = 0

  /** `onClosed`: our side has ended the stream, and the line does what it was told to do after it. */
  constructor(clock: VirtualClock, onClosed: () => void = () => {}) {
    this.#clock = clock
    this.#onClosed = onClosed
    this.#playout = createPlayout((name) => this.#tell((listener) => listener.onMark(name)))
    this.#nextFrame()
  }

  /** From now on this one hears the line, and first what has come meanwhile. */
  answer(listener: LineListener): void {
    this.#listener = listener
    const kept = this.#kept
    this.#kept = []
    for (const tell of kept) tell(listener)
  }

  get isOver(): boolean {
    return this.#isOver
  }

  get callerIsSpeaking(): boolean {
    return this.#toSay.length > 0
  }

  /** The caller says it, after what they are saying already. */
  speak(mulaw: Uint8Array): void {
    for (let at = 0; at < mulaw.length; at += 160) {
      const frame = silentFrame.slice()
      frame.set(mulaw.subarray(at, at + 160))
      this.#toSay.push(frame)
    }
  }

  press(key: string): void {
    this.#tell((listener) => listener.onKey(key))
  }

  /** The socket goes, without a word or after a `stop`. */
  end(how: 'stop' | 'lost'): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#tell((listener) => listener.onEnd(how))
  }

  play(audio: Uint8Array): void {
    if (!this.#isOver) this.#playout.audio(audio.slice())
  }

  mark(name: string): void {
    if (!this.#isOver) this.#playout.mark(name)
  }

  clear(): void {
    if (this.#isOver) return
    this.clearedAt.push(this.#clock.now())
    this.#playout.clear()
  }

  close(code: number, reason: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.closed = { code, reason }
    this.#onClosed()
  }

  #nextFrame(): void {
    this.#clock.after(20, () => {
      if (this.#isOver) return
      const said = this.#toSay.shift()
      this.moments.push({ at: this.#clock.now(), agent: this.#playout.next(), callerSpeaks: said !== undefined })
      const atMs = this.#audioMs
      this.#audioMs += 20
      this.#tell((listener) => listener.onAudio(said ?? silentFrame, atMs))
      this.#nextFrame()
    })
  }

  #tell(what: (listener: LineListener) => void): void {
    if (this.#listener === null) this.#kept.push(what)
    else what(this.#listener)
  }
}
