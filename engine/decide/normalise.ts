import { assents, assentsWithNo, fillers, negations, questionWords, stopWords } from './small-words.ts'
import { stem } from './stem.ts'

/** An utterance or an example, ready to be compared. */
export interface Normalised {
  /** Its words without case, accents, punctuation, hesitations and politeness, in order. */
  readonly words: readonly Word[]
  /** The same for texts that say the same words. */
  readonly key: string
}

export interface Word {
  /** As it was said, without accents. */
  readonly said: string
  /** Without its endings; a negation is "not", "no" or "never", whatever the word was. */
  readonly stem: string
  /** 1 for a word that carries meaning, little for one that only holds a sentence together. */
  readonly content: number
  /** It is what a "not" before it takes back. */
  readonly negated: boolean
}

const littleContent = 0.12
const questionContent = 0.5
/** A "no" is the whole answer, or the smaller part of one. */
const signContent = 0.5

/** Apostrophes go ("don't" is one word, and so is "dont"), all else that is not a letter or a digit parts words. */
export function normalise(text: string): Normalised {
  const all = plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const said = all.filter((word) => !fillers.has(word))
  // "Please" alone is all that was said.
  const kept = withoutNoOfAssent(said.length > 0 ? said : all)
  let isTakenBack = false
  const words = kept.map((text, place): Word => {
    const negation = negations.get(text)
    if (negation !== undefined) {
      isTakenBack = negation === 'not' || negation === 'never'
      return { said: text, stem: negation, content: signContent, negated: false }
    }
    const content = contentOf(text, place)
    const negated = isTakenBack && content === 1
    if (negated) isTakenBack = false
    return { said: text, stem: assents.has(text) ? 'yes' : stem(text), content, negated }
  })
  return { words, key: kept.map((word) => negations.get(word) ?? (assents.has(word) ? 'yes' : word)).join(' ') }
}

/** "No problem" says yes. */
function withoutNoOfAssent(words: readonly string[]): readonly string[] {
  const kept: string[] = []
  for (let at = 0; at < words.length;) {
    const phrase = assentsWithNo.get(words[at]!)?.find((one) => one.every((word, i) => words[at + i] === word))
    kept.push(phrase === undefined ? words[at]! : 'yes')
    at += phrase?.length ?? 1
  }
  return kept
}

/** Whether nothing was said but hesitation and politeness: "um, well". */
export function isOnlyHesitation(text: string): boolean {
  return plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => word === '' || fillers.has(word))
}

function contentOf(word: string, place: number): number {
  // German's "was" asks where it stands first; English's "was" says little anywhere.
  const isPast = word === 'was' && place > 0
  return questionWords.has(word) && !isPast ? questionContent : stopWords.has(word) ? littleContent : 1
}

const isPlain = /^[\x20-\x7e]*$/u

function plain(text: string): string {
  const lower = text.toLowerCase()
  if (isPlain.test(lower)) return lower.includes("'") ? lower.replaceAll("'", '') : lower
  return lower
    .normalize('NFKD')
    .replace(/\p{M}|['’]/gu, '')
    .replaceAll('ł', 'l')
}
