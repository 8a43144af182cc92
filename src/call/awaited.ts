import type { Decide, Effect, RecordingSet, RecordStart, ToolCall, Transfer } from '../../engine/machine/effect.ts'
import { believed, type ModelAnswer } from '../../engine/decide/model-answer.ts'
import type { CallEvent } from '../../engine/machine/event.ts'
import type { ClosedQuestion } from '../decisions/decisions.ts'
import type { LedgerEntry } from '../store/store.ts'
import { LineError } from '../telephony/line.ts'
import type { CallIdentity } from './call-identity.ts'
import { EffectLedger, ringKey, type OnceEffect } from '../tools/effect-ledger.ts'
import { CallRecording } from './call-recording.ts'
import { EarlyDecision } from './early-decision.ts'
import type { Services } from './services.ts'
import { isStillOurs } from './ownership/still-ours.ts'
import { turnsOf } from './transcript.ts'
import { askedUntilKnown } from './transfer/unknown-transfer.ts'
import { mayHaveHappened, WarmTransfer } from './transfer/warm-transfer.ts'

/** What has come of something that was awaited, without its time. */
export type Outcome = {
  [T in Told]: Omit<Extract<CallEvent, { type: T }>, 'at'>
}[Told]

type Told =
  | 'tool.finished'
  | 'decision.finished'
  | 'transfer.finished'
  | 'transfer.progressed'
  | 'recording.finished'
  | 'recording.changed'

/** A turn that may be over is over, or goes on, so much later at most. */
const earlierByMs = 2000

/** What a call waits for outside itself: tools, decisions, transfers. Whatever becomes of them is told as an event. */
export class Awaited {
  readonly #identity: CallIdentity
  readonly #services: Services
  readonly #tell: (outcome: Outcome) => void
  readonly #abandoned = new AbortController()
  readonly #early: EarlyDecision
  readonly #effects: EffectLedger
  readonly #warm: WarmTransfer
  readonly #recording: CallRecording
  /** Counts what was foreseen: an older one whose words are still being fetched is not asked any more. */
  #thinking = 0

  constructor(identity: CallIdentity, services: Services, tell: (outcome: Outcome) => void) {
    this.#identity = identity
    this.#services = services
    this.#tell = tell
    this.#early = new EarlyDecision(services.decisions)
    this.#effects = new EffectLedger(services.store, services.clock)
    this.#warm = new WarmTransfer(identity, services, this.#effects, tell)
    this.#recording = new CallRecording(identity, services, this.#effects, tell)
  }

  /** Begins what a committed step intends. */
  begin(effect: ToolCall | Decide | Transfer | RecordingSet): void {
    switch (effect.type) {
      case 'tool.call':
        return this.#call(effect)
      case 'decide':
        return void this.#decide(effect)
      case 'transfer':
        return void this.#transfer(effect, 'make')
      case 'recording.set':
        return this.#recording.set(effect)
    }
  }

  /**
   * Goes on with what an earlier owner had begun. A transfer that the line has taken is the line's: how it came out is told
   * by the line, or its timer runs out.
   */
  recover(
    effect: ToolCall | Decide | Transfer | RecordStart | RecordingSet | null,
    ledger: readonly LedgerEntry[],
  ): void {
    // In the order in which they were given: what is awaited is the last.
    this.#recording.recover(ledger, effect?.type === 'recording.set' ? effect.id : null)
    if (effect === null) return
    if (effect.type === 'recording.set') this.#recording.set(effect, 'recover')
    if (effect.type === 'decide') this.begin(effect)
    if (effect.type === 'transfer') void this.#transfer(effect, 'recover')
    // What was recorded is with the server that had the call.
    if (effect.type === 'record.start')
      this.#tell({ type: 'recording.finished', id: effect.id, ref: '', ms: 0, how: 'failed' })
    if (effect.type !== 'tool.call') return
    const { key } = effect
    const entry = ledger.find((one) => one.key === key) ?? { key, call: effect, state: 'intended' as const }
    const { callId } = this.#identity
    void this.#services.tools
      .recover({ callId, entry, signal: this.#abandoned.signal })
      .then((outcome) => this.#tell({ type: 'tool.finished', key, outcome }))
  }

  /** The call waits no more for a transfer that it gives up: whoever is being rung is rung no more. */
  cancel(id: string): void {
    void this.#warm.cancel(id)
  }

  /** What the call is about to ask, if the caller's turn ends with these words, is asked early. Nothing else ever is. */
  async foresee(decide: Decide, said: string): Promise<void> {
    const { clock } = this.#services
    const thinking = ++this.#thinking
    const question = await this.#questionOf(decide, said)
    if (thinking !== this.#thinking || this.#abandoned.signal.aborted) return
    // The call will ask later, and then has its whole budget.
    this.#early.ask(question, Math.max(0, decide.deadline - clock.now()) + earlierByMs)
  }

  /** The caller goes on. */
  thinkAgain(): void {
    this.#thinking++
    this.#early.drop()
  }

  /** The turn has been taken, and led to these. */
  turnTaken(effects: readonly Effect[]): void {
    this.#thinking++
    if (!effects.some(({ type }) => type === 'decide')) this.#early.turnOver()
  }

  /** The call is over: reads and decisions are given up, writes are not. */
  abandon(): void {
    this.#abandoned.abort()
    this.#early.turnOver()
  }

  #call(call: ToolCall): void {
    const { callId } = this.#identity
    void this.#services.tools
      .run({ callId, call, signal: this.#abandoned.signal })
      .then((outcome) => this.#tell({ type: 'tool.finished', key: call.key, outcome }))
  }

  async #decide(decide: Decide): Promise<void> {
    const question = await this.#questionOf(decide)
    const early = await this.#early.take(question)?.catch(() => null)
    // One that came to nothing may have had its time cut short.
    const isOfUse = early != null && early.why !== 'failed' && early.why !== 'late'
    const answer = isOfUse ? early : await this.#ask(question, decide.deadline)
    this.#tell({ type: 'decision.finished', id: decide.id, outcome: believed(answer, decide) })
  }

  async #ask(question: ClosedQuestion, deadline: number): Promise<ModelAnswer> {
    const { decisions, clock, observer } = this.#services
    const budgetMs = Math.max(0, deadline - clock.now())
    // An adapter never rejects; one that does must not end the process, and with it every other call.
    return decisions
      .decide(question, { signal: this.#abandoned.signal, budgetMs })
      .catch((error: unknown): ModelAnswer => {
        observer.notice(this.#identity.callId, { type: 'fault', where: 'decision', error })
        return { option: null, confidence: 0, why: 'failed' }
      })
  }

  /** `saidNow`: the caller's words that the log does not have yet. */
  async #questionOf(decide: Decide, saidNow?: string): Promise<ClosedQuestion> {
    const { store } = this.#services
    const { callId } = this.#identity
    const now = saidNow === undefined ? [] : [{ who: 'caller' as const, text: saidNow }]
    // Without the store the model decides on the words alone.
    const turns = decide.turns === 0 ? [] : await turnsOf(store, callId, decide.turns).catch(() => [])
    return { ...decide, turns: decide.turns === 0 ? [] : [...turns, ...now].slice(-decide.turns) }
  }

  /**
   * Once, whoever crashes in between. Where the line takes it, the line tells how it came out; where nobody can tell whether
   * it has taken it, its timer runs out.
   */
  async #transfer(transfer: Transfer, how: 'make' | 'recover'): Promise<void> {
    const { destinations, control, observer } = this.#services
    const { callId, lineId } = this.#identity
    const { id } = transfer
    const to = destinations[transfer.destination]
    const { room } = control
    if (transfer.mode === 'warm' && (to === undefined || room === undefined))
      await this.#effects.forgo(callId, ringKey(id))
    if (to === undefined) return this.#tell({ type: 'transfer.finished', id, outcome: 'failed' })
    if (transfer.mode === 'warm' && room !== undefined) return this.#warm.begin(room, transfer, to, how)
    const effect: OnceEffect = {
      callId,
      key: id,
      act: () => control.transfer(lineId, { ...transfer, to }),
      mayHaveHappened,
      hasHappened: async (sinceMs) => control.hasTransferred?.(lineId, sinceMs) ?? null,
      isOurs: () => isStillOurs(this.#services, this.#identity),
    }
    const sinceMs = this.#services.clock.now()
    let outcome = await this.#effects[how](effect)
    if (outcome.how === 'unknown' && control.hasTransferred !== undefined) {
      const asking = { sinceMs, effects: this.#effects, effect, abandoned: this.#abandoned.signal }
      outcome = await askedUntilKnown(this.#services, this.#identity, transfer, asking)
    }
    if (outcome.how !== 'failed') return
    const { error } = outcome
    observer.notice(callId, { type: 'fault', where: 'transfer', error })
    const declined = error instanceof LineError && error.code === 'refused'
    this.#tell({ type: 'transfer.finished', id, outcome: declined ? 'declined' : 'failed' })
  }
}
