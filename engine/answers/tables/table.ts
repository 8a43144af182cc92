/** What a word can be for in a spoken answer, beside a number, a month, a day or a letter. */
export type Role =
  | 'yes'
  | 'assent'
  /** Goes with a yes or an assent without saying anything else: "that sounds good to me". */
  | 'agreeing'
  | 'no'
  | 'not'
  /** Neither: "I don't know", "no sé". What was said before it does not count. */
  | 'unsure'
  | 'filler'
  | 'correction'
  | 'and'
  | 'or'
  | 'the'
  | 'a'
  | 'of'
  | 'from'
  | 'until'
  | 'on'
  | 'in'
  | 'ago'
  | 'as'
  | 'past'
  | 'before'
  | 'half'
  | 'quarter'
  | 'three-quarters'
  | 'oclock'
  | 'am'
  | 'pm'
  | 'morning'
  | 'afternoon'
  | 'evening'
  | 'night'
  | 'noon'
  | 'midnight'
  | 'now'
  | 'today'
  | 'tomorrow'
  | 'overmorrow'
  | 'yesterday'
  | 'day-before-yesterday'
  | 'next'
  | 'last'
  | 'this'
  | 'minute'
  | 'hour'
  | 'day'
  | 'week'
  | 'fortnight'
  | 'month'
  | 'year'
  | 'weekend'
  | 'second-unit'
  | 'double'
  | 'triple'
  | 'point'
  | 'minus'
  | 'plus'
  | 'at-sign'
  | 'dash'
  | 'underscore'
  | 'dot'
  | 'all'
  | 'both'
  | 'neither'
  | 'earlier'
  | 'later'
  | 'final'
  | 'middle'
  | 'one'
  | 'after'
  /** Behind a day or a length of time, counted from what was said before: "the Friday after", "an hour later". */
  | 'afterwards'
  | 'beforehand'
  | 'nothing'
  | 'capital'
  | 'space'

/**
 * Everything the grammars know of one language. Lists of words are one string, separated by spaces; the first is the
 * one to speak. Accents are optional: a table is folded before it is used.
 */
export interface LanguageTable {
  /** ISO 639: "en". */
  readonly language: string
  /** Words by value: 0–19, tens, and (Spanish, Polish) hundreds. */
  readonly numbers: Readonly<Record<number, string>>
  /** Words that multiply what stands before them: 100, 1000, 1000000. */
  readonly scales: Readonly<Record<number, string>>
  readonly ordinals: Readonly<Record<number, string>>
  /** What is written behind digits to make them ordinal: "st nd rd th". */
  readonly ordinalSuffixes: string
  /** January first. */
  readonly months: readonly string[]
  /** Monday first. */
  readonly weekdays: readonly string[]
  /** How letters are called and misheard: b: "b be bee". */
  readonly letters: Readonly<Record<string, string>>
  /** Spelling alphabets: b: "bravo bertie". */
  readonly alphabet: Readonly<Record<string, string>>
  /** Words that recognisers write for two letters said in one breath: katie is "kt". */
  readonly clumps: Readonly<Record<string, string>>
  /** Words that are digits only among digits: 2: "to too". */
  readonly homophones: Readonly<Record<number, string>>
  /** Sounds of thinking, which mean nothing anywhere: they are dropped before a grammar reads. */
  readonly noise: string
  readonly roles: Readonly<Partial<Record<Role, string>>>
  /** What takes several words: each phrase is read as one word with the role. "pasado mañana" is overmorrow. */
  readonly idioms: Readonly<Partial<Record<Role, readonly string[]>>>
  /**
   * Words for counted things that go by more than one name. The groups stand in the same order in every language:
   * people, adults, children, rooms, nights, days, times, tickets, bags.
   */
  readonly nouns: readonly string[]
  /** Words for a number with a half in it: 1.5: "anderthalb". */
  readonly halves: Readonly<Record<string, string>>
  /** Words for a currency and for its hundredth, by ISO 4217 code. */
  readonly currencies: Readonly<Record<string, { readonly whole: string; readonly cents: string }>>
  /** Who else makes up a party: the speaker; relations, one adult each; words for two; "of us"; and what owns or counts one. */
  readonly party: {
    readonly self: string
    readonly one: string
    readonly two: string
    readonly us: string
    readonly determiners: string
    readonly without: string
  }
  readonly grammar: {
    /** "dreiundzwanzig": the unit stands before the ten. */
    readonly unitFirst: boolean
    /** "halb fünf" is half an hour before five. */
    readonly halfIsBefore: boolean
    /** "las cuatro y media", "cinq heures moins dix": minutes stand behind the hour. */
    readonly minutesBehind: boolean
    /** "szesnasta": hours are ordinals. */
    readonly ordinalHours: boolean
    /** "seize heures" is a clock time, not sixteen hours. */
    readonly hourIsClock: boolean
    /** "octobre" after "d'": words are cut behind an apostrophe. */
    readonly elides: boolean
    /** Digits behind the point are written after a comma. */
    readonly decimalComma: boolean
  }
}
