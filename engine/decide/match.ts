import { contentOf, normalise, similarity } from './normalise.ts'
import type { Normalised, Word } from './normalise.ts'

/** What a designer writes for an option: what it means, and how callers say it. */
export interface Described {
  readonly means: string
  readonly examples: readonly string[]
}

/** The most that words which are not an example's own can reach. */
const nearlyExact = 0.95
/** `means` describes the option, it does not quote callers: never enough by itself for the usual threshold of 0.7. */
const meansCounts = 0.65
/** One says no and the other does not. */
const oppositeCounts = 0.35
/** A word that no option knows: callers say more than what matters. */
const unknownWeight = 0.22
/** How much more it matters that an example was said whole than that nothing else was said: the beta of an F-measure. */
const wholeness = 1.4
/** An option whose rival fits as well is worth this much of its score, so that a tie is never taken for an answer. */
const tieCounts = 0.6

/**
 * How well an utterance fits each option, 0–1, without a model: 1 for an option's exact words (hesitations and
 * politeness aside), above 0.7 only when one option is clearly meant, near 0 when none is. Compares words, weighted by
 * how well they tell the options apart, and forgives a letter or two. Pure; some tens of microseconds.
 */
export function matchExamples(
  utterance: string,
  options: Readonly<Record<string, Described>>,
): Readonly<Record<string, number>> {
  const said = normalise(utterance)
  const names = Object.keys(options)
  if (said.words.length === 0) return Object.fromEntries(names.map((name) => [name, 0]))
  const prepared = prepare(options)
  const scores = names.map((name) => scoreOf(said, prepared.options.get(name)!, prepared.weights))
  return Object.fromEntries(names.map((name, i) => [name, round(againstRivals(scores, i))]))
}

interface Prepared {
  readonly options: ReadonlyMap<string, { readonly means: Normalised; readonly examples: readonly Normalised[] }>
  readonly weights: ReadonlyMap<string, number>
}

/** Options belong to a checked flow and never change: they are read once. */
const known = new WeakMap<object, Prepared>()

function prepare(options: Readonly<Record<string, Described>>): Prepared {
  const before = known.get(options)
  if (before) return before
  const read = new Map(
    Object.entries(options).map(([name, { means, examples }]) => [
      name,
      { means: normalise(means), examples: examples.map(normalise) },
    ]),
  )
  const count = new Map<string, number>()
  for (const { means, examples } of read.values())
    for (const word of new Set([means, ...examples].flatMap(({ words }) => words.map(({ text }) => text))))
      count.set(word, (count.get(word) ?? 0) + 1)
  // A word of one option alone weighs 1, a word of all of them next to nothing.
  const weights = new Map(
    Array.from(count, ([word, options]) => [word, (1 - (options - 1) / Math.max(2, read.size)) ** 2]),
  )
  const prepared = { options: read, weights }
  known.set(options, prepared)
  return prepared
}

function scoreOf(
  said: Normalised,
  option: { readonly means: Normalised; readonly examples: readonly Normalised[] },
  weights: ReadonlyMap<string, number>,
): number {
  let best = meansCounts * overlap(said, option.means, weights)
  for (const example of option.examples) {
    if (sameWords(said, example)) return 1
    best = Math.max(best, nearlyExact * overlap(said, example, weights))
  }
  return best
}

function sameWords(a: Normalised, b: Normalised): boolean {
  return a.words.length === b.words.length && a.words.every((word, i) => word.text === b.words[i]?.text)
}

/** An F-measure over weighted words: how much of the example was said, and how much of what was said is in it. */
function overlap(said: Normalised, example: Normalised, weights: ReadonlyMap<string, number>): number {
  const weightOf = (word: Word): number => contentOf(word) * (weights.get(word.text) ?? unknownWeight)
  const recall = coverage(example.words, said.words, weightOf)
  const precision = coverage(said.words, example.words, weightOf)
  if (recall === 0 || precision === 0) return 0
  const square = wholeness * wholeness
  const score = ((1 + square) * precision * recall) / (square * precision + recall)
  return said.negative === example.negative ? score : score * oppositeCounts
}

/** Which part of `words`, by weight, is found among `others`. */
function coverage(words: readonly Word[], others: readonly Word[], weightOf: (word: Word) => number): number {
  let all = 0
  let found = 0
  for (const word of words) {
    const weight = weightOf(word)
    all += weight
    found += weight * closest(word, others)
  }
  return all === 0 ? 0 : found / all
}

function closest(word: Word, others: readonly Word[]): number {
  let best = 0
  for (const other of others) best = Math.max(best, similarity(word, other))
  return best
}

function againstRivals(scores: readonly number[], index: number): number {
  const own = scores[index] ?? 0
  if (own === 1 || own === 0) return own
  const rival = Math.max(0, ...scores.filter((_, i) => i !== index))
  const closeness = Math.min(1, rival / own) ** 4
  return own * (1 - (1 - tieCounts) * closeness)
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000
}
