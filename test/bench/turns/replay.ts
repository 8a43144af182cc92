import { isOneAnswer } from '../../../engine/hearing/one-answer.ts'
import type { Understood } from '../../../engine/hearing/understand.ts'
import {
  nothingLearnt,
  quietFloor,
  type Floor,
  type FloorEvent,
  type FloorPolicy,
  type Learnt,
} from '../../../engine/turns/floor.ts'
import { policyOf } from '../../../engine/turns/policy.ts'
import { turn } from '../../../engine/turns/turn.ts'
import { listenFor, understandAs, type Row } from './question.ts'
import { offsetMs, type Timed } from './timing.ts'

/** How a turn was ended. */
export interface Ended {
  /** Before its last word was over. */
  readonly cutOff: boolean
  /** … and what had been said by then is another value than all of it, or none. */
  readonly lost: boolean
  /** From the last sound to the end of the turn, in milliseconds. */
  readonly waitMs: number
  /** Decisions begun early, and those of them that were thrown away. Of fixed silences: none. */
  readonly guesses: number
  readonly wasted: number
  readonly learnt: Learnt
}

/** By a fixed silence. */
export function endedBySilence(row: Row, timed: Timed, silenceMs: number): Ended {
  const pauses = timed.sounds.filter(({ type }) => type === 'voice.ended')
  const resumes = timed.sounds.filter(({ type }) => type === 'voice.started').slice(1)
  const first = resumes.findIndex(({ noticedAt }, n) => noticedAt >= (pauses[n]?.at ?? Infinity) + silenceMs)
  const cutOff = first !== -1
  const lost = cutOff && isLost(row, timed, (pauses[first]?.at ?? 0) + silenceMs)
  return { cutOff, lost, waitMs: offsetMs + silenceMs, guesses: 0, wasted: 0, learnt: nothingLearnt }
}

/** By `engine/turns`, with the words as they come and the grammar that reads them. */
export function endedByTurns(row: Row, timed: Timed, learnt: Learnt): Ended {
  const { texts, ends, sounds } = timed
  const one = new OneTurn(policyOf(listenFor(row)), learnt)
  let said: Understood | null = null
  for (const sound of sounds) {
    one.until(sound.noticedAt)
    if (one.endedAt !== null) break
    if (sound.type === 'words') {
      said = understandAs(row, sound.pieces === texts.length ? row.hypotheses : [texts[sound.pieces - 1] ?? ''])
      one.take({ type: 'words', at: sound.at, final: false, heard: said.heard }, sound.noticedAt)
    } else one.take({ type: sound.type, at: sound.at }, sound.noticedAt)
  }
  one.until(Infinity)
  const at = one.endedAt
  if (at === null) throw new Error(`The turn never ends: ${row.id}`)
  const last = ends.at(-1) ?? 0
  const cutOff = at < last
  const isNoticed = cutOff && said !== null && isNoticedCutOff(row, timed, at, said)
  return {
    cutOff,
    lost: cutOff && isLost(row, timed, at),
    waitMs: at - last,
    guesses: one.guesses,
    wasted: one.wasted + (cutOff && one.guesses > one.wasted ? 1 : 0),
    learnt: { ...learnt, cutOffs: learnt.cutOffs + (isNoticed ? 1 : 0) },
  }
}

/** A floor until its first turn is over, woken when it asks to be. */
class OneTurn {
  readonly #policy: FloorPolicy
  #floor: Floor
  #wakeAt: number | null = null
  endedAt: number | null = null
  guesses = 0
  wasted = 0

  constructor(policy: FloorPolicy, learnt: Learnt) {
    this.#policy = policy
    this.#floor = { ...quietFloor, learnt }
  }

  take(event: FloorEvent, now: number): void {
    if (this.endedAt !== null) return
    const { floor, commands, wakeAt } = turn(this.#floor, event, this.#policy)
    this.#floor = floor
    this.#wakeAt = wakeAt
    if (commands.includes('guess')) this.guesses++
    if (commands.includes('unguess')) this.wasted++
    if (commands.includes('end') || commands.includes('discard')) this.endedAt = now
  }

  until(now: number): void {
    while (this.endedAt === null && this.#wakeAt !== null && this.#wakeAt <= now) {
      const at = this.#wakeAt
      this.take({ type: 'clock', at }, at)
    }
  }
}

/** Whether the call would see, by what follows, that the caller was cut off. */
function isNoticedCutOff(row: Row, { texts, ends, sounds }: Timed, at: number, first: Understood): boolean {
  const before = saidBy(ends, at)
  const whole = texts.at(-1) ?? ''
  const rest = whole.slice((texts[before - 1] ?? '').length).trim()
  const next = sounds.find((sound) => sound.type === 'voice.started' && sound.at > at)
  return isOneAnswer({
    gapMs: (next?.at ?? at) - at,
    first,
    second: understandAs(row, [rest]),
    together: understandAs(row, [whole]),
  })
}

/** Free text that was cut off is always less than all of it. */
function isLost(row: Row, { texts, ends }: Timed, at: number): boolean {
  const valueOf = (text = ''): string =>
    JSON.stringify(Object.values(understandAs(row, [text]).readings).map(({ value }) => value))
  return valueOf(texts[saidBy(ends, at) - 1]) !== valueOf(texts.at(-1))
}

/** How many pieces had been said. */
function saidBy(ends: readonly number[], at: number): number {
  return ends.filter((end) => end <= at).length
}
