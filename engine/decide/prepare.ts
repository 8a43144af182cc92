import { normalise, type Normalised } from './normalise.ts'
import { relatedGroups } from './related-words.ts'
import { callersOwn, ours, pointers, questionWords } from './small-words.ts'
import { createVocabulary, type Vocabulary } from './vocabulary.ts'

/** What a designer writes for an option: what it means, and how callers say it. */
export interface Described {
  readonly means: string
  readonly examples: readonly string[]
}

/** Options, read once: from a word to the examples and options that have it. */
export interface Prepared {
  readonly names: readonly string[]
  readonly vocabulary: Vocabulary
  /** Words by the group of related words that they stand in. */
  readonly related: ReadonlyMap<number, readonly number[]>
  /** By the vocabulary's number. */
  readonly words: readonly WordEntry[]
  readonly examples: readonly {
    readonly option: number
    /** Of all of its words. */
    readonly weight: number
    /** 1; less for what is not an example but the option's meaning. */
    readonly counts: number
    /** "Drop it": at what is talked about. */
    readonly points: boolean
  }[]
  /** By option: its examples speak of what is the caller's, and never of what is ours. */
  readonly isCallersOwn: readonly boolean[]
  /** By option: callers ask for it by what, where or how. */
  readonly asks: readonly boolean[]
  /** From a text's key to the one option that has it as an example. -1 where several do. */
  readonly exact: ReadonlyMap<string, number>
}

interface WordEntry {
  /** 1 for a word of one option alone, next to nothing for a word of all. */
  readonly weight: number
  /** Examples that have it, with the weight that it has there, and its signs. */
  readonly examples: readonly (readonly [example: number, weight: number, signs: number])[]
  readonly options: readonly {
    readonly option: number
    /** The part of the word's uses that are this option's. */
    readonly share: number
    /** In its examples, or else in what it means. 1: it is said so; 2: it is said with a "not"; 3: both. */
    readonly signs: number
  }[]
}

/** `means` describes the option, it does not quote callers: never enough by itself for the usual threshold of 0.7. */
const meansCounts = 0.65
/** Flows and their options do not change, but each `listen` may carry a copy of them. */
const mostKept = 64

const byObject = new WeakMap<object, Prepared>()
const byContent = new Map<string, Prepared>()

/** Reads the options, or remembers them. */
export function prepare(options: Readonly<Record<string, Described>>): Prepared {
  const known = byObject.get(options)
  if (known !== undefined) return known
  const content = JSON.stringify(options)
  const prepared = byContent.get(content) ?? readOptions(options, tellsFewApart)
  byObject.set(options, prepared)
  byContent.delete(content)
  byContent.set(content, prepared)
  for (const oldest of byContent.keys()) {
    if (byContent.size <= mostKept) break
    byContent.delete(oldest)
  }
  return prepared
}

/** How often an option has a word; its signs in examples, and anywhere. */
interface Uses {
  readonly uses: number
  readonly signs: number
  readonly meant: number
}

/** The sign of a word that was said or written: 1, or 2 with a "not" before it. */
export function signOf(negated: boolean): number {
  return negated ? 2 : 1
}

interface Text {
  readonly option: number
  readonly counts: number
  readonly text: Normalised
}

/** How well a word that `uses` of `all` options have tells them apart, 0–1. */
export type WordWeight = (uses: number, all: number) => number

/** A word of one option alone weighs 1, a word of all of them next to nothing. */
function tellsFewApart(uses: number, all: number): number {
  return (1 - (uses - 1) / Math.max(2, all)) ** 2
}

/** Reads the options without remembering them: for whoever keeps what comes of it. */
export function readOptions(options: Readonly<Record<string, Described>>, weightOf: WordWeight): Prepared {
  const names = Object.keys(options)
  const texts = names.flatMap((name, option): Text[] => {
    const { means, examples } = options[name]!
    return [
      ...examples.map((example) => ({ option, counts: 1, text: normalise(example) })),
      { option, counts: meansCounts, text: normalise(means) },
    ]
  })
  const vocabulary = createVocabulary(texts.flatMap(({ text }) => text.words.map(({ stem }) => stem)))
  const uses: Map<number, Uses>[] = Array.from({ length: vocabulary.size }, () => new Map())
  for (const { option, counts, text } of texts)
    for (const { stem, negated } of text.words) {
      const inOption = uses[vocabulary.idOf(stem)]!
      const before = inOption.get(option) ?? { uses: 0, signs: 0, meant: 0 }
      const sign = signOf(negated)
      inOption.set(option, {
        uses: before.uses + counts,
        signs: before.signs | (counts === 1 ? sign : 0),
        meant: before.meant | sign,
      })
    }
  const weights = uses.map((inOption) => weightOf(inOption.size, names.length))
  const inExamples: [number, number, number][][] = Array.from({ length: vocabulary.size }, () => [])
  const examples = texts.map(({ option, counts, text }, index) => {
    let weight = 0
    const seen = new Map<number, [number, number, number]>()
    for (const { stem, content, negated } of text.words) {
      const id = vocabulary.idOf(stem)
      const before = seen.get(id)
      if (before !== undefined) {
        before[2] |= signOf(negated)
        continue
      }
      const own = content * (weights[id] ?? 0)
      weight += own
      const entry: [number, number, number] = [index, own, signOf(negated)]
      seen.set(id, entry)
      inExamples[id]!.push(entry)
    }
    return { option, weight, counts, points: text.words.some(({ said }) => pointers.has(said)) }
  })
  const exact = new Map<string, number>()
  for (const { option, counts, text } of texts) {
    if (counts < 1 || text.key === '') continue
    const other = exact.get(text.key)
    exact.set(text.key, other === undefined || other === option ? option : -1)
  }
  const words = uses.map((inOption, id) => {
    const total = [...inOption.values()].reduce((sum, { uses }) => sum + uses, 0)
    return {
      weight: weights[id] ?? 0,
      examples: inExamples[id]!,
      options: Array.from(inOption, ([option, { uses, signs, meant }]) => ({
        option,
        share: uses / total,
        signs: signs === 0 ? meant : signs,
      })),
    }
  })
  const related = new Map<number, number[]>()
  for (const word of new Set(texts.flatMap(({ text }) => text.words.map(({ stem }) => stem))))
    for (const group of relatedGroups(word)) related.set(group, [...(related.get(group) ?? []), vocabulary.idOf(word)])
  const speaksOf = (whose: ReadonlySet<string>, option: number): boolean =>
    texts.some((one) => one.option === option && one.text.words.some(({ said }) => whose.has(said)))
  const isCallersOwn = names.map((_, option) => speaksOf(callersOwn, option) && !speaksOf(ours, option))
  const asks = names.map((_, option) =>
    texts.some((one) => one.option === option && one.text.words.some(({ said }) => questionWords.has(said))),
  )
  return { names, vocabulary, related, asks, words, examples, isCallersOwn, exact }
}
