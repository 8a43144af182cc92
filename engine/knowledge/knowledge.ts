import { weigh, type Evidence } from '../decide/evidence.ts'
import { normalise } from '../decide/normalise.ts'
import { readOptions } from '../decide/prepare.ts'
import type { Prompt } from '../language/prompt.ts'
import { isQuestion } from './question.ts'

/** What of an entry is looked at. */
export interface Askable {
  readonly id: string
  readonly questions: readonly string[]
  /** Its words count a little: callers ask with words of the answer, too. */
  readonly answer?: Prompt
}

/** An entry and how well it fits, 0–1. */
export interface Found {
  readonly id: string
  readonly score: number
}

/** Vetted answers, found by what callers ask. Pure: the same every time. */
export interface Knowledge {
  /** The `k` best, the best first; fewer where fewer have anything in common with the words. A model chooses among these. */
  retrieve(utterance: string, k: number): readonly Found[]
  /**
   * The one entry that is asked for, without a model, where that is sure (right in 97 of 100 by `npm run bench --
   * knowledge`); else `unsure` for a question, and `not_a_question` for what is none: an answer, a name, a request.
   */
  answer(utterance: string): { readonly id: string; readonly confidence: number } | 'unsure' | 'not_a_question'
}

/** From here on it is sure. */
const sure = 0.7
/** What is not asked but said ("the shower is cold") must be much like an entry. */
const sureOfStatement = 0.95

/** Reads the entries once, in a millisecond for a hundred; an utterance then costs some tens of microseconds. */
export function createKnowledge(entries: readonly Askable[], language: string): Knowledge {
  const options = Object.fromEntries(
    entries.map(({ id, questions, answer }) => [id, { examples: questions, means: wordsOf(answer) }]),
  )
  const prepared = readOptions(options, tellsManyApart)
  const { names } = prepared

  function ranked(utterance: string): Ranked[] {
    const said = normalise(utterance)
    if (said.words.length === 0) return []
    const { options: evidence, unknown } = weigh(said, prepared)
    return evidence
      .map((of, i) => ({ id: names[i]!, fit: fitOf(of), of, unknown }))
      .filter(({ fit }) => fit > 0)
      .sort((a, b) => b.fit - a.fit)
  }

  return {
    retrieve: (utterance, k) =>
      ranked(utterance)
        .slice(0, k)
        .map(({ id, fit }) => ({ id, score: Math.round(fit * 1000) / 1000 })),
    answer(utterance) {
      const [best, next] = ranked(utterance)
      const asks = isQuestion(utterance, language)
      const confidence = best === undefined ? 0 : confidenceOf(best, next, asks)
      if (best !== undefined && confidence >= (asks ? sure : sureOfStatement)) return { id: best.id, confidence }
      return asks ? 'unsure' : 'not_a_question'
    },
  }
}

interface Ranked {
  readonly id: string
  readonly fit: number
  readonly of: Evidence
  readonly unknown: number
}

/** As in BM25: the rarer, the more. */
function tellsManyApart(uses: number, all: number): number {
  return Math.log(1 + (all - uses + 0.5) / (uses + 0.5)) / Math.log(1 + (all + 0.5) / 0.5)
}

/** How well an entry fits, for its rank among the others. */
function fitOf({ isExact, example, second, contradicted }: Evidence): number {
  if (isExact) return 1
  return (0.65 * example + 0.35 * second) * (1 - contradicted / 2)
}

/** Fitted on the development half of the bench (logistic regression), then made stricter by `caution`. */
const fitted = { bias: -1.9, fit: 2.2, lead: 3.7, unknown: -1.9, support: 0.8, asks: 0.5 }
const caution = 0.9

function confidenceOf({ fit, of, unknown }: Ranked, next: Ranked | undefined, asks: boolean): number {
  if (of.isExact) return 1
  const logit =
    fitted.bias -
    caution +
    fitted.fit * fit +
    fitted.lead * (fit - (next?.fit ?? 0)) +
    fitted.unknown * unknown +
    fitted.support * of.support +
    (asks ? fitted.asks : 0)
  return Math.min(0.99, Math.round((1000 * (1 - of.contradicted) ** 2) / (1 + Math.exp(-logit))) / 1000)
}

/** What an answer always says. */
function wordsOf(answer: Prompt | undefined): string {
  return (answer?.variants ?? []).flatMap((template) => template.filter((part) => typeof part === 'string')).join(' ')
}
