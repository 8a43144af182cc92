import type { Hypothesis } from '../../../engine/answers/answer.ts'
import { isOneAnswer } from '../../../engine/hearing/one-answer.ts'
import type { Moment } from '../../../engine/hearing/in-context.ts'
import { understand, type Understood } from '../../../engine/hearing/understand.ts'
import type { Listen } from '../../../engine/machine/effect.ts'
import { withoutEcho } from '../../../engine/turns/echo.ts'

/** A caller's words, read as an answer to what was expected when they came. */
export interface SaidWords {
  readonly listen: Listen
  readonly understood: Understood
}

/** What was read, with what it was read by. */
interface Raw {
  readonly hypotheses: readonly Hypothesis[]
  readonly ours: string
  readonly known: Moment['known']
}

/** Reads the caller's words: each once, without our own voice, and beside those of the turn before. */
export class CallersWords {
  readonly #moment: () => Moment
  /** Final words are mostly the interim ones again: those have been read. */
  #read: (Raw & { readonly said: SaidWords }) | null = null
  #before: { readonly said: SaidWords; readonly endedAt: number } | null = null

  /** What was said of the turn before the caller went on in it. */
  #first: readonly Hypothesis[] = []

  constructor(moment: () => Moment) {
    this.#moment = moment
  }

  /** The caller has gone on in the same turn: what comes now stands behind this. */
  goesOn(said: SaidWords | null): void {
    this.#first = said?.understood.hypotheses ?? []
  }

  turnIsOver(): void {
    this.#first = []
  }

  /** `ours`: what we have said since the caller's voice came on; empty where we were silent. */
  read(heard: readonly Hypothesis[], listen: Listen, ours: string): SaidWords {
    const hypotheses = behind(this.#first, heard)
    const { known } = this.#moment()
    const before = this.#read
    const isRead = before?.said.listen === listen && before.ours === ours && before.known === known
    if (isRead && isSame(before.hypotheses, hypotheses)) return before.said
    const said = { listen, understood: this.#understand(hypotheses, listen, ours) }
    this.#read = { hypotheses, ours, known, said }
    return said
  }

  /**
   * The turn was taken. True if the one before it had been ended too early: the two together are one answer to what was
   * asked in the first.
   */
  taken(said: SaidWords | null, { startedAt, endedAt }: { startedAt: number; endedAt: number }): boolean {
    const before = this.#before
    this.#before = said === null ? null : { said, endedAt }
    if (before === null || said === null) return false
    const { listen, understood: first } = before.said
    const rest = said.understood.hypotheses
    const whole = [{ text: `${textOf(first.hypotheses)} ${textOf(rest)}`, confidence: 1 }]
    return isOneAnswer({
      gapMs: startedAt - before.endedAt,
      first,
      second: listen === said.listen ? said.understood : understand(rest, listen, this.#moment()),
      together: understand(whole, listen, this.#moment()),
    })
  }

  #understand(hypotheses: readonly Hypothesis[], listen: Listen, ours: string): Understood {
    const understood = understand(hypotheses, listen, this.#moment())
    if (ours === '') return understood
    const { answer } = understood.heard
    const policy = { answers: answer === 'closed' || answer === 'open', always: listen.bargein.always }
    const theirs = hypotheses.flatMap(({ text, confidence }) => {
      const left = withoutEcho(text, ours, policy)
      return left === '' ? [] : [{ text: left, confidence }]
    })
    if (isSame(theirs, hypotheses)) return understood
    const rest = understand(theirs, listen, this.#moment())
    return { ...rest, heard: { ...rest.heard, echo: true } }
  }
}

function textOf(hypotheses: readonly Hypothesis[]): string {
  return hypotheses[0]?.text ?? ''
}

function isSame(one: readonly Hypothesis[], other: readonly Hypothesis[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ text, confidence }, n) => text === other[n]?.text && confidence === other[n]?.confidence)
  )
}

/** What was said first, and what was said then, as one: the best of the one with each of the other. */
function behind(first: readonly Hypothesis[], then: readonly Hypothesis[]): readonly Hypothesis[] {
  const [best, ...others] = first
  const [next] = then
  if (best === undefined || next === undefined) return then.length > 0 ? then : first
  const join = (one: Hypothesis, other: Hypothesis): Hypothesis => ({
    text: `${one.text} ${other.text}`,
    confidence: Math.min(one.confidence, other.confidence),
  })
  return [...then.map((one) => join(best, one)), ...others.map((one) => join(one, next))]
}
