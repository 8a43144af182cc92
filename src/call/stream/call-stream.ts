import type { Listen, RecordStart, Say } from '../../../engine/machine/effect.ts'
import { createEar, type Ear } from '../../media/ear.ts'
import type { Line, LineListener } from '../../telephony/line.ts'
import { CallerTurns } from './caller-turns.ts'
import { isCover } from './cover-id.ts'
import { expectedWords } from './expected-words.ts'
import type { Moment } from '../../../engine/hearing/in-context.ts'
import { Recording } from './recording.ts'
import { Recogniser } from './recogniser.ts'
import type { Services } from '../services.ts'
import { Speech } from './speech.ts'
import { Speechless } from './speechless.ts'
import type { StreamHost } from './stream-host.ts'

/**
 * One media stream of a call: ear, mouth, words, and the caller's turns between them. All that is ephemeral lives here and
 * dies with the stream; a stream that comes back gets a new one.
 */
export class CallStream implements LineListener {
  readonly #services: Services
  readonly #host: StreamHost
  readonly #line: Line
  readonly #ear: Ear
  readonly #speech: Speech
  readonly #speechless: Speechless
  readonly #words: Recogniser
  readonly #turns: CallerTurns
  #recording: Recording | null = null
  #closed = false

  /** For a line whose token has been checked: opens a recogniser at once. */
  constructor(line: Line, services: Services, host: StreamHost) {
    this.#services = services
    this.#host = host
    this.#line = line
    const { clock, words } = services
    this.#words = new Recogniser({
      words,
      clock,
      language: host.language,
      onWords: (heard) => this.#turns.words(heard),
      onFault: (error) => host.notice({ type: 'fault', where: 'words', error }),
    })
    this.#ear = createEar({
      detector: services.detectors.open(),
      words: this.#words,
      clock,
      batchMs: words.batchMs,
      onVoice: (change) => this.#turns.voice(change),
    })
    this.#speechless = new Speechless(clock, (error) => {
      if (!this.#speech.isSpeaking && !this.callerHasTurn) host.voiceless?.(error)
    })
    this.#speech = new Speech(line, services, {
      notice: (notice) => host.notice(notice),
      // What only covers a wait is nothing that a caller could break into.
      started: (id) => isCover(id) || this.#turns.fold({ type: 'speech.started', at: this.#now() }),
      played: (id) => this.#played(id),
      failed: (id, error) => isCover(id) || this.#speechless.failed(id, error),
      firstAudio: (id, at) => {
        this.#speechless.heard()
        if (!isCover(id)) this.#turns.spoke(id, at)
      },
    })
    const moment = () => this.#moment()
    this.#turns = new CallerTurns(clock, host, { ear: this.#ear, speech: this.#speech, moment })
  }

  say(effect: Say): void {
    // A filler is never spoken over the caller: it counts as said, and the next one comes in its time.
    if (effect.purpose === 'filler' && this.callerHasTurn) return this.#host.played(effect.id)
    this.#speechless.about(effect)
    this.#speech.say(effect)
  }

  /** What is expected from now on. */
  expect(listen: Listen): void {
    this.#words.listenIn(listen.language)
    // After what is to be said: it takes some work, and no word is heard before.
    queueMicrotask(() => {
      if (this.#turns.listening === listen) this.#words.expect(expectedWords(listen, this.#moment()))
    })
    this.#turns.expect(listen)
  }

  deafen(): void {
    this.#turns.deafen()
  }

  /** Records from now on: one at a time. */
  record(effect: RecordStart): void {
    const { recordings, clock } = this.#services
    this.#recording = new Recording(effect, this.#line, recordings ?? null, clock, {
      finished: (outcome) => this.#host.recorded(outcome),
      fault: (error) => this.#host.notice({ type: 'fault', where: 'recording', error }),
    })
  }

  stopRecording(id: string): void {
    if (this.#recording?.id === id) this.#recording.end('key')
  }

  /** What is being recorded ends here, and is kept: the stream is about to be given up. */
  async endRecording(): Promise<void> {
    await this.#recording?.endNow()
  }

  clear(): void {
    this.#speech.clear()
    this.#turns.fold({ type: 'speech.stopped', at: this.#now() })
  }

  /** The caller is speaking, or what they said is still being recognised. */
  get callerHasTurn(): boolean {
    return this.#turns.callerHasTurn
  }

  get isSpeaking(): boolean {
    return this.#speech.isSpeaking
  }

  /** The last thing that was to be said could not be. */
  get isSpeechless(): boolean {
    return this.#speechless.isSo
  }

  /** Calls back once the caller's turn is over, in whatever way; at once where there is none, never if the stream ends. */
  onceTurnSettled(then: () => void): void {
    this.#turns.onceSettled(then)
  }

  /**
   * Ends the stream from our side: the line goes on with what it was told to do after it. Returns what was left unheard of
   * the utterance that was playing; the host is not told.
   */
  close(code: number, reason: string): string {
    if (this.#closed) return ''
    const unheard = this.#end()
    this.#line.close(code, reason)
    return unheard
  }

  onAudio(audio: Uint8Array, atMs: number): void {
    this.#ear.audio(audio, atMs)
    this.#recording?.audio(audio, this.#ear.speaking)
  }

  onKey(key: string): void {
    if (this.#closed) return
    this.#turns.fold({ type: 'key.pressed', at: this.#now() })
    this.#host.keyPressed(key)
  }

  onMark(name: string): void {
    this.#speech.mark(name)
  }

  onEnd(how: 'stop' | 'lost'): void {
    if (!this.#closed) this.#host.ended(this, how, this.#end())
  }

  #played(id: string): void {
    if (isCover(id)) return
    if (!this.#speech.isSpeaking) this.#turns.fold({ type: 'speech.stopped', at: this.#now() })
    this.#host.played(id)
  }

  /** Everything of it is given back; what was left unheard. */
  #end(): string {
    this.#closed = true
    this.#recording?.end('lost')
    this.#turns.close()
    this.#speechless.heard()
    const unheard = this.#speech.end()
    this.#ear.close()
    this.#words.close()
    return unheard
  }

  #moment(): Moment {
    const { timezone, known } = this.#host
    return { nowMs: this.#now(), timezone, ...(known === undefined ? {} : { known }) }
  }

  #now(): number {
    return Math.round(this.#services.clock.now())
  }
}
