import type { JsonObject } from '../../engine/language/json.ts'
import type { CompiledFlow } from '../../engine/machine/compile.ts'
import type { Effect } from '../../engine/machine/effect.ts'
import type { CallEvent, CallFacts } from '../../engine/machine/event.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { step, type Stepped } from '../../engine/machine/step.ts'
import type { LedgerEntry, Step } from '../store/store.ts'
import type { Line, LineListener } from '../telephony/line.ts'
import { CallStream, type StreamHost } from './call-stream.ts'
import { CallTimers } from './call-timers.ts'
import { commitUntil } from './committer.ts'
import { callDecision, callTool, callTransfer, finishTool } from './awaited.ts'
import { understandKeys, type Understood } from './hearing.ts'
import { Lifeline } from './lifeline.ts'
import type { Notice } from './observer.ts'
import type { Services } from './services.ts'
import { speakLastWords } from './last-words.ts'

/** Which call this is, and by what right this server has it. */
export interface CallIdentity {
  readonly callId: string
  readonly lineId: string
  readonly token: number
}

/** An event without its time: the session gives it that. */
type Happening = CallEvent extends infer E ? (E extends CallEvent ? Omit<E, 'at'> : never) : never

/**
 * One call on this server: takes an event, steps, commits, and only then acts. Events wait in a queue; one step is under way
 * at a time. A step that another server has overtaken (`FENCED`) is not acted on, and the session falls silent.
 */
export class CallSession implements StreamHost {
  readonly identity: CallIdentity
  readonly #compiled: CompiledFlow
  readonly #services: Services
  readonly #onOver: () => void
  readonly #timers: CallTimers
  readonly #lifeline: Lifeline
  readonly #queue: CallEvent[] = []
  readonly #abandoned = new AbortController()
  #snapshot: Snapshot | null
  #stream: CallStream | null = null
  /** Speech and hearing that the first stream will carry out: a call begins before its audio does. */
  #beforeStream: Effect[] | null
  #listening: Extract<Effect, { type: 'listen' }> | null = null
  #lastAt = 0
  #stepping = false
  #over = false
  #entryNumber = 0

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
    this.#beforeStream = snapshot === null ? [] : null
    this.#timers = new CallTimers(services.clock, (timer, due) => {
      const fire = (): void => this.dispatch({ type: 'timer.fired', timer, due })
      // Silence is not counted while the caller speaks: whatever their turn leads to decides whether it still counts.
      if (timer === 'noinput' || timer === 'keys')
        return this.#stream === null ? fire() : this.#stream.onceTurnSettled(fire)
      fire()
    })
    this.#lifeline = new Lifeline(services, identity, () => this.dispatch({ type: 'caller.hungup' }))
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
    return this.#stream?.isSpeaking ?? false
  }

  /** The call's first step: resolves when it has been committed, so that any server can take the call from there. */
  async begin(started: {
    readonly call: CallFacts
    readonly inputs: JsonObject
    readonly seed: number
  }): Promise<void> {
    this.#lastAt = this.#now()
    await this.#take({ type: 'call.started', at: this.#lastAt, ...started })
    if (this.#snapshot === null) throw new Error('The first step of the call could not be committed.')
    void this.#run()
  }

  /** A stream has come, the first or another; an older one is closed and hears nothing more. */
  async attach(line: Line): Promise<LineListener> {
    const stream = await CallStream.open(line, this.#services, this)
    const older = this.#stream
    this.#stream = stream
    older?.close(1008, 'a newer stream has taken over')
    this.#lifeline.attached()
    const first = this.#beforeStream
    this.#beforeStream = null
    this.notice({ type: 'stream', how: first === null ? 'resumed' : 'attached', at: this.#now() })
    if (first === null) this.dispatch({ type: 'stream.resumed' })
    for (const effect of first ?? []) this.#perform(effect)
    return stream
  }

  /** Goes on with what another server, or an earlier life of this one, had begun: timers, and what was awaited. */
  recover(ledger: readonly LedgerEntry[]): void {
    const context = this.#snapshot?.context
    if (context === undefined || this.#snapshot?.status === 'done') return
    for (const [timer, due] of Object.entries(context.timers))
      this.#timers.set(timer as keyof typeof context.timers, due)
    const { awaiting } = context
    if (awaiting?.type === 'decide') this.#perform(awaiting)
    if (awaiting?.type !== 'tool.call') return
    const entry = ledger.find(({ key }) => key === awaiting.key) ?? {
      key: awaiting.key,
      call: awaiting,
      state: 'intended' as const,
    }
    void finishTool(entry, this.#services, this.identity.callId, this.#abandoned.signal).then((outcome) =>
      this.dispatch({ type: 'tool.finished', key: awaiting.key, outcome }),
    )
  }

  /** Queues an event; its time is now, and never before the one ahead of it. */
  dispatch(happening: Happening): void {
    if (this.#over) return
    this.#lastAt = Math.max(this.#lastAt, this.#now())
    this.#queue.push({ ...happening, at: this.#lastAt } as CallEvent)
    if (!this.#stepping && this.#snapshot !== null) void this.#run()
  }

  /** Another server has the call: this one falls silent at once. */
  fenced(): void {
    this.#finish('taken over')
  }

  /** Gives the call up for another server: the stream ends, and the line asks for a new one. */
  async handOver(): Promise<void> {
    this.#finish('handed over')
    await this.#services.store.release(this.identity.callId, this.identity.token)
  }

  turnEnded({ hypotheses, readings, matches }: Understood): void {
    this.dispatch({ type: 'turn.ended', hypotheses, readings, matches })
  }

  keyPressed(key: string): void {
    const keys = (this.#snapshot?.context.keys ?? '') + key
    const moment = { nowMs: this.#now(), timezone: this.timezone }
    this.dispatch({
      type: 'key.pressed',
      key,
      readings: this.#listening === null ? {} : understandKeys(keys, this.#listening, moment),
    })
  }

  played(id: string): void {
    this.dispatch({ type: 'speech.played', id })
  }

  interrupted(id: string, heard: string): void {
    this.dispatch({ type: 'speech.interrupted', id, heard })
  }

  ended(how: 'stop' | 'lost', unheard: string): void {
    this.#stream = null
    this.notice({ type: 'stream', how: 'lost', at: this.#now() })
    // While the call is handed over the line takes the stream away itself.
    if (this.#snapshot?.context.awaiting?.type === 'transfer') return
    this.dispatch({ type: 'stream.lost', unheard })
    this.#lifeline.lost(how)
  }

  notice(notice: Notice): void {
    this.#services.observer.notice(this.identity.callId, notice)
  }

  async #run(): Promise<void> {
    this.#stepping = true
    try {
      for (let event = this.#queue.shift(); event !== undefined && !this.#over; event = this.#queue.shift())
        await this.#take(event)
    } catch (error) {
      this.notice({ type: 'fault', where: 'session', error })
      this.#lastWords()
    } finally {
      this.#stepping = false
    }
  }

  /** Step, commit, act. */
  async #take(event: CallEvent): Promise<void> {
    const before = this.#snapshot
    const stepped = step(this.#compiled, before, event)
    if (stepped.fault !== undefined) this.notice({ type: 'fault', where: 'flow', error: stepped.fault })
    const started = this.#services.clock.now()
    const reply = await commitUntil(
      this.#services.store,
      this.#commitOf(event, stepped),
      this.#services.clock,
      this.#services.limits.storeOutageMs,
    )
    switch (reply) {
      case 'OK':
      case 'DUP':
        this.#snapshot = stepped.snapshot
        this.notice({
          type: 'stepped',
          event,
          before,
          after: stepped.snapshot,
          effects: stepped.effects,
          why: stepped.why,
          commitMs: this.#services.clock.now() - started,
        })
        for (const effect of stepped.effects) this.#perform(effect)
        if (stepped.snapshot.status === 'done') this.#finish(stepped.snapshot.context.outcome ?? 'completed')
        return
      case 'CONFLICT':
      case 'FENCED':
        return this.fenced()
      case 'LOST':
        this.notice({ type: 'fault', where: 'store', error: new Error('The store did not take a step in time.') })
        return this.#lastWords()
    }
  }

  #commitOf(event: CallEvent, { snapshot, effects }: Stepped): Step {
    const { callId, token } = this.identity
    const live = snapshot.status === 'active'
    const { limits } = this.#services
    this.#entryNumber += 1
    return {
      callId,
      token,
      seq: snapshot.seq,
      snapshot,
      entry: { seq: snapshot.seq, id: `${this.#services.owner}:${token}:${this.#entryNumber}`, event },
      intents: effects.filter((effect) => effect.type === 'tool.call'),
      nowMs: this.#now(),
      ttlMs: live ? limits.callMs + 60 * 60_000 : limits.retentionMs,
      live,
    }
  }

  #perform(effect: Effect): void {
    const needsStream =
      effect.type === 'say' || effect.type === 'listen' || effect.type === 'deafen' || effect.type === 'clear'
    if (needsStream && this.#beforeStream !== null) return void this.#beforeStream.push(effect)
    switch (effect.type) {
      case 'say':
        return this.#stream?.say(effect)
      case 'listen':
        this.#listening = effect
        return this.#stream?.expect(effect)
      case 'deafen':
        this.#listening = null
        return this.#stream?.deafen()
      case 'clear':
        return this.#stream?.clear()
      case 'timer.set':
        return this.#timers.set(effect.timer, effect.due)
      case 'timer.clear':
        return this.#timers.clear(effect.timer)
      case 'decide':
        return void callDecision(effect, this.#services, this.identity.callId, this.#abandoned.signal).then((outcome) =>
          this.dispatch({ type: 'decision.finished', id: effect.id, outcome }),
        )
      case 'tool.call':
        return void callTool(effect, this.#services, this.identity.callId, this.#abandoned.signal).then((outcome) =>
          this.dispatch({ type: 'tool.finished', key: effect.key, outcome }),
        )
      case 'transfer':
        return void callTransfer(effect, this.#services, this.identity.lineId).then((outcome) => {
          if (outcome !== null) this.dispatch({ type: 'transfer.finished', id: effect.id, outcome })
        })
      case 'hangup':
        return this.#lifeline.hangUp(this.#stream)
    }
  }

  /** P8: the call cannot go on here, and the caller is told so. */
  #lastWords(): void {
    const stream = this.#stream
    if (stream !== null) {
      this.#stream = null
      speakLastWords(stream, this.language, this.#services.clock)
    }
    this.#finish('failed')
  }

  #finish(outcome: string): void {
    if (this.#over) return
    this.#over = true
    this.#timers.clearAll()
    this.#lifeline.close()
    this.#abandoned.abort()
    this.#stream?.close(1000, outcome)
    this.#stream = null
    this.notice({ type: 'ended', outcome, at: this.#now() })
    this.#onOver()
  }

  #now(): number {
    return Math.round(this.#services.clock.now())
  }
}
