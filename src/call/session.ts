import type { JsonObject } from '../../engine/language/json.ts'
import type { CompiledFlow } from '../../engine/machine/compile.ts'
import type { Effect } from '../../engine/machine/effect.ts'
import type { CallEvent, CallFacts, TimerName } from '../../engine/machine/event.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { step } from '../../engine/machine/step.ts'
import { nothingLearnt } from '../../engine/turns/floor.ts'
import type { LedgerEntry } from '../store/store.ts'
import type { Line, LineListener } from '../telephony/line.ts'
import { Awaited } from './awaited.ts'
import type { CallIdentity } from './call-identity.ts'
import type { SaidWords } from './callers-words.ts'
import { CallStream } from './call-stream.ts'
import { CallTimers } from './call-timers.ts'
import { Committer } from './committer.ts'
import { decisionAfter } from './early-decision.ts'
import { told, understand, understandKeys } from '../../engine/hearing/understand.ts'
import { speakLastWords } from './last-words.ts'
import { Lifeline } from './lifeline.ts'
import { Mailbox } from './mailbox.ts'
import type { Notice } from './observer.ts'
import type { RecordingOutcome } from './recording.ts'
import type { Services } from './services.ts'
import type { Cut } from './speech.ts'
import type { StreamHost } from './stream-host.ts'
import { isForStream, StreamSeat } from './stream-seat.ts'

/** An event without its time: the session gives it that. */
export type Happening = CallEvent extends infer E ? (E extends CallEvent ? Omit<E, 'at'> : never) : never

/** Something that happened, read when its turn comes: what the caller said or pressed is an answer to what is asked then. */
interface Waiting {
  readonly at: number
  /** Null where it means nothing any more. */
  readonly read: (at: number) => Happening | null
}

/** More than these have never waited for a store that was there; then the call is out of hand (P9). */
const mostWaiting = 100
/** Keys come as fast as a line likes: beyond these they are dropped, and the rest of the call goes on. */
const mostWaitingKeys = 32

/**
 * One call on this server: takes an event, steps, commits, and only then acts. Events wait in a mailbox; one step is under
 * way at a time. A step that another server has overtaken (`FENCED`) is not acted on, and the session falls silent.
 */
export class CallSession implements StreamHost {
  readonly identity: CallIdentity
  readonly #compiled: CompiledFlow
  readonly #services: Services
  readonly #onOver: () => void
  readonly #timers: CallTimers
  readonly #lifeline: Lifeline
  readonly #awaited: Awaited
  readonly #committer: Committer
  readonly #seat: StreamSeat
  readonly #mailbox: Mailbox<Waiting>
  learnt = nothingLearnt
  #snapshot: Snapshot | null
  #lastAt: number
  #isOver = false

  /** `snapshot` is null for a call that begins here. `onOver` is called once, when this server has the call no more. */
  constructor(
    identity: CallIdentity,
    compiled: CompiledFlow,
    snapshot: Snapshot | null,
    services: Services,
    onOver: () => void,
  ) {
    this.identity = identity
    this.#compiled = compiled
    this.#snapshot = snapshot
    this.#services = services
    this.#onOver = onOver
    this.#lastAt = snapshot?.context.now ?? 0
    this.#seat = new StreamSeat(snapshot === null)
    this.#committer = new Committer(identity, services)
    this.#timers = new CallTimers(services.clock, (timer, due) => this.#timerFired(timer, due))
    this.#awaited = new Awaited(identity, services, (outcome) => this.dispatch(outcome))
    this.#lifeline = new Lifeline(services, identity, {
      gone: () => {
        this.dispatch({ type: 'caller.hungup' })
        void this.#lifeline.hangUp()
      },
      tooLong: () => {
        this.#speakLastWords('limit', new Error('The call has lasted as long as a call may.'))
        this.dispatch({ type: 'caller.hungup' })
      },
    })
    this.#mailbox = new Mailbox(
      mostWaiting,
      (waiting) => this.#take(waiting),
      (error) => this.#giveUp('session', error),
    )
  }

  get timezone(): string {
    return this.#compiled.flow.timezone
  }

  get language(): string {
    return this.#compiled.flow.language
  }

  get snapshot(): Snapshot | null {
    return this.#snapshot
  }

  get isSpeaking(): boolean {
    return this.#seat.stream?.isSpeaking ?? false
  }

  /** The call's first step: resolves when it has been committed, so that any server can take the call from there. */
  async begin(started: {
    readonly call: CallFacts
    readonly inputs: JsonObject
    readonly seed: number
  }): Promise<void> {
    this.dispatch({ type: 'call.started', ...started })
    await this.#mailbox.idle()
    if (this.#snapshot === null) throw new Error('The first step of the call could not be committed.')
  }

  /**
   * Goes on with what another server, or an earlier life of this one, had begun: timers, and what was awaited. Whatever was
   * being said or listened for went with its stream.
   */
  recover(ledger: readonly LedgerEntry[]): void {
    const context = this.#snapshot?.context
    if (context === undefined || this.#snapshot?.status === 'done') return
    const { timers, awaiting } = context
    if (context.speaking !== null || timers.noinput !== undefined || timers.keys !== undefined)
      this.dispatch({ type: 'stream.lost', unheard: '' })
    for (const [timer, due] of Object.entries(timers)) {
      if (timer !== 'noinput' && timer !== 'keys') this.#timers.set(timer as TimerName, due)
    }
    if (awaiting !== null) this.#awaited.recover(awaiting, ledger)
    this.#watchForStream()
  }

  /** A stream has come, the first or another; an older one is closed and hears nothing more. Throws where the call is over. */
  attach(line: Line): LineListener {
    if (this.#isOver) throw new Error(`Call ${this.identity.callId} is over.`)
    const stream = new CallStream(line, this.#services, this)
    const older = this.#seat.vacate()
    if (older !== null) this.#streamLost(older.close(1008, 'a newer stream has taken over'))
    this.#lifeline.attached()
    const isFirst = this.#seat.seat(stream)
    this.notice({ type: 'stream', how: isFirst ? 'attached' : 'resumed', at: this.#now() })
    if (!isFirst) this.dispatch({ type: 'stream.resumed' })
    return stream
  }

  /** Something happened, now; it is handled after what is waiting already. */
  dispatch(happening: Happening): void {
    this.#put(() => happening)
  }

  /** Another server has the call: this one falls silent at once. */
  fenced(): void {
    this.#finish('taken over', 1008)
  }

  /** Gives the call up for another server: what has happened is committed, then the stream ends and the line asks for a new one. */
  async handOver(): Promise<void> {
    await this.#mailbox.seal()
    if (this.#isOver) return
    this.#finish('handed over', 1012)
    await this.#services.store.release(this.identity.callId, this.identity.token)
  }

  turnEnded(said: SaidWords | null): void {
    this.#put((at) => {
      const { listening } = this.#seat
      if (listening === null) return null
      const hypotheses = said?.understood.hypotheses ?? []
      // What was read as an answer to something else is read again.
      const understood =
        said?.listen === listening
          ? said.understood
          : understand(hypotheses, listening, { nowMs: at, timezone: this.timezone })
      return { type: 'turn.ended', ...told(understood) }
    })
  }

  /** What the call would ask a model is asked early; the call itself is as it was. */
  turnMayEnd({ listen, understood }: SaidWords, cut: Cut | null): void {
    if (this.#snapshot === null || this.#mailbox.size > 0 || listen !== this.#seat.listening) return
    const at = this.#now()
    const turnEnded = { type: 'turn.ended', at, ...told(understood) } as const
    // Secret words are shown to no model, early or late.
    if (turnEnded.secret === true) return
    const decide = decisionAfter(this.#compiled, this.#snapshot, [
      ...(cut === null ? [] : [{ type: 'speech.interrupted', at, ...cut } as const]),
      turnEnded,
    ])
    if (decide !== null) void this.#awaited.foresee(decide, understood.hypotheses[0]?.text ?? '')
  }

  turnGoesOn(): void {
    this.#awaited.thinkAgain()
  }

  keyPressed(key: string): void {
    if (this.#mailbox.size >= mostWaitingKeys) return
    this.#put((at) => {
      const { listening } = this.#seat
      const keys = (this.#snapshot?.context.keys ?? '') + key
      const moment = { nowMs: at, timezone: this.timezone }
      return { type: 'key.pressed', key, readings: listening === null ? {} : understandKeys(keys, listening, moment) }
    })
  }

  played(id: string): void {
    this.dispatch({ type: 'speech.played', id })
  }

  interrupted(id: string, heard: string): void {
    this.dispatch({ type: 'speech.interrupted', id, heard })
  }

  ended(stream: CallStream, _how: 'stop' | 'lost', unheard: string): void {
    if (this.#seat.stream !== stream) return
    this.#seat.vacate()
    this.#streamLost(unheard)
    this.#watchForStream()
  }

  recorded(outcome: RecordingOutcome): void {
    this.dispatch({ type: 'recording.finished', ...outcome })
  }

  notice(notice: Notice): void {
    this.#services.observer.notice(this.identity.callId, notice)
  }

  #put(read: Waiting['read']): void {
    this.#lastAt = Math.max(this.#lastAt, this.#now())
    if (this.#mailbox.put({ at: this.#lastAt, read }) === 'refused')
      this.#giveUp('session', new Error('More has happened than the call can take.'))
  }

  /** Step, commit, act. */
  async #take({ at, read }: Waiting): Promise<void> {
    const before = this.#snapshot
    const happening = this.#bounded(read(at))
    if (happening === null) return
    const event = { ...happening, at } as CallEvent
    const stepped = step(this.#compiled, before, event)
    if (stepped.fault !== undefined) this.notice({ type: 'fault', where: 'flow', error: stepped.fault })
    const { clock } = this.#services
    const started = clock.now()
    const reply = await this.#committer.commit(event, stepped)
    // Meanwhile the call may have become another server's: what the step wanted is done there.
    if (this.#isOver) return
    if (typeof reply === 'object') return this.#giveUp('store', reply.lost)
    if (reply === 'CONFLICT' || reply === 'FENCED') return this.fenced()
    const { snapshot, effects, why } = stepped
    this.#snapshot = snapshot
    this.notice({ type: 'stepped', event, before, after: snapshot, effects, why, commitMs: clock.now() - started })
    for (const effect of effects) this.#perform(effect)
    if (event.type === 'turn.ended') this.#awaited.turnTaken(effects)
    if (snapshot.status === 'done') this.#finish(snapshot.context.outcome ?? 'completed', 1000)
    else this.#watchForStream()
  }

  /** P9: a call in which more has happened than can be meant ends. */
  #bounded(happening: Happening | null): Happening | null {
    if (happening === null || (this.#snapshot?.seq ?? 0) < this.#services.limits.steps) return happening
    this.#speakLastWords('limit', new Error('More has happened in the call than a call may have.'))
    return { type: 'caller.hungup' }
  }

  #perform(effect: Effect): void {
    if (isForStream(effect)) return this.#seat.perform(effect)
    switch (effect.type) {
      case 'timer.set':
        return this.#timers.set(effect.timer, effect.due)
      case 'timer.clear':
        return this.#timers.clear(effect.timer)
      case 'decide':
      case 'tool.call':
      case 'transfer':
        return this.#awaited.begin(effect)
      case 'hangup':
        // Where there is a stream the line asks, once it is closed, and hears that nothing follows.
        if (this.#seat.stream === null) void this.#lifeline.hangUp()
    }
  }

  #timerFired(timer: TimerName, due: number): void {
    // What is ahead of it may have disarmed it.
    const isArmed = (): boolean => this.#snapshot?.context.timers[timer] === due
    const fire = (): void => this.#put(() => (isArmed() ? { type: 'timer.fired', timer, due } : null))
    // Silence is not counted while the caller speaks: whatever their turn leads to decides whether it still counts.
    const { stream } = this.#seat
    if ((timer === 'noinput' || timer === 'keys') && stream !== null) stream.onceTurnSettled(fire)
    else fire()
  }

  #streamLost(unheard: string): void {
    this.notice({ type: 'stream', how: 'lost', at: this.#now() })
    this.dispatch({ type: 'stream.lost', unheard })
  }

  /** Without a stream the call goes on for a while, unless it is somebody else's just now. */
  #watchForStream(): void {
    if (this.#isOver || this.#seat.stream !== null) return
    if (this.#snapshot?.context.awaiting?.type === 'transfer') return
    this.#lifeline.watch({ reconnect: !this.#seat.isNew })
  }

  /** The call cannot go on here: it is left as it was last committed. */
  #giveUp(where: string, error: unknown): void {
    if (this.#isOver) return
    this.#speakLastWords(where, error)
    this.#finish('failed', 1011)
  }

  /** P8: the caller is told that the call cannot go on, and then it is ended on the line. */
  #speakLastWords(where: string, error: unknown): void {
    this.notice({ type: 'fault', where, error })
    const stream = this.#seat.vacate()
    if (stream === null) return
    void speakLastWords(stream, this.language, this.#services.clock)
      .catch((again: unknown) => this.notice({ type: 'fault', where: 'last words', error: again }))
      .then(() => this.#lifeline.hangUp())
  }

  #finish(outcome: string, code: number): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#mailbox.close()
    this.#timers.clearAll()
    this.#lifeline.close()
    this.#awaited.abandon()
    this.#seat.vacate()?.close(code, code === 1000 ? 'the call is over' : outcome)
    this.notice({ type: 'ended', outcome, at: this.#now() })
    this.#onOver()
  }

  #now(): number {
    return Math.round(this.#services.clock.now())
  }
}
