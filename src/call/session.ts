import type { KnownLists } from '../../engine/hearing/in-context.ts'
import type { JsonObject } from '../../engine/language/json.ts'
import type { CompiledFlow } from '../../engine/machine/compile.ts'
import type { CallEvent, CallFacts } from '../../engine/machine/event.ts'
import type { CallContext, Snapshot } from '../../engine/machine/snapshot.ts'
import { step } from '../../engine/machine/step.ts'
import type { Learnt } from '../../engine/turns/floor.ts'
import type { LedgerEntry } from '../store/store.ts'
import type { Line, LineListener } from '../telephony/line.ts'
import { Awaited } from './awaited.ts'
import type { CallIdentity } from './call-identity.ts'
import { CallerSide } from './caller-side.ts'
import { Committer } from './committer.ts'
import { Effects } from './effects.ts'
import { Ending } from './ending.ts'
import { Farewell } from './farewell.ts'
import { HeldLease } from './ownership/held-lease.ts'
import { KnownValues } from './known-values.ts'
import { phrase } from '../../engine/patterns/phrases.ts'
import { lastWords } from '../../engine/patterns/words.ts'
import { Mailbox } from './mailbox.ts'
import type { Notice } from './observer.ts'
import { PostedEvents } from './posted-events.ts'
import type { Happening } from './read-turn.ts'
import type { Services } from './services.ts'
import { Watchdog } from './watchdog.ts'

/** Something that happened, read when its turn comes: what the caller said or pressed is an answer to what is asked then. */
interface Waiting {
  readonly at: number
  /** Null where it means nothing any more. */
  readonly read: (at: number) => Happening | null
  /** The id under which it was left for the call in the store. */
  readonly posted?: string | undefined
}

/** More than these have never waited for a store that was there; then the call is out of hand (P9). */
const mostWaiting = 100

/**
 * One call on this server: takes an event, steps, commits, and only then acts. Events wait in a mailbox; one step is under
 * way at a time. A step that another server has overtaken (`FENCED`) is not acted on, and the session falls silent.
 */
export class CallSession {
  readonly identity: CallIdentity
  /** No stream of it has been there yet, on any server. */
  readonly isUnheard: boolean
  readonly #compiled: CompiledFlow
  readonly #services: Services
  readonly #awaited: Awaited
  readonly #known: KnownValues
  readonly #caller: CallerSide
  readonly #effects: Effects
  readonly #farewell: Farewell
  readonly #ending: Ending
  readonly #committer: Committer
  readonly #mailbox: Mailbox<Waiting>
  readonly #posted: PostedEvents
  readonly #lease: HeldLease
  readonly #watchdog: Watchdog
  #snapshot: Snapshot | null
  #lastAt: number

  /** `snapshot` is null for a call that begins here, `isUnheard` also where another server has only begun it. `onOver` is called once, when this server has the call no more. */
  constructor(
    identity: CallIdentity,
    compiled: CompiledFlow,
    snapshot: Snapshot | null,
    services: Services,
    onOver: () => void,
    isUnheard: boolean = snapshot === null,
  ) {
    this.isUnheard = isUnheard
    this.identity = identity
    this.#compiled = compiled
    this.#snapshot = snapshot
    this.#services = services
    this.#lastAt = snapshot?.context.now ?? 0
    this.#committer = new Committer(identity, services)
    this.#lease = new HeldLease(services.clock, identity.leaseUntil)
    this.#awaited = new Awaited(identity, services, (outcome) => this.dispatch(outcome))
    this.#known = new KnownValues(identity, services)
    this.#mailbox = new Mailbox(
      mostWaiting,
      (waiting) => this.#take(waiting),
      (error) => this.#ending.giveUp('session', error),
    )
    this.#posted = new PostedEvents(identity, services, (id, what) => this.put(() => what, id))
    this.#watchdog = new Watchdog(services.clock, services.limits.stuckAfterMs, () => this.#isStuck())
    this.#caller = new CallerSide(identity, compiled, services, this.#awaited, this)
    this.#effects = new Effects(this, services, { caller: this.#caller, awaited: this.#awaited, known: this.#known })
    const words = () => lastWords(compiled.flow, this.#caller.language)
    this.#farewell = new Farewell(services.clock, this.#lease, this.#caller, words, this)
    this.#ending = new Ending(compiled.bundle, services.clock, this.#farewell, {
      cease: () => this.#cease(),
      abandon: () => this.#committer.abandon(compiled, this.#snapshot, this.#now()),
      vacate: () => this.#caller.vacate(),
      notice: (notice) => this.notice(notice),
      over: onOver,
    })
  }

  get snapshot(): Snapshot | null {
    return this.#snapshot
  }

  /** What has been looked up of what is asked for. */
  get known(): KnownLists {
    return this.#known.lists
  }

  /** Events that wait to be handled. */
  get waiting(): number {
    return this.#mailbox.size
  }

  /** It is over in the store: nobody else can have it. */
  get isDone(): boolean {
    return this.#snapshot?.status === 'done'
  }

  get isSpeaking(): boolean {
    return this.#caller.stream?.isSpeaking ?? false
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
   * being said or listened for went with its stream; the line is asked for a new one where none comes within `streamWithinMs`.
   */
  recover(
    ledger: readonly LedgerEntry[],
    { streamWithinMs, learnt }: { readonly streamWithinMs: number; readonly learnt: Learnt },
  ): void {
    this.#caller.learnt = learnt
    const context = this.#snapshot?.context
    if (context === undefined || this.#snapshot?.status === 'done') return
    if (this.isUnheard) return this.#beginAgain(context)
    const { noinput, keys } = context.timers
    if (context.speaking !== null || noinput !== undefined || keys !== undefined)
      this.dispatch({ type: 'stream.lost', unheard: '' })
    this.#effects.recover(context, ledger)
    this.#caller.watchForStream(streamWithinMs)
  }

  /** Nobody has heard anything of the call: what its first step wanted is done here. */
  #beginAgain({ call, inputs, seed, now }: CallContext): void {
    const { effects } = step(this.#compiled, null, { type: 'call.started', at: now, call, inputs, seed })
    for (const effect of effects) this.#effects.perform(effect)
  }

  /** A stream has come, the first or another; an older one is closed and hears nothing more. Throws where the call is over. */
  attach(line: Line): LineListener {
    if (!this.#ending.isLive) throw new Error(`Call ${this.identity.callId} is over.`)
    return this.#caller.attach(line)
  }

  /** The line has been told to open a stream: it is on its way. */
  streamExpected(): void {
    this.#caller.streamExpected()
  }

  /** Something happened, now; it is handled after what is waiting already. */
  dispatch(happening: Happening): void {
    this.put(() => happening)
  }

  /** The same, where what it means is read when its turn comes; null then is nothing. */
  put(read: Waiting['read'], posted?: string): void {
    this.#lastAt = Math.max(this.#lastAt, this.#now())
    if (this.#mailbox.put({ at: this.#lastAt, read, posted }) === 'refused')
      this.#ending.giveUp('session', new Error('More has happened than the call can take.'))
  }

  /** Resolves when all that has happened so far is handled. */
  idle(): Promise<void> {
    return this.#mailbox.idle()
  }

  /** The lease was renewed, and lasts until then. */
  leaseConfirmed(until: number): void {
    this.#lease.confirmed(until)
  }

  /** Looks for what was left for the call in the store, and resolves when it waits to be handled. Never rejects. */
  async collect(): Promise<void> {
    if (this.#ending.isLive) await this.#posted.collect()
  }

  /** No stream has come in time, or the line knows the call no more. */
  gone(): void {
    this.dispatch({ type: 'caller.hungup' })
    void this.#caller.hangUp()
  }

  /** The call has lasted as long as a call may. */
  tooLong(): void {
    const { language } = this.#caller
    const error = new Error('The call has lasted as long as a call may.')
    void this.#farewell.speak('limit', error, { text: phrase('timeIsUp', language), language })
    this.dispatch({ type: 'caller.hungup' })
  }

  /** P8: no voice says what is to be said, and the caller hears nothing. */
  voiceless(error: Error): void {
    this.#ending.giveUp('voice', error)
  }

  /** Another server has the call: this one falls silent at once. */
  fenced(): void {
    this.#farewell.elsewhere()
    this.#ending.leave('taken over', 1008)
  }

  /** Gives the call up for another server: what has happened is committed, then the stream ends and the line asks for a new one. */
  async handOver(): Promise<void> {
    // A recording is kept where it was made: nobody else could go on with it.
    await this.#caller.stream?.endRecording()
    await this.#mailbox.seal()
    if (!this.#ending.isLive) return
    this.#ending.leave('handed over', 1012)
    await this.#services.store.release(this.identity.callId, this.identity.token)
  }

  notice(notice: Notice): void {
    this.#watchdog.stir()
    this.#services.observer.notice(this.identity.callId, notice)
  }

  /** Step, commit, act. */
  async #take({ at, read, posted }: Waiting): Promise<void> {
    const before = this.#snapshot
    const happening = this.#bounded(read(at))
    if (happening === null) return
    const event = { ...happening, at } as CallEvent
    const stepped = step(this.#compiled, before, event)
    if (stepped.fault !== undefined) this.notice({ type: 'fault', where: 'flow', error: stepped.fault })
    const { clock } = this.#services
    const started = clock.now()
    const reply = await this.#committer.commit(event, stepped, posted)
    // Meanwhile the call may have become another server's: what the step wanted is done there.
    if (!this.#ending.isLive) return
    if (typeof reply === 'object') return this.#ending.giveUp('store', reply.lost)
    if (reply === 'CONFLICT' || reply === 'FENCED') return this.fenced()
    const { snapshot, effects, why } = stepped
    this.#snapshot = snapshot
    if (posted !== undefined) void this.#posted.committed(posted)
    this.notice({ type: 'stepped', event, before, after: snapshot, effects, why, commitMs: clock.now() - started })
    for (const effect of effects) this.#effects.perform(effect)
    if (event.type === 'turn.ended') this.#awaited.turnTaken(effects)
    if (snapshot.status === 'done') this.#ending.end(snapshot.context.outcome ?? 'completed', 1000)
    else this.#caller.watchForStream()
  }

  /** P9: a call in which more has happened than can be meant ends. */
  #bounded(happening: Happening | null): Happening | null {
    if (happening === null || (this.#snapshot?.seq ?? 0) < this.#services.limits.steps) return happening
    void this.#farewell.speak('limit', new Error('More has happened in the call than a call may have.'))
    return { type: 'caller.hungup' }
  }

  #isStuck(): void {
    // Without a stream somebody else has the caller, or the line is asked for one.
    if (!this.#ending.isLive || this.#caller.stream === null) return
    this.notice({ type: 'stuck', at: this.#now() })
    this.#ending.giveUp('watchdog', new Error('Nothing has happened in the call for too long.'))
  }

  /** Nothing is taken, awaited or rung any more. */
  #cease(): void {
    this.#mailbox.close()
    this.#watchdog.close()
    this.#caller.cease()
    this.#effects.cease()
  }

  #now(): number {
    return Math.round(this.#services.clock.now())
  }
}
