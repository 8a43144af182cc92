import type { AnswerState } from '../answers/answer.ts'

/**
 * How long a silence ends a turn, by how far the answer has come: a closed answer cannot grow, so there is nothing to wait
 * for; the beginning of one is waited for; without an answer the caller may be thinking. Milliseconds (language.md, Gather).
 */
const silenceByAnswer: Readonly<Record<AnswerState, number>> = {
  closed: 250,
  open: 650,
  partial: 1800,
  none: 1500,
}

/** Before any words are known. */
const unknownMs = 600
/** Free text cannot be seen to be complete. */
const freeTextMs = 700

export function silenceThatEnds(turn: {
  readonly answer: AnswerState | null
  readonly endpointMs: number | null
  readonly freeText: boolean
}): number {
  if (turn.endpointMs !== null) return turn.endpointMs
  if (turn.freeText && turn.answer !== 'closed') return freeTextMs
  return turn.answer === null ? unknownMs : silenceByAnswer[turn.answer]
}
