import { evidenceOf, type Evidence } from './evidence.ts'
import type { Described } from './prepare.ts'

export type { Described } from './prepare.ts'

/**
 * How sure an utterance is of each option, 0–1, without a model: 1 for an option's exact words (hesitations and
 * politeness aside), and from 0.7 on right in at least 97 of 100 utterances (`npm run bench -- decide`); near 0 where
 * nothing speaks for it. Compares words, weighted by how well they tell the options apart, and forgives endings and a
 * letter or two. Pure; some microseconds, and about a millisecond when it sees the options for the first time.
 */
export function matchExamples(
  utterance: string,
  options: Readonly<Record<string, Described>>,
): Readonly<Record<string, number>> {
  const names = Object.keys(options)
  const heard = evidenceOf(utterance, options)
  if (heard === null) return Object.fromEntries(names.map((name) => [name, 0]))
  const bestExample = bestTwo(heard.options, ({ example }) => example)
  const bestRecall = bestTwo(heard.options, ({ recall, isMeaning }) => (isMeaning ? 0 : recall))
  const bestWords = bestTwo(heard.options, ({ words }) => words)
  return Object.fromEntries(
    heard.options.map((evidence, i) => [
      names[i]!,
      confidence(evidence, {
        example: evidence.example - rivalOf(bestExample, i),
        words: evidence.words - rivalOf(bestWords, i),
        unknown: heard.unknown,
        isBeyond: heard.isBeyond,
        isRivalWhole: rivalOf(bestRecall, i) >= whole,
      }),
    ]),
  )
}

/** Fitted on the development half of the bench (logistic regression; ridge 0.5), then made stricter by `caution`. */
const fitted = {
  bias: -4.9,
  example: 2.2,
  words: 1.1,
  leadOfExample: 4.7,
  leadOfWords: 1.2,
  unknown: -1.2,
  second: 2.7,
  recall: 2.6,
}
const caution = 0.9
/** `means` describes the option, it does not quote callers: never enough by itself for the usual threshold of 0.7. */
const mostOfMeaning = 0.65
/** So much of an example is all of it, but for an ending. */
const whole = 0.95
/** "Yes, leave it": who says another option's example too has not chosen. */
const withRival = 0.6
/** "What is your number" does not change the caller's. */
const ofOthers = 0.6
/** "Where can I drop my bags" does not ask to drop it. */
const asAnswer = 0.6

/** One word of an example, less than so much of it, and beside it what no option knows: "another week" is not "another one". */
const withOneWord = 0.85
const partly = 0.75
/** The same where an example points at what is talked about: "can I drop the keys somewhere" is not "drop it". */
const aboutElse = 0.7

function confidence(
  {
    isExact,
    example,
    words,
    second,
    support,
    recall,
    contradicted,
    isMeaning,
    isOthers,
    isElsewhere,
    isAsked,
  }: Evidence,
  lead: {
    readonly example: number
    readonly words: number
    readonly unknown: number
    readonly isBeyond: boolean
    readonly isRivalWhole: boolean
  },
): number {
  if (isExact) return 1
  if (example === 0 && words === 0) return 0
  const logit =
    fitted.bias -
    caution +
    fitted.example * example +
    fitted.words * words +
    fitted.leadOfExample * lead.example +
    fitted.leadOfWords * lead.words +
    fitted.unknown * lead.unknown +
    fitted.second * second +
    fitted.recall * recall
  const isOneWord = support === 0 && lead.isBeyond
  const sure =
    ((!isOneWord ? 1 : isElsewhere ? aboutElse : recall < partly ? withOneWord : 1) *
      (lead.isRivalWhole ? withRival : 1) *
      (isOthers ? ofOthers : 1) *
      (isAsked ? asAnswer : 1) *
      (1 - contradicted) ** 2) /
    (1 + Math.exp(-logit))
  // Certainty is for an option's own words.
  return Math.min(isMeaning ? mostOfMeaning : 0.99, Math.round(sure * 1000) / 1000)
}

interface BestTwo {
  readonly at: number
  readonly best: number
  readonly next: number
}

function bestTwo(all: readonly Evidence[], valueOf: (evidence: Evidence) => number): BestTwo {
  let at = -1
  let best = 0
  let next = 0
  for (const [i, evidence] of all.entries()) {
    const value = valueOf(evidence)
    if (value > best) {
      next = best
      best = value
      at = i
    } else if (value > next) next = value
  }
  return { at, best, next }
}

function rivalOf({ at, best, next }: BestTwo, index: number): number {
  return at === index ? next : best
}
