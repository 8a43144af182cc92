import type { Listen, RecordStart, Say } from '../../engine/machine/effect.ts'
import { nothingLearnt, quietFloor, type Floor, type FloorCommand, type FloorEvent } from '../../engine/turns/floor.ts'
import { policyOf } from '../../engine/turns/policy.ts'
import { turn } from '../../engine/turns/turn.ts'
import type { Cancel } from '../media/clock.ts'
import { createEar, type Ear, type VoiceChange } from '../media/ear.ts'
import type { Words } from '../speech/words.ts'
import type { Line, LineListener } from '../telephony/line.ts'
import { CallersWords, type SaidWords } from './callers-words.ts'
import { expectedWords } from './expected-words.ts'
import type { Moment } from '../../engine/hearing/in-context.ts'
import { Recording } from './recording.ts'
import { Recogniser } from './recogniser.ts'
import type { Services } from './services.ts'
import { Speech } from './speech.ts'
import type { StreamHost } from './stream-host.ts'

/**
 * One media stream of a call: ear, mouth, words, and the floor between them. All that is ephemeral lives here and dies with
 * the stream; a stream that comes back gets a new one.
 *
 * What the caller breaks into stops at once, but the session hears of it with the turn that it led to: an interruption that
 * turns out to be nothing is taken up again at the word, and nothing has happened.
 */
export class CallStream implements LineListener {
  readonly #services: Services
  readonly #host: StreamHost
  readonly #line: Line
  readonly #ear: Ear
  readonly #speech: Speech
  readonly #words: Recogniser
  #floor: Floor = quietFloor
  #listen: Listen | null = null
  /** The turn that is over and waits for its final words. */
  #ending: number | null = null
  #latest: { readonly turn: number; readonly said: SaidWords } | null = null
  readonly #reader = new CallersWords(() => this.#moment())
  /** How much we had said when a turn's voice came on, by turn. */
  readonly #spokenBefore = new Map<number, number>()
  #lasted = { startedAt: 0, endedAt: 0 }
  /** Words of the turn after the one that is ending: they wait for it. */
  #ahead: Words | null = null
  #wake: Cancel | null = null
  #settled: (() => void)[] = []
  #voiceEndedAt: number | null = null
  #turnEndedAt: number | null = null
  #recording: Recording | null = null
  #closed = false

  /** For a line whose token has been checked: opens a recogniser at once. */
  constructor(line: Line, services: Services, host: StreamHost) {
    this.#services = services
    this.#host = host
    this.#line = line
    this.#floor = { ...quietFloor, learnt: host.learnt ?? nothingLearnt }
    const { clock, words } = services
    this.#words = new Recogniser({
      words,
      clock,
      language: host.language,
      onWords: (heard) => this.#hearWords(heard),
      onFault: (error) => host.notice({ type: 'fault', where: 'words', error }),
    })
    this.#ear = createEar({
      detector: services.detectors.open(),
      words: this.#words,
      clock,
      batchMs: words.batchMs,
      onVoice: (change) => this.#hearVoice(change),
    })
    this.#speech = new Speech(line, services, {
      notice: (notice) => host.notice(notice),
      started: () => this.#fold({ type: 'speech.started', at: this.#now() }),
      played: (id) => this.#played(id),
      firstAudio: (id, at) => this.#spoke(id, at),
    })
  }

  say(effect: Say): void {
    // A filler is never spoken over the caller: it counts as said, and the next one comes in its time.
    if (effect.purpose === 'filler' && this.callerHasTurn) return this.#host.played(effect.id)
    this.#speech.say(effect)
  }

  /** What is expected from now on. */
  expect(listen: Listen): void {
    this.#listen = listen
    this.#words.listenIn(listen.language)
    // After what is to be said: it takes some work, and no word is heard before.
    queueMicrotask(() => {
      if (this.#listen === listen && !this.#closed) this.#words.expect(expectedWords(listen, this.#moment()))
    })
    this.#ear.listen()
    // The policy has changed, and with it the silence that ends a turn.
    this.#fold({ type: 'clock', at: this.#now() })
  }

  deafen(): void {
    this.#letGo()
    this.#listen = null
    this.#ear.deafen()
    this.#floor = { ...quietFloor, speaking: this.#floor.speaking, learnt: this.#floor.learnt }
    this.#ending = null
    this.#latest = null
    this.#ahead = null
    this.#reader.turnIsOver()
    this.#settle()
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
    this.#fold({ type: 'speech.stopped', at: this.#now() })
  }

  /** The caller is speaking, or what they said is still being recognised. */
  get callerHasTurn(): boolean {
    return this.#floor.phase !== 'none'
  }

  get isSpeaking(): boolean {
    return this.#speech.isSpeaking
  }

  /** Calls back once the caller's turn is over, in whatever way; at once where there is none, never if the stream ends. */
  onceTurnSettled(then: () => void): void {
    if (this.callerHasTurn) this.#settled.push(then)
    else then()
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
    this.#fold({ type: 'key.pressed', at: this.#now() })
    this.#host.keyPressed(key)
  }

  onMark(name: string): void {
    this.#speech.mark(name)
  }

  onEnd(how: 'stop' | 'lost'): void {
    if (!this.#closed) this.#host.ended(this, how, this.#end())
  }

  #hearWords(words: Words): void {
    const { turn: of, hypotheses, final, endOfTurn } = words
    if (this.#closed || this.#listen === null) return
    if (this.#ending !== null && of > this.#ending) {
      this.#ahead = words
      return
    }
    if (of !== (this.#ending ?? this.#ear.turn)) return
    // Final words that are none say nothing against the interim ones.
    if (hypotheses.length > 0 || this.#latest?.turn !== of) {
      const ours = this.#speech.since(this.#spokenBefore.get(of) ?? this.#speech.position)
      this.#latest = { turn: of, said: this.#reader.read(hypotheses, this.#listen, ours) }
    }
    const at = this.#now()
    this.#host.notice({ type: 'words', text: hypotheses[0]?.text ?? '', final, at })
    const heard = { type: 'words', at, final, heard: this.#latest.said.understood.heard } as const
    this.#fold(endOfTurn === undefined ? heard : { ...heard, endOfTurn })
  }

  #hearVoice({ type, at, turn: of }: VoiceChange): void {
    if (!this.#spokenBefore.has(of)) this.#spokenBefore.set(of, this.#speech.position)
    if (type === 'voice.ended') this.#voiceEndedAt = at
    this.#host.notice({ type: 'voice', on: type === 'voice.started', at })
    this.#fold({ type, at })
  }

  #fold(event: FloorEvent): void {
    const { floor, commands, wakeAt } = turn(this.#floor, event, policyOf(this.#listen))
    if (commands.includes('end')) this.#lasted = { startedAt: this.#floor.startedAt, endedAt: event.at }
    this.#floor = floor
    this.#host.learnt = floor.learnt
    this.#wake?.()
    this.#wake =
      wakeAt === null
        ? null
        : this.#services.clock.after(Math.max(0, wakeAt - this.#now()), () =>
            this.#fold({ type: 'clock', at: this.#now() }),
          )
    for (const command of commands) this.#obey(command)
    if (!this.callerHasTurn) this.#settle()
  }

  #obey(command: FloorCommand): void {
    switch (command) {
      case 'interrupt':
        return this.#interrupt()
      case 'guess':
        if (this.#latest !== null) this.#host.turnMayEnd?.(this.#latest.said, this.#speech.held)
        return
      case 'unguess':
        return this.#host.turnGoesOn?.()
      case 'end':
        this.#ending = this.#ear.turn
        return this.#ear.endTurn()
      case 'take':
        return this.#take()
      case 'join':
        return this.#join()
      case 'discard':
        if (this.#ending === null) this.#ear.cancelTurn()
        this.#speech.takeUp()
        return this.#turnIsOver()
    }
  }

  #take(): void {
    this.#turnEndedAt = this.#now()
    const said = this.#latest?.turn === this.#ending ? (this.#latest?.said ?? null) : null
    const wasCutOff = this.#reader.taken(said, this.#lasted)
    this.#letGo()
    if (this.#listen !== null) this.#host.turnEnded(said)
    this.#turnIsOver()
    if (wasCutOff) this.#fold({ type: 'cutoff.noticed', at: this.#now() })
  }

  /** The turn that was ending goes on in the one that has begun. */
  #join(): void {
    const said = this.#latest?.turn === this.#ending ? (this.#latest?.said ?? null) : null
    this.#reader.goesOn(said)
    this.#ending = null
    this.#latest = said === null ? null : { turn: this.#ear.turn, said }
    this.#hearAhead()
  }

  #interrupt(): void {
    this.#speech.hold()
    const at = this.#now()
    this.#host.notice({ type: 'interrupted', at, voiceMs: Math.round(at - this.#floor.startedAt) })
  }

  /** The interruption was one: the session is told. */
  #letGo(): void {
    const cut = this.#speech.letGo()
    if (cut !== null) this.#host.interrupted(cut.id, cut.heard)
  }

  #turnIsOver(): void {
    for (const of of this.#spokenBefore.keys()) if (of < this.#ear.turn) this.#spokenBefore.delete(of)
    this.#ending = null
    this.#latest = null
    this.#reader.turnIsOver()
    this.#hearAhead()
  }

  #hearAhead(): void {
    const ahead = this.#ahead
    this.#ahead = null
    if (ahead !== null) this.#hearWords(ahead)
  }

  /** The caller's wait ends with the first sound after their turn; what we say after that is not an answer to it. */
  #spoke(id: string, at: number): void {
    const sinceVoiceMs = this.#turnEndedAt === null ? null : since(this.#voiceEndedAt, at)
    this.#host.notice({ type: 'spoke', id, at, sinceVoiceMs, sinceTurnMs: since(this.#turnEndedAt, at) })
    this.#turnEndedAt = null
  }

  #played(id: string): void {
    if (!this.#speech.isSpeaking) this.#fold({ type: 'speech.stopped', at: this.#now() })
    this.#host.played(id)
  }

  #settle(): void {
    const waiting = this.#settled
    this.#settled = []
    for (const then of waiting) then()
  }

  /** Everything of it is given back; what was left unheard. */
  #end(): string {
    this.#closed = true
    this.#recording?.end('lost')
    this.#wake?.()
    this.#settled = []
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

function since(then: number | null, at: number): number | null {
  return then === null ? null : Math.round(at - then)
}
