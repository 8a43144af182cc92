import { lexiconOf } from '../lexicon.ts'
import { tokenize, type Token } from '../tokens.ts'
import { listTables } from './list-tables.ts'

/** What callers say of a list, besides what is in it. Several phrases are parted by " | ". */
export interface ListTable {
  /** That is all; also behind the last item. */
  readonly done: string
  /** There is nothing to put on it. */
  readonly none: string
  /** There is another one. */
  readonly more: string
  /** No answer at all. */
  readonly unsure: string
  /** What is on it? */
  readonly tell: string
  /** Takes something off; "take * off" is said around it. */
  readonly remove: string
  /** The one that was said last. */
  readonly latest: string
  /** All of them. */
  readonly every: string
  /** One, without saying which. */
  readonly some: string
  /** Puts something else in its place. */
  readonly change: string
  /** Before an item, and no part of it. */
  readonly lead: string
  /** Of these, what says that it is another one. */
  readonly also: string
  /** Behind an item, and no part of it. */
  readonly tail: string
  /** Between what an item is and the rest of it. */
  readonly link: string
  /** Nothing but what is on it already. */
  readonly only: string
}

export type Phrase = readonly string[]
export type ListWords = Readonly<Record<keyof ListTable, readonly Phrase[]>>

const built = new Map<string, ListWords>()

/** A language's words for lists, cut as a caller's are, longer phrases first; English where it has none. */
export function listWords(language: string): ListWords {
  const lexicon = lexiconOf(language)
  const known = built.get(lexicon.language)
  if (known !== undefined) return known
  const table = listTables[lexicon.language] ?? listTables['en']
  const words = Object.fromEntries(
    Object.entries(table ?? {}).map(([name, phrases]) => [
      name,
      (phrases as string)
        .split(' | ')
        .map((phrase) =>
          phrase
            .split(' * ')
            .map((part) => wordsIn(tokenize(part, lexicon)))
            .reduce((all, part) => [...all, '*', ...part]),
        )
        .toSorted((a, b) => b.length - a.length),
    ]),
  ) as unknown as ListWords
  built.set(lexicon.language, words)
  return words
}

/** The single words of tokens: an idiom is several. */
function wordsIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ text }) => text.split(' ')).map((word) => word.replaceAll("'", ''))
}

/** How many of the tokens from `at` on are this phrase; 0 where they are not. */
export function phraseAt(tokens: readonly Token[], at: number, phrase: Phrase): number {
  let said = 0
  for (let to = at; to < tokens.length; to++) {
    for (const word of wordsIn(tokens.slice(to, to + 1))) if (word !== phrase[said++]) return 0
    if (said === phrase.length) return to + 1 - at
  }
  return 0
}

/** The longest of the phrases that begins at `at`: how many tokens it takes. */
export function longestAt(tokens: readonly Token[], at: number, phrases: readonly Phrase[]): number {
  return phrases.reduce((most, phrase) => Math.max(most, phraseAt(tokens, at, phrase)), 0)
}

/** Where the longest of the phrases begins that ends the tokens; their number where none does. */
export function endingFrom(tokens: readonly Token[], phrases: readonly Phrase[]): number {
  for (let at = 0; at < tokens.length; at++)
    if (phrases.some((phrase) => phraseAt(tokens, at, phrase) === tokens.length - at)) return at
  return tokens.length
}
