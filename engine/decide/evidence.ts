import { normalise, type Normalised, type Word } from './normalise.ts'
import { isOpenQuestion } from './open-question.ts'
import { prepare, signOf, type Described, type Prepared } from './prepare.ts'
import { relatedGroups } from './related-words.ts'
import { callersOwn, ours, pointers } from './small-words.ts'

/** What speaks for one option. All 0–1. */
export interface Evidence {
  /** The utterance is one of its examples, and no other option's. */
  readonly isExact: boolean
  /** How well its best example fits: both how much of the example was said and how much of what was said is in it. */
  readonly example: number
  /** The same of its next best example: two that fit are more than one. */
  readonly second: number
  /** Words with content that its best example shares: 0 for one or none, 1 for two or more. */
  readonly support: number
  /** How much of its best example was said. */
  readonly recall: number
  /** What fits best is not an example but what the option means. */
  readonly isMeaning: boolean
  /** How much of what was said belongs to this option's words rather than to others'. */
  readonly words: number
  /** What was said is about us ("your number"), and its examples are about the caller ("my number"). */
  readonly isOthers: boolean
  /** Its best example points at what is talked about ("drop it"), and what was said does not. */
  readonly isElsewhere: boolean
  /** What was said asks what, where or how, and no example does. */
  readonly isAsked: boolean
  /** Of the words that it knows, the part that was said with the opposite sign: "I don't want to cancel". */
  readonly contradicted: number
}

export interface Heard {
  /** One for each option, in their order. */
  readonly options: readonly Evidence[]
  /** The part of what was said, by weight, that no option knows. */
  readonly unknown: number
  /** A word with content is among it. */
  readonly isBeyond: boolean
}

/** A word that no option knows: callers say more than what matters. */
const unknownWeight = 0.3
/** How much a word counts that is about the same thing. */
const relatedLikeness = 0.65
/** What is left of a word that an example says with the opposite sign: "it opened" is little of "it never opened". */
const oppositeCounts = 0.4
/** Other words for it, with the sign that was said, contradict nothing; but who has not lost it can find it. */
const negatedOtherwise = 0.5
/** How much more it matters that an example was said whole than that nothing else was said: the beta of an F-measure. */
const wholeness = 1.2

/** What an utterance says for each option. Null where nothing was said. */
export function evidenceOf(utterance: string, options: Readonly<Record<string, Described>>): Heard | null {
  const said = normalise(utterance)
  if (said.words.length === 0) return null
  return weigh(said, prepare(options))
}

/** What words say for each of the options that were read. */
export function weigh(said: Normalised, prepared: Prepared): Heard {
  const { words, examples, names } = prepared
  const found = new Float64Array(examples.length)
  const common = new Uint8Array(examples.length)
  const shares = new Float64Array(names.length)
  const known = new Float64Array(names.length)
  const opposite = new Float64Array(names.length)
  let all = 0
  let unknown = 0
  let isBeyond = false
  const seen = new Set<number>()
  const countedIn = new Int32Array(examples.length)
  const countedFor = new Int32Array(names.length)
  for (const [place, word] of said.words.entries()) {
    const like = alike(word, prepared)
    const sign = signOf(word.negated)
    const [nearest] = like
    if (nearest === undefined) {
      const weight = word.content === 1 ? unknownWeight : word.content
      all += weight
      unknown += weight
      isBeyond ||= word.content === 1
      continue
    }
    if (seen.has(nearest.id)) continue
    seen.add(nearest.id)
    all += word.content * Math.max(unknownWeight, words[nearest.id]!.weight * nearest.likeness)
    // What is nearest counts first; what is only related does not count beside it.
    for (const { id, likeness } of like) {
      const entry = words[id]!
      const near = word.content * entry.weight * likeness
      for (const [example, own, signs] of entry.examples) {
        if (countedIn[example] === place + 1) continue
        countedIn[example] = place + 1
        const isOpposite = (signs & sign) === 0
        found[example]! += Math.min(near, own) * (isOpposite ? oppositeCounts : 1)
        if (word.content === 1 && !isOpposite) common[example]! += 1
      }
      for (const { option, share, signs } of entry.options) {
        if (countedFor[option] === place + 1) continue
        countedFor[option] = place + 1
        shares[option]! += near * share
        if (likeness <= relatedLikeness) continue
        known[option]! += near
        if ((signs & sign) !== 0) continue
        const isSaidOtherwise = like.some((one) => isSaidSo(words[one.id]!, option, sign))
        opposite[option]! += near * (!isSaidOtherwise ? 1 : word.negated ? negatedOtherwise : 0)
      }
    }
  }
  const best = new Float64Array(names.length)
  const second = new Float64Array(names.length)
  const support = new Uint8Array(names.length)
  const recall = new Float64Array(names.length)
  const meaning = new Uint8Array(names.length)
  const points = said.words.some((word) => pointers.has(word.said))
  const elsewhere = new Uint8Array(names.length)
  for (const [index, { option, weight, counts, points: isPointing }] of examples.entries()) {
    const both = found[index] ?? 0
    if (both === 0 || all === 0 || weight === 0) continue
    const square = wholeness * wholeness
    // F = (1 + b²)·P·R / (b²·P + R), with P = both/all and R = both/weight.
    const fit = Math.min(1, (counts * (1 + square) * both) / (square * weight + all))
    if (fit > best[option]!) {
      second[option] = best[option]!
      best[option] = fit
      recall[option] = both / weight
      elsewhere[option] = isPointing && !points ? 1 : 0
      meaning[option] = counts < 1 ? 1 : 0
      support[option] = common[index]! >= 2 ? 1 : 0
    } else if (fit > second[option]!) second[option] = fit
  }
  const exact = prepared.exact.get(said.key)
  const says = (whose: ReadonlySet<string>): boolean => said.words.some((word) => whose.has(word.said))
  const isAsked = isOpenQuestion(said.words.map((word) => word.said))
  const isOurs = says(ours) && !says(callersOwn)
  return {
    options: names.map((_, option) => ({
      isExact: exact === option,
      example: best[option] ?? 0,
      second: second[option] ?? 0,
      support: support[option] ?? 0,
      recall: recall[option] ?? 0,
      isMeaning: meaning[option] === 1,
      isOthers: isOurs && prepared.isCallersOwn[option] === true,
      isElsewhere: elsewhere[option] === 1,
      isAsked: isAsked && prepared.asks[option] !== true,
      words: all === 0 ? 0 : (shares[option] ?? 0) / all,
      contradicted: known[option] === 0 ? 0 : (opposite[option] ?? 0) / (known[option] ?? 1),
    })),
    unknown: all === 0 ? 0 : unknown / all,
    isBeyond,
  }
}

/** The words of the options that a said word may stand for, the nearest first. */
function alike(
  word: Word,
  { vocabulary, related }: Prepared,
): readonly { readonly id: number; readonly likeness: number }[] {
  const nearest = vocabulary.nearest(word.stem)
  const groups = word.content === 1 ? relatedGroups(word.stem) : []
  if (groups.length === 0) return nearest.id === -1 ? [] : [nearest]
  const ids = new Set(groups.flatMap((group) => related.get(group) ?? []))
  ids.delete(nearest.id)
  const others = Array.from(ids, (id) => ({ id, likeness: relatedLikeness }))
  return nearest.id === -1 ? others : [nearest, ...others]
}

function isSaidSo({ options }: Prepared['words'][number], option: number, sign: number): boolean {
  return options.some((one) => one.option === option && (one.signs & sign) !== 0)
}
