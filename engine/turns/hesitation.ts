import { fold } from '../answers/fold.ts'
import { lexiconOf, type Lexicon } from '../answers/lexicon.ts'
import type { SlotType } from '../language/slot.ts'

/**
 * Does the caller sound as if more is to come?
 * - none: no
 * - trailing: the last word is a sound of thinking, or one on which nobody ends ("on the", "seven, um")
 * - only: there is nothing but such words ("um, let me see")
 */
export type Hesitation = 'none' | 'trailing' | 'only'

/**
 * Words on which an answer does not end: articles, conjunctions, possessives, prepositions. Without those that also end a
 * sentence ("log in", "mach zu") or are an answer ("si").
 */
const unfinished: Readonly<Record<string, ReadonlySet<string>>> = {
  en: wordSet("a an the and or but because my our your their it's i'm from with to of at for if"),
  es: wordSet('el los las un una y o pero porque mi mis su sus del al en con para por'),
  de: wordSet('der den dem eine einen einem und oder aber weil mein meine von zum zur am im für'),
  fr: wordSet('le les un une des et ou mais mon ma mes du au aux avec pour'),
  pl: wordSet('i oraz lub albo ale bo mój moja moje z ze do na w we od dla że'),
}

/** Among letters and digits "a" is a letter and "to" may be a two. */
const lettersAndDigits: readonly SlotType[] = ['digits', 'spelled', 'phone', 'email', 'postcode']

/** Of the words of a turn (`wordsOf`); what is asked for says whether "a" may be all that was left to say. */
export function hesitation(words: readonly string[], language: string, asked: readonly SlotType[]): Hesitation {
  const folded = words.map(fold)
  const last = folded.at(-1)
  if (last === undefined) return 'none'
  const lexicon = lexiconOf(language)
  if (withoutIdioms(folded, lexicon).every((word) => isFiller(word, lexicon))) return 'only'
  if (lexicon.isNoise(last)) return 'trailing'
  if (asked.some((type) => lettersAndDigits.includes(type))) return 'none'
  return unfinished[lexicon.language]?.has(last) === true ? 'trailing' : 'none'
}

/** "Okay" and "yes" are fillers too, but may be all that the caller has to say; "seven" in "it's seven" is none. */
function isFiller(word: string, lexicon: Lexicon): boolean {
  if (lexicon.isNoise(word)) return true
  const { roles } = lexicon.look(word)
  const says: readonly string[] = ['yes', 'assent', 'no', 'not', 'nothing']
  return roles.includes('filler') && !roles.some((role) => says.includes(role))
}

/** "Let me think" is three words, and the last alone would say something. */
function withoutIdioms(words: readonly string[], lexicon: Lexicon): string[] {
  const tokens = words.map((text) => ({ text }))
  const left: string[] = []
  for (let at = 0; at < words.length;) {
    const idiom = lexicon.idiomAt(tokens, at)
    const length = idiom?.lexeme.roles.includes('filler') === true ? idiom.length : 0
    if (length === 0) left.push(words[at] ?? '')
    at += Math.max(1, length)
  }
  return left
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map(fold))
}
