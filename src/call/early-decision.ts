import type { CompiledFlow } from '../../engine/machine/compile.ts'
import type { Decide } from '../../engine/machine/effect.ts'
import type { ModelAnswer } from '../../engine/decide/model-answer.ts'
import type { CallEvent } from '../../engine/machine/event.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { step } from '../../engine/machine/step.ts'
import type { ClosedQuestion, DecisionsPort } from '../decisions/decisions.ts'

/** What the call would ask of a model if these things happened; null where it would ask nothing. Nothing happens. */
export function decisionAfter(compiled: CompiledFlow, snapshot: Snapshot, events: readonly CallEvent[]): Decide | null {
  let now = snapshot
  let asked: Decide | null = null
  for (const event of events) {
    const stepped = step(compiled, now, event)
    now = stepped.snapshot
    asked = stepped.effects.find((effect) => effect.type === 'decide') ?? null
  }
  // Asked and settled in one breath is not waited for.
  return asked !== null && now.context.awaiting?.type === 'decide' ? asked : null
}

/** Of one turn: a caller who hesitates again and again does not ask a model each time (P9). */
const mostOfATurn = 4

/**
 * A decision that is asked for before the turn is known to be over. It is pure, so that it may be thrown away; the call
 * knows nothing of it until it asks the same question itself.
 */
export class EarlyDecision {
  readonly #decisions: DecisionsPort
  #asked: { readonly key: string; readonly outcome: Promise<ModelAnswer>; readonly stop: AbortController } | null = null
  #ofThisTurn = 0

  constructor(decisions: DecisionsPort) {
    this.#decisions = decisions
    decisions.expect?.()
  }

  /** Asks, instead of what was asked before. */
  ask(question: ClosedQuestion, budgetMs: number): void {
    const key = keyOf(question)
    if (this.#asked?.key === key || this.#ofThisTurn >= mostOfATurn) return
    this.drop()
    this.#ofThisTurn += 1
    const stop = new AbortController()
    // An adapter never rejects; of one that does nobody may ever want to know.
    const outcome = (async () => this.#decisions.decide(question, { signal: stop.signal, budgetMs }))()
    outcome.catch(() => {})
    this.#asked = { key, outcome, stop }
  }

  /** The call asks now: the outcome, or what will be, of the very same question; null where there is none. */
  take(question: ClosedQuestion): Promise<ModelAnswer> | null {
    const asked = this.#asked
    this.#nextTurn()
    if (asked?.key === keyOf(question)) {
      this.#asked = null
      return asked.outcome
    }
    this.drop()
    return null
  }

  /** The caller has gone on, or what they said needed no model: what was asked is given up. */
  drop(): void {
    this.#asked?.stop.abort()
    this.#asked = null
  }

  /** A turn has been taken without it. */
  turnOver(): void {
    this.drop()
    this.#nextTurn()
  }

  /** What may have been closed since is open again before that one ends. */
  #nextTurn(): void {
    this.#ofThisTurn = 0
    this.#decisions.expect?.()
  }
}

/**
 * The moment is another a little later, and the question the same. So it is where the words are: a recogniser that ends a
 * sentence begins it with a capital, and puts a full stop behind it, which says nothing new.
 */
function keyOf({ question, instructions, utterance, language, options, fills, slots, turns }: ClosedQuestion): string {
  const said = turns.map(({ who, text }) => [who, wordsOf(text)])
  return JSON.stringify([question, instructions, wordsOf(utterance), language, options, fills?.slots, slots, said])
}

/** Without what is not heard. A sign within a word or a number stays: "3.50" is not "350". */
function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .split(/\s+/u)
    .map((word) => word.replace(/^[\p{P}]+|[\p{P}]+$/gu, ''))
    .filter((word) => word !== '')
    .join(' ')
}
