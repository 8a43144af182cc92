import type { Hypothesis } from '../answers/answer.ts'

/** Characters: a minute of quick speech. An answer is shorter, and a snapshot and a model's question hold what was said. */
const mostCharacters = 1000
const mostHypotheses = 10

/**
 * What a recogniser says it heard, bounded whatever that is: of a text that is too long its end, since people come to the
 * point last, and "no, wait" undoes what was before. The same array where there is nothing to bound.
 */
export function boundedWords(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  if (hypotheses.length <= mostHypotheses && hypotheses.every(({ text }) => isFine(text))) return hypotheses
  return hypotheses
    .slice(0, mostHypotheses)
    .map((one) => (isFine(one.text) ? one : { ...one, text: bounded(one.text) }))
}

function isFine(text: string): boolean {
  return text.length <= mostCharacters && text.isWellFormed()
}

function bounded(text: string): string {
  return text.slice(-mostCharacters).toWellFormed()
}
