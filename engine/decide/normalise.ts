import { fillers, negations, stopWords } from './small-words.ts'

/** An utterance or an example, ready to be compared. */
export interface Normalised {
  /** Lower case, no accents, no punctuation, no hesitations: what two texts have in common when they say the same. */
  readonly words: readonly Word[]
  /** Says no, not, never: two texts that differ in it seldom mean the same. */
  readonly negative: boolean
}

export interface Word {
  readonly text: string
  readonly stem: string
  /** Letters two by two, with the ends marked. */
  readonly pairs: ReadonlySet<string>
}

/** Apostrophes go ("don't" is one word, and so is "dont"), all else that is not a letter or a digit parts words. */
export function normalise(text: string): Normalised {
  const all = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}|['’]/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const words = all.filter((word) => !fillers.has(word))
  // "Please" alone is all that was said.
  return {
    words: (words.length > 0 ? words : all).map((text) => ({ text, stem: stem(text), pairs: letterPairs(text) })),
    negative: all.some((word) => negations.has(word)),
  }
}

/** 1 for a word that carries meaning, little for one that only holds a sentence together. */
export function contentOf(word: Word): number {
  return stopWords.has(word.text) ? 0.12 : 1
}

/** Short words that look alike mean different things: "book", "look". */
const leastLength = 4
/** Of Dice's coefficient: below it, words merely share a syllable. */
const leastAlike = 0.7

/** 0–1: the same word, the same stem, or the same but for a letter or two (Dice's coefficient of letter pairs). */
export function similarity(a: Word, b: Word): number {
  if (a.text === b.text) return 1
  if (a.text.length < leastLength || b.text.length < leastLength) return 0
  if (a.stem === b.stem) return 0.95
  const size = a.pairs.size + b.pairs.size
  if (2 * Math.min(a.pairs.size, b.pairs.size) < leastAlike * size) return 0
  let shared = 0
  for (const pair of a.pairs) if (b.pairs.has(pair)) shared += 1
  const dice = (2 * shared) / size
  return dice >= leastAlike ? dice : 0
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ings?|ed|es|s|e)$/u, '') : word.replace(/s$/u, '')
}

function letterPairs(word: string): Set<string> {
  const marked = `^${word}$`
  return new Set(Array.from({ length: marked.length - 1 }, (_, i) => marked.slice(i, i + 2)))
}
