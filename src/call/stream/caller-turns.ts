import type { Moment } from '../../../engine/hearing/in-context.ts'
import type { Listen } from '../../../engine/machine/effect.ts'
import {
  nothingLearnt,
  quietFloor,
  type Floor,
  type FloorCommand,
  type FloorEvent,
} from '../../../engine/turns/floor.ts'
import { policyOf } from '../../../engine/turns/policy.ts'
import { turn } from '../../../engine/turns/turn.ts'
import type { Cancel, Clock } from '../../media/clock.ts'
import type { Ear, VoiceChange } from '../../media/ear.ts'
import type { Words } from '../../speech/words.ts'
import { CallersWords, type SaidWords } from './callers-words.ts'
import { isCover } from './cover-id.ts'
import type { Cut, Speech } from './speech.ts'
import type { StreamHost } from './stream-host.ts'
import { WordsCover } from './words-cover.ts'

/**
 * The caller's turns on one stream: their voice and words, and our own speech, fold through the floor, and what it commands
 * is done.
 *
 * What the caller breaks into stops at once, but the session hears of it with the turn that it led to: an interruption that
 * turns out to be nothing is taken up again at the word, and nothing has happened.
 */
export class CallerTurns {
  readonly #clock: Clock
  readonly #host: StreamHost
  readonly #ear: Ear
  readonly #speech: Speech
  #floor: Floor
  #listen: Listen | null = null
  /** The turn that is over and waits for its final words. */
  #ending: number | null = null
  #latest: { readonly turn: number; readonly said: SaidWords } | null = null
  readonly #reader: CallersWords
  readonly #cover: WordsCover
  /** How much we had said when a turn's voice came on, by turn. */
  readonly #spokenBefore = new Map<number, number>()
  #lasted = { startedAt: 0, endedAt: 0 }
  /** Words of the turn after the one that is ending: they wait for it. */
  #ahead: Words | null = null
  #wake: Cancel | null = null
  #settled: (() => void)[] = []
  #voiceEndedAt: number | null = null
  #turnEndedAt: number | null = null
  /** When the turn was taken to be over: its final words come later. */
  #overAt = 0

  constructor(
    clock: Clock,
    host: StreamHost,
    parts: { readonly ear: Ear; readonly speech: Speech; readonly moment: () => Moment },
  ) {
    this.#clock = clock
    this.#host = host
    this.#ear = parts.ear
    this.#speech = parts.speech
    this.#reader = new CallersWords(parts.moment)
    this.#cover = new WordsCover(clock, parts.speech, () => parts.ear.speaking, host.coverWords)
    this.#floor = { ...quietFloor, learnt: host.learnt ?? nothingLearnt }
  }

  /** What is expected now; null where nobody listens. */
  get listening(): Listen | null {
    return this.#listen
  }

  /** The caller is speaking, or what they said is still being recognised. */
  get callerHasTurn(): boolean {
    return this.#floor.phase !== 'none'
  }

  /** What is expected from now on. */
  expect(listen: Listen): void {
    this.#listen = listen
    this.#ear.listen()
    // The policy has changed, and with it the silence that ends a turn.
    this.fold({ type: 'clock', at: this.#now() })
  }

  deafen(): void {
    this.#cover.end()
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

  /** Calls back once the caller's turn is over, in whatever way; at once where there is none, never if the stream ends. */
  onceSettled(then: () => void): void {
    if (this.callerHasTurn) this.#settled.push(then)
    else then()
  }

  /** What the recogniser has heard so far of a turn. */
  words(words: Words): void {
    const { turn: of, hypotheses, final, endOfTurn } = words
    if (this.#listen === null) return
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
    this.fold(endOfTurn === undefined ? heard : { ...heard, endOfTurn })
  }

  voice({ type, at, turn: of }: VoiceChange): void {
    // The caller goes on: what was to cover the wait for them is not said over them.
    if (type === 'voice.started' && this.#speech.isCovering) this.#speech.clear()
    if (!this.#spokenBefore.has(of)) this.#spokenBefore.set(of, this.#speech.position)
    if (type === 'voice.ended') this.#voiceEndedAt = at
    this.#host.notice({ type: 'voice', on: type === 'voice.started', at })
    this.fold({ type, at })
  }

  /** Something that the floor goes by. */
  fold(event: FloorEvent): void {
    const { floor, commands, wakeAt } = turn(this.#floor, event, policyOf(this.#listen))
    if (commands.includes('end')) this.#lasted = { startedAt: this.#floor.startedAt, endedAt: event.at }
    this.#floor = floor
    this.#host.learnt = floor.learnt
    this.#wake?.()
    this.#wake =
      wakeAt === null
        ? null
        : this.#clock.after(Math.max(0, wakeAt - this.#now()), () => this.fold({ type: 'clock', at: this.#now() }))
    for (const command of commands) this.#obey(command)
    if (!this.callerHasTurn) this.#settle()
  }

  /** The caller's wait ends with the first sound after their turn; what we say after that is not an answer to it. */
  spoke(id: string, at: number): void {
    const sinceVoiceMs = this.#turnEndedAt === null ? null : since(this.#voiceEndedAt, at)
    this.#host.notice({ type: 'spoke', id, at, sinceVoiceMs, sinceTurnMs: since(this.#turnEndedAt, at) })
    this.#turnEndedAt = null
  }

  /** The stream is over: nothing is waited for any more. */
  close(): void {
    this.#cover.end()
    this.#wake?.()
    this.#settled = []
    this.#listen = null
  }

  #obey(command: FloorCommand): void {
    switch (command) {
      case 'interrupt':
        return this.#interrupt()
      case 'guess':
        if (this.#latest !== null) this.#host.turnMayEnd?.(this.#latest.said, this.#brokenInto())
        return
      case 'unguess':
        return this.#host.turnGoesOn?.()
      case 'end':
        this.#ending = this.#ear.turn
        this.#overAt = this.#now()
        if (this.#listen !== null)
          this.#cover.begin(this.#listen.language, since(this.#voiceEndedAt, this.#overAt) ?? 0)
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
    if (this.#listen !== null) this.#host.turnEnded(said, this.#turnEndedAt - this.#overAt)
    this.#turnIsOver()
    if (wasCutOff) this.fold({ type: 'cutoff.noticed', at: this.#now() })
  }

  /** The turn that was ending goes on in the one that has begun. */
  #join(): void {
    this.#cover.end()
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

  #brokenInto(): Cut | null {
    const { held } = this.#speech
    return held === null || isCover(held.id) ? null : held
  }

  /** The interruption was one: the session is told. */
  #letGo(): void {
    const cut = this.#speech.letGo()
    if (cut !== null && !isCover(cut.id)) this.#host.interrupted(cut.id, cut.heard)
  }

  #turnIsOver(): void {
    this.#cover.end()
    for (const of of this.#spokenBefore.keys()) if (of < this.#ear.turn) this.#spokenBefore.delete(of)
    this.#ending = null
    this.#latest = null
    this.#reader.turnIsOver()
    this.#hearAhead()
  }

  #hearAhead(): void {
    const ahead = this.#ahead
    this.#ahead = null
    if (ahead !== null) this.words(ahead)
  }

  #settle(): void {
    const waiting = this.#settled
    this.#settled = []
    for (const then of waiting) then()
  }

  #now(): number {
    return Math.round(this.#clock.now())
  }
}

function since(then: number | null, at: number): number | null {
  return then === null ? null : Math.round(at - then)
}
