import type { AnswerState } from '../../../engine/answers/answer.ts'
import type { SlotType } from '../../../engine/language/slot.ts'
import { waitsFor } from '../../../engine/turns/endpoint.ts'
import {
  quietFloor,
  type Floor,
  type FloorCommand,
  type FloorEvent,
  type FloorPolicy,
} from '../../../engine/turns/floor.ts'
import { hesitation } from '../../../engine/turns/hesitation.ts'
import { wordsOf } from '../../../engine/turns/said-words.ts'
import { turn } from '../../../engine/turns/turn.ts'

/** Barge-in as most states have it, and no question open. */
export const policy = (
  bargein: Partial<FloorPolicy['bargein']> = {},
  more: Partial<Omit<FloorPolicy, 'bargein'>> = {},
): FloorPolicy => ({
  bargein: { mode: 'speech', minWords: 1, minMs: 0, ignore: ['mhm', 'uh-huh', 'okay'], always: ['stop'], ...bargein },
  waits: waitsFor([]),
  endpointMs: null,
  yesNo: false,
  freeText: false,
  ...more,
})

/** … and these types asked for. */
export const asking = (...types: readonly SlotType[]): FloorPolicy => policy({}, { waits: waitsFor(types) })

/**
 * What happens on the line, as words: `voice`, `silence`, `speech` (ours begins), `spoken` (it has ended), `key`, `cut off`
 * (noticed), and what was recognised so far with how far it is an answer, `hears "seven" open`, or for good,
 * `final "seven p m" closed`; `none` and `closed` are answer states, `-` is no question. A provider's own view comes behind:
 * `hears "seven" open eager`. `echo ""`: what was heard was our own voice.
 */
export function event(text: string, at: number): FloorEvent {
  switch (text) {
    case 'voice':
      return { type: 'voice.started', at }
    case 'silence':
      return { type: 'voice.ended', at }
    case 'speech':
      return { type: 'speech.started', at }
    case 'spoken':
      return { type: 'speech.stopped', at }
    case 'key':
      return { type: 'key.pressed', at }
    case 'cut off':
      return { type: 'cutoff.noticed', at }
  }
  const [, kind, said = '', answer, endOfTurn] =
    /^(hears|final|echo) "(.*)" (closed|open|partial|none|-)(?: (eager|end|resumed))?$/.exec(text) ?? []
  if (kind === undefined || answer === undefined) throw new Error(`There is no event ${text}.`)
  const words = wordsOf(said)
  return {
    type: 'words',
    at,
    final: kind === 'final',
    heard: {
      words,
      answer: answer === '-' ? null : (answer as AnswerState),
      hesitation: hesitation(words, 'en', []),
      echo: kind === 'echo',
    },
    ...(endOfTurn === undefined ? {} : { endOfTurn: endOfTurn as 'eager' }),
  }
}

/** A line on a virtual clock: wakes the floor when it asks for it, and keeps what it commanded, and when. */
export class FloorLine {
  floor: Floor = quietFloor
  now = 0
  wakeAt: number | null = null
  readonly commands: string[] = []
  /** The commands about early decisions, apart: `guess 850`. */
  readonly guesses: string[] = []
  readonly #policy: FloorPolicy

  constructor(policy: FloorPolicy) {
    this.#policy = policy
  }

  take(happening: FloorEvent): readonly FloorCommand[] {
    this.now = Math.max(this.now, happening.at)
    const { floor, commands, wakeAt } = turn(this.floor, happening, this.#policy)
    this.floor = floor
    this.wakeAt = wakeAt
    for (const command of commands) {
      const early = command === 'guess' || command === 'unguess'
      ;(early ? this.guesses : this.commands).push(`${command} ${this.now}`)
    }
    return commands
  }

  /** Lets time pass; a floor that wants to be woken again and again at the same moment would hold the server up. */
  until(at: number): this {
    for (let spins = 0; this.wakeAt !== null && this.wakeAt <= at;) {
      spins = this.wakeAt <= this.now ? spins + 1 : 0
      if (spins > 2) throw new Error(`The clock spins at ${this.now}.`)
      this.take({ type: 'clock', at: Math.max(this.now, this.wakeAt) })
    }
    this.now = Math.max(this.now, at)
    return this
  }

  /** Everything in order, and then until nothing more is due. */
  run(happenings: readonly (readonly [number, string])[]): readonly string[] {
    for (const [at, text] of happenings) {
      this.until(at)
      this.take(event(text, at))
    }
    return this.until(1_000_000).commands
  }
}

export function commandsOf(
  rules: FloorPolicy,
  ...happenings: readonly (readonly [number, string])[]
): readonly string[] {
  return new FloorLine(rules).run(happenings)
}
