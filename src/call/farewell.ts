import type { Clock } from '../media/clock.ts'
import type { CallerSide } from './caller-side.ts'
import type { HeldLease } from './ownership/held-lease.ts'
import type { Sentence } from '../../engine/patterns/words.ts'
import { speakLastWords } from './last-words.ts'
import type { Notice } from './observer.ts'

export interface FarewellHost {
  /** The call is over in the store: nobody else can have it. */
  readonly isDone: boolean
  notice(notice: Notice): void
}

/**
 * P8 of a call: where it cannot go on, its caller is told so and the line is hung up. Only while the call is surely ours:
 * the lease that was last confirmed still lasts, and nobody is known to have the call. Another server that has it must not
 * be talked over, nor its call be ended.
 */
export class Farewell {
  readonly #clock: Clock
  readonly #lease: HeldLease
  readonly #caller: CallerSide
  readonly #words: () => Sentence
  readonly #call: FarewellHost
  #isElsewhere = false

  constructor(clock: Clock, lease: HeldLease, caller: CallerSide, words: () => Sentence, call: FarewellHost) {
    this.#clock = clock
    this.#lease = lease
    this.#caller = caller
    this.#words = words
    this.#call = call
  }

  /** Another server has the call: whatever is being said is broken off. */
  elsewhere(): void {
    this.#isElsewhere = true
  }

  /**
   * True once it has been said and the line has been hung up; false where nobody could hear it, or it was not ours to say.
   * Without a stream the line says it, where it can: it may never ask what is to follow. The words are those of a call that
   * cannot go on, unless told.
   */
  async speak(where: string, error: unknown, words: Sentence = this.#words()): Promise<boolean> {
    this.#call.notice({ type: 'fault', where, error })
    const isOurs = (): boolean => !this.#isElsewhere && (this.#lease.isHeld || this.#call.isDone)
    const stream = this.#caller.vacate()
    if (stream === null) return isOurs() && (await this.#caller.sayLast(words))
    const byLine = (): Promise<boolean> => this.#caller.sayLast(words)
    const said = await speakLastWords(stream, words, this.#clock, isOurs, byLine).catch((again: unknown) => {
      this.#call.notice({ type: 'fault', where: 'last words', error: again })
      return isOurs() ? ('said' as const) : ('unsaid' as const)
    })
    if (said === 'said') await this.#caller.hangUp()
    return said !== 'unsaid'
  }
}
