import type { KnownLists, Moment } from '../../engine/hearing/in-context.ts'
import { told } from '../../engine/hearing/understand.ts'
import { spokenLanguage } from '../../engine/machine/call-language.ts'
import type { CompiledFlow } from '../../engine/machine/compile.ts'
import type { Effect } from '../../engine/machine/effect.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { coverWords, type Sentence } from '../../engine/patterns/words.ts'
import { nothingLearnt, type Learnt } from '../../engine/turns/floor.ts'
import type { Line, LineListener } from '../telephony/line.ts'
import type { Awaited } from './awaited.ts'
import type { CallIdentity } from './call-identity.ts'
import { CallStream } from './stream/call-stream.ts'
import type { SaidWords } from './stream/callers-words.ts'
import { decisionAfter } from './early-decision.ts'
import { Lifeline, type LifelineHost } from './lifeline.ts'
import type { Notice } from './observer.ts'
import { readKey, readTurn, type Happening } from './read-turn.ts'
import type { RecordingOutcome } from './stream/recording.ts'
import type { Services } from './services.ts'
import type { Cut } from './stream/speech.ts'
import type { StreamHost } from './stream/stream-host.ts'
import { StreamSeat, type StreamEffect } from './stream/stream-seat.ts'

/** Keys come as fast as a line likes: beyond these they are dropped, and the rest of the call goes on. */
const mostWaitingKeys = 32

/** The call, as its caller's side sees it. */
export interface CallerHost extends LifelineHost {
  readonly snapshot: Snapshot | null
  /** No stream of it has been there yet, on any server. */
  readonly isUnheard: boolean
  /** Events that wait to be handled. */
  readonly waiting: number
  /** What has been looked up of what is asked for. */
  readonly known: KnownLists
  /** Something happened, and what it means is read when its turn comes: an answer is one to what is asked then. */
  put(read: (at: number) => Happening | null): void
  dispatch(happening: Happening): void
  /** Nothing can be said to the caller any more. */
  voiceless(error: Error): void
  notice(notice: Notice): void
}

/**
 * The caller's side of a call: the stream that is there, and the line behind it that is asked for one when there is none.
 * What the stream tells becomes what happens to the call.
 */
export class CallerSide implements StreamHost {
  readonly #compiled: CompiledFlow
  readonly #services: Services
  readonly #awaited: Awaited
  readonly #call: CallerHost
  readonly #seat: StreamSeat
  readonly #lifeline: Lifeline
  learnt: Learnt = nothingLearnt

  constructor(identity: CallIdentity, compiled: CompiledFlow, services: Services, awaited: Awaited, call: CallerHost) {
    this.#compiled = compiled
    this.#services = services
    this.#awaited = awaited
    this.#call = call
    this.#seat = new StreamSeat(call.isUnheard)
    this.#lifeline = new Lifeline(services, identity, call)
  }

  get timezone(): string {
    return this.#compiled.flow.timezone
  }

  readonly coverWords = (language: string): Sentence => coverWords(this.#compiled.flow, language)

  get known(): KnownLists {
    return this.#call.known
  }

  /** What is spoken now: a stream that comes back is listened to in it. */
  get language(): string {
    return spokenLanguage(this.#compiled, this.#call.snapshot?.context)
  }

  get stream(): CallStream | null {
    return this.#seat.stream
  }

  /** A stream has come, the first or another; an older one is closed and hears nothing more. */
  attach(line: Line): LineListener {
    const stream = new CallStream(line, this.#services, this)
    const older = this.#seat.vacate()
    if (older !== null) this.#streamLost(older.close(1008, 'a newer stream has taken over'))
    this.#lifeline.attached()
    const isFirst = this.#seat.seat(stream)
    this.notice({ type: 'stream', how: isFirst ? 'attached' : 'resumed', at: this.#now() })
    if (!isFirst) this.#call.dispatch({ type: 'stream.resumed' })
    return stream
  }

  /** The line has been told to open a stream: it is on its way. */
  streamExpected(): void {
    this.#lifeline.postpone()
  }

  /** Without a stream the call goes on for a while, unless it is somebody else's just now; then the line is asked for one. */
  watchForStream(withinMs: number = this.#services.limits.reconnectAfterMs): void {
    if (this.#seat.stream !== null) return
    if (this.#call.snapshot?.context.awaiting?.type === 'transfer') return
    this.#lifeline.watch(this.#seat.isNew ? this.#services.limits.firstStreamAfterMs : withinMs)
  }

  perform(effect: StreamEffect | Extract<Effect, { type: 'hangup' }>): void {
    if (effect.type !== 'hangup') return this.#seat.perform(effect)
    // Where there is a stream the line asks, once it is closed, and hears that nothing follows.
    if (this.#seat.stream === null) void this.hangUp()
  }

  /** Ends the call on the line itself, whatever its stream does. Never rejects. */
  hangUp(): Promise<void> {
    return this.#lifeline.hangUp()
  }

  /**
   * Has the line say a sentence and hang up; false where it cannot. Never to a caller who has been put through: they are
   * talking to somebody. Never rejects.
   */
  async sayLast(words: Sentence): Promise<boolean> {
    if (this.#seat.isNew || this.#call.snapshot?.context.awaiting?.type === 'transfer') return false
    return this.#lifeline.sayLast(words)
  }

  /** Nothing is watched for any more. */
  cease(): void {
    this.#lifeline.close()
  }

  /** Takes the stream away, for whoever asks to end it. */
  vacate(): CallStream | null {
    return this.#seat.vacate()
  }

  turnEnded(said: SaidWords | null, waitedMs: number): void {
    this.#call.put((at) => readTurn(said, this.#seat.listening, this.#moment(at), { ...this.learnt, waitedMs }))
  }

  /** What the call would ask a model is asked early; the call itself is as it was. */
  turnMayEnd({ listen, understood }: SaidWords, cut: Cut | null): void {
    const { snapshot, waiting } = this.#call
    if (snapshot === null || waiting > 0 || listen !== this.#seat.listening) return
    const at = this.#now()
    const turnEnded = { type: 'turn.ended', at, ...told(understood) } as const
    // Secret words are shown to no model, early or late.
    if (turnEnded.secret === true) return
    const decide = decisionAfter(this.#compiled, snapshot, [
      ...(cut === null ? [] : [{ type: 'speech.interrupted', at, ...cut } as const]),
      turnEnded,
    ])
    if (decide !== null) void this.#awaited.foresee(decide, understood.hypotheses[0]?.text ?? '')
  }

  turnGoesOn(): void {
    this.#awaited.thinkAgain()
  }

  keyPressed(key: string): void {
    if (this.#call.waiting >= mostWaitingKeys) return
    this.#call.put((at) =>
      readKey(key, this.#call.snapshot?.context.keys ?? '', this.#seat.listening, this.#moment(at)),
    )
  }

  played(id: string): void {
    this.#call.dispatch({ type: 'speech.played', id })
  }

  interrupted(id: string, heard: string): void {
    this.#call.dispatch({ type: 'speech.interrupted', id, heard })
  }

  ended(stream: CallStream, _how: 'stop' | 'lost', unheard: string): void {
    if (this.#seat.stream !== stream) return
    this.#seat.vacate()
    this.#streamLost(unheard)
    this.watchForStream()
  }

  voiceless(error: Error): void {
    this.#call.voiceless(error)
  }

  recorded(outcome: RecordingOutcome): void {
    this.#call.dispatch({ type: 'recording.finished', ...outcome })
  }

  notice(notice: Notice): void {
    this.#call.notice(notice)
  }

  #streamLost(unheard: string): void {
    this.notice({ type: 'stream', how: 'lost', at: this.#now() })
    this.#call.dispatch({ type: 'stream.lost', unheard })
  }

  #moment(at: number): Moment {
    return { nowMs: at, timezone: this.timezone, known: this.known }
  }

  #now(): number {
    return Math.round(this.#services.clock.now())
  }
}
