import { fold } from './fold.ts'
import type { LanguageTable, Role } from './tables/table.ts'
import { de } from './tables/de.ts'
import { en } from './tables/en.ts'
import { es } from './tables/es.ts'
import { fr } from './tables/fr.ts'
import { pl } from './tables/pl.ts'

/** All that one word may be. Numbers are -1 where it is not one. */
export interface Lexeme {
  readonly number: number
  /** 100, 1000 … where the word multiplies. */
  readonly scale: number
  /** A number with a half in it: 1.5. */
  readonly withHalf: number
  readonly ordinal: number
  /** 1–12. */
  readonly month: number
  /** 1 = Monday … 7. */
  readonly weekday: number
  /** The letter that it names: "bee" is b, "see" is c. */
  readonly letter: string
  /** The letter that it stands for in a spelling alphabet. */
  readonly code: string
  /** The digit it may be among digits: "to" is 2. */
  readonly homophone: number
  /** Group of nouns that mean the same counted thing, or -1. */
  readonly noun: number
  readonly roles: readonly Role[]
  /** ISO 4217 code, and whether it is the hundredth. */
  readonly currency: { readonly code: string; readonly isCents: boolean } | undefined
  /** What it adds to a party. */
  readonly party: PartyWord | undefined
}

export type PartyWord = 'self' | 'one' | 'two' | 'us' | 'determiners' | 'without'

/** A language's table, folded and turned round: from a word to what it may be. */
export interface Lexicon {
  readonly language: string
  readonly table: LanguageTable
  readonly none: Lexeme
  readonly elides: boolean
  look(word: string): Lexeme
  isOrdinalSuffix(text: string): boolean
  /** "um": a sound that means nothing. */
  isNoise(text: string): boolean
  readonly hasIdioms: boolean
  /** The longest idiom that begins at a token. */
  idiomAt(tokens: readonly { readonly text: string }[], at: number): Idiom | undefined
}

export interface Idiom {
  readonly length: number
  readonly words: readonly string[]
  readonly lexeme: Lexeme
}

const none: Lexeme = {
  number: -1,
  scale: -1,
  withHalf: -1,
  ordinal: -1,
  month: -1,
  weekday: -1,
  letter: '',
  code: '',
  homophone: -1,
  noun: -1,
  roles: [],
  currency: undefined,
  party: undefined,
}

const tables: Readonly<Record<string, LanguageTable>> = { en, es, de, fr, pl }
const built = new Map<string, Lexicon>()

/** The lexicon of a BCP 47 language; English where the language has no table, so that a parse never fails. */
export function lexiconOf(language: string): Lexicon {
  const known = built.get(language)
  if (known) return known
  const table = tables[language.slice(0, 2).toLowerCase()] ?? en
  const lexicon = built.get(table.language) ?? build(table)
  built.set(table.language, lexicon)
  built.set(language, lexicon)
  return lexicon
}

/** Whether the language has a table of its own. */
export function speaks(language: string): boolean {
  return tables[language.slice(0, 2).toLowerCase()] !== undefined
}

/** Whether a token's word has a role. */
export function is(token: { readonly lexeme: Lexeme } | undefined, role: Role): boolean {
  return token !== undefined && token.lexeme.roles.includes(role)
}

type Draft = { -readonly [K in keyof Lexeme]: Lexeme[K] } & { roles: Role[] }

function build(table: LanguageTable): Lexicon {
  const words = new Map<string, Draft>()
  const draft = (word: string): Draft => {
    const key = fold(word)
    const found = words.get(key)
    if (found) return found
    const made: Draft = { ...none, roles: [] }
    words.set(key, made)
    return made
  }
  const each = (list: string, use: (lexeme: Draft) => void): void => {
    for (const word of list.split(' ')) if (word) use(draft(word))
  }
  for (const [value, list] of Object.entries(table.numbers)) each(list, (x) => (x.number = Number(value)))
  for (const [value, list] of Object.entries(table.scales)) each(list, (x) => (x.scale = Number(value)))
  for (const [value, list] of Object.entries(table.halves)) each(list, (x) => (x.withHalf = Number(value)))
  for (const [value, list] of Object.entries(table.ordinals)) each(list, (x) => (x.ordinal = Number(value)))
  for (const [i, list] of table.months.entries()) each(list, (x) => (x.month = i + 1))
  for (const [i, list] of table.weekdays.entries()) each(list, (x) => (x.weekday = i + 1))
  for (const [letter, list] of Object.entries(table.letters)) each(list, (x) => (x.letter = letter))
  for (const [letter, list] of Object.entries(table.alphabet)) each(list, (x) => (x.code = letter))
  for (const [digit, list] of Object.entries(table.homophones)) each(list, (x) => (x.homophone = Number(digit)))
  for (const [i, list] of table.nouns.entries()) each(list, (x) => (x.noun = i))
  for (const [code, { whole, cents }] of Object.entries(table.currencies)) {
    each(cents, (x) => (x.currency ??= { code, isCents: true }))
    each(whole, (x) => (x.currency ??= { code, isCents: false }))
  }
  for (const [part, list] of Object.entries(table.party)) each(list, (x) => (x.party = part as PartyWord))
  for (const [role, list] of Object.entries(table.roles)) each(list, (x) => x.roles.push(role as Role))
  const idioms = new Map<string, Idiom[]>()
  for (const [role, phrases] of Object.entries(table.idioms)) {
    for (const phrase of phrases) {
      const parts = fold(phrase).split(' ')
      const first = parts[0] ?? ''
      const idiom = { length: parts.length, words: parts, lexeme: { ...none, roles: [role as Role] } }
      idioms.set(
        first,
        [...(idioms.get(first) ?? []), idiom].sort((a, b) => b.length - a.length),
      )
    }
  }
  for (const [letter, list] of Object.entries(table.alphabet)) {
    for (const word of list.split(' ').filter((one) => one.includes('-'))) {
      const parts = fold(word).split('-')
      const first = parts[0] ?? ''
      const idiom = { length: parts.length, words: parts, lexeme: { ...none, code: letter } }
      idioms.set(first, [...(idioms.get(first) ?? []), idiom])
    }
  }
  const noise = new Set(table.noise.split(' ').map(fold))
  const suffixes = new Set(table.ordinalSuffixes.split(' ').filter(Boolean).map(fold))
  const compounds = table.grammar.unitFirst
  return {
    language: table.language,
    table,
    none,
    elides: table.grammar.elides,
    look: (word) => words.get(word) ?? (compounds ? (compound(word, words) ?? none) : none),
    isOrdinalSuffix: (text) => suffixes.has(text),
    isNoise: (text) => noise.has(text),
    hasIdioms: idioms.size > 0,
    idiomAt: (tokens, at) =>
      idioms.get(tokens[at]?.text ?? '')?.find(({ words }) => words.every((word, i) => tokens[at + i]?.text === word)),
  }
}

/** "neunzehnhundertneunundsiebzig", "dreiundzwanzigsten": a number written as one word, cut at its parts. */
function compound(word: string, words: ReadonlyMap<string, Lexeme>): Lexeme | undefined {
  if (word.length < 8 || word.length > 60) return undefined
  const value = composed(word, words)
  if (value !== undefined && value >= 0) return { ...none, number: value }
  const ending = /(sten|ste|ster|stes|ten|te|ter|tes)$/.exec(word)
  if (!ending) return undefined
  const stem = composed(word.slice(0, -ending[0].length), words)
  if (stem !== undefined && stem >= 0) return { ...none, ordinal: stem }
  for (let cut = word.length - 4; cut > 3; cut--) {
    const last = words.get(word.slice(cut))
    const head = last && last.ordinal > 0 ? composed(word.slice(0, cut), words) : undefined
    if (last && head !== undefined && head >= 100) return { ...none, ordinal: head + last.ordinal }
  }
  return undefined
}

function composed(word: string, words: ReadonlyMap<string, Lexeme>): number | undefined {
  const known = words.get(word)
  if (known && known.number >= 0) return known.number
  if (known && known.scale > 0) return known.scale
  for (const [name, scale] of [
    ['tausend', 1000],
    ['hundert', 100],
  ] as const) {
    const at = word.indexOf(name)
    if (at < 0) continue
    const before = at === 0 ? 1 : composed(word.slice(0, at), words)
    const rest = word.slice(at + name.length).replace(/^und(?=.)/, '')
    const after = rest === '' ? 0 : composed(rest, words)
    return before === undefined || after === undefined || after >= scale ? undefined : before * scale + after
  }
  const joint = word.indexOf('und')
  if (joint <= 0) return undefined
  const unit = words.get(word.slice(0, joint))?.number ?? -1
  const ten = words.get(word.slice(joint + 3))?.number ?? -1
  return unit > 0 && unit < 10 && ten >= 20 && ten % 10 === 0 && ten < 100 ? ten + unit : undefined
}
