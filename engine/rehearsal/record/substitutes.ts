import { parse } from '../../answers/parse.ts'
import { speak } from '../../answers/speak.ts'
import { lexiconOf, type Lexicon } from '../../answers/lexicon.ts'
import { tokenize } from '../../answers/tokens.ts'
import { fold } from '../../answers/fold.ts'
import type { AnswerContext } from '../../answers/answer.ts'
import type { Json, JsonObject } from '../../language/json.ts'
import type { Slot } from '../../language/slot.ts'
import type { Inventor } from './invented.ts'
import type { KnownWords } from './known-words.ts'
import { textOf } from './written-forms.ts'
import { personalKind, type PersonalKind } from './personal.ts'

/** Where a value is read: what its grammar has to know. */
export type Place = Pick<AnswerContext, 'language' | 'nowMs' | 'timezone'>

/** Of each personal value, what takes its place: the same for the same, whatever it was said, keyed or returned as. */
export class Substitutes {
  readonly inventor: Inventor
  readonly #known: KnownWords
  readonly #isKept: (slot: Slot) => boolean
  readonly #refusal: (slot: Slot, value: Json, nowMs: number) => number
  readonly #values = new Map<string, string>()
  readonly #words = new Map<string, string>()
  readonly #taken = new Set<string>()
  readonly #language: string

  constructor(
    inventor: Inventor,
    known: KnownWords,
    isKept: (slot: Slot) => boolean,
    refusal: (slot: Slot, value: Json, nowMs: number) => number,
    language: string,
  ) {
    this.#language = language
    this.#refusal = refusal
    this.inventor = inventor
    this.#known = known
    this.#isKept = isKept
  }

  /** Null where what the slot holds stays. */
  kindOf(slot: Slot): PersonalKind | null {
    return this.#isKept(slot) ? null : personalKind(slot)
  }

  /** What takes the place of a slot's value. */
  ofSlot(slot: Slot, value: Json, place: Place): Json {
    if (Array.isArray(value)) return (value as readonly Json[]).map((one) => this.ofSlot(slot.item ?? slot, one, place))
    if (value !== null && typeof value === 'object') {
      const fields = Object.entries(value as JsonObject).map(([name, one]): [string, Json] => {
        const field = slot.of?.[name]
        return [
          name,
          one === undefined ? null : field === undefined ? this.ofJson(one) : this.ofSlot(field, one, place),
        ]
      })
      return slot.type === 'money' ? value : Object.fromEntries(fields)
    }
    const kind = this.kindOf(slot)
    if (kind === null || value === null || typeof value === 'boolean') return value
    if (kind === 'number') return Number(this.#once('number', textOf(value), () => this.inventor.code(textOf(value))))
    const text = textOf(value)
    const refused = this.#refusal(slot, value, place.nowMs)
    // What was refused is refused again, and nothing else.
    const fits = (other: string): boolean =>
      this.#isRead(slot, other, place) && this.#refusal(slot, other, place.nowMs) === refused
    return this.#once(kind, text, (tried) => this.#invent(kind, text, tried), fits)
  }

  /** What takes the place of a telephone number; "" stays. */
  ofPhone(number: string): string {
    return number === '' ? '' : this.#once('phone', number, () => this.inventor.phone(number))
  }

  /** A word by itself; what anybody may say stays. */
  ofWord(word: string): string {
    const plain = fold(word)
    const before = this.#words.get(plain)
    if (before !== undefined) return cased(before, word)
    if (this.#known.has(word)) return word
    const other = this.inventor.word(word.length)
    this.#words.set(plain, other)
    return cased(other, word)
  }

  /** Words stay or are replaced one by one; so do long runs of digits, spoken or written, and all of them where it is a code. */
  ofText(text: string, isCode = false, language = this.#language): string {
    const lexicon = lexiconOf(language)
    const isDictated = isCode || digitsIn(text, lexicon) >= longRun
    return text.replace(/[\p{L}\p{M}\p{N}'’]+/gu, (chunk) => {
      if (/^\d+$/.test(chunk)) return isDictated || chunk.length >= longRun ? this.inventor.code(chunk) : chunk
      if (/\d/.test(chunk)) return /^\d+(st|nd|rd|th|am|pm|h|e|er|re)$/i.test(chunk) ? chunk : this.inventor.code(chunk)
      if (isCode && chunk.length === 1) return this.inventor.letter(chunk)
      const word = this.ofWord(chunk)
      return isDictated ? this.#dictated(word, lexicon, isCode) : word
    })
  }

  /** The name of a digit or of a letter is that of the other one. */
  #dictated(word: string, lexicon: Lexicon, isCode: boolean): string {
    const { numbers, alphabet } = lexicon.table
    const { number, code, letter, roles } = lexicon.look(word.toLowerCase())
    if (number >= 0 && number < 10) return first(numbers[Number(this.inventor.digit(String(number)))]) ?? word
    if (code !== '') return first(alphabet[this.inventor.letter(code)]) ?? word
    return isCode && letter !== '' && roles.length === 0 ? this.inventor.letter(letter) : word
  }

  /** What a tool returned or an event brought. Names of fields, moments, amounts and what the flow itself writes stay. */
  ofJson(value: Json, field = ''): Json {
    if (Array.isArray(value)) return (value as readonly Json[]).map((one) => this.ofJson(one, field))
    if (typeof value === 'string') return this.#ofString(value, field)
    if (typeof value === 'number') {
      const known = this.#valueOf(textOf(value))
      if (known !== undefined && !Number.isNaN(Number(known))) return Number(known)
      const isAmount = /amount|price|total|balance|cents|pence|cost|due|sum/i.test(field)
      return Number.isInteger(value) && Math.abs(value) >= 10_000 && !isAmount && Math.abs(value) < 1e12
        ? Number(this.inventor.code(textOf(value)).replace(/^(-?)0/, '$11'))
        : value
    }
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(
      Object.entries(value as JsonObject).map(([name, one]): [string, Json] => [
        /^[A-Za-z_]\w*$/.test(name) ? name : this.#ofString(name, field),
        this.ofJson(one ?? null, name),
      ]),
    )
  }

  #ofString(text: string, field: string): string {
    const known = this.#valueOf(text)
    if (known !== undefined) return known
    if (/^\+\d{6,15}$/.test(text)) return this.ofPhone(text)
    if (/^[^\s@]+@[^\s@]+$/.test(text))
      return this.#once('email', text.toLowerCase(), (tried) => this.#invent('email', text, tried))
    if (/^\d{4}-\d\d-\d\d/.test(text)) {
      const isLongAgo = /birth|dob|born/i.test(field) || Number(text.slice(0, 4)) < 2010
      return isLongAgo ? this.#once('day', text, () => this.inventor.day(text)) : text
    }
    if (/^(PT?|\d\d:\d\d)/.test(text) && !/[a-z]/.test(text)) return text
    if (/name|patient|customer|caller|holder/i.test(field) && /^\p{Lu}/u.test(text))
      return this.#once('name', text, (tried) => this.#invent('name', text, tried))
    return this.ofText(text)
  }

  #valueOf(text: string): string | undefined {
    for (const kind of ['phone', 'email', 'name', 'code', 'day', 'words', 'number']) {
      const found = this.#values.get(`${kind} ${text}`) ?? this.#values.get(`${kind} ${plainCode(text)}`)
      if (found !== undefined) return found
    }
    return undefined
  }

  #once(
    kind: string,
    value: string,
    invent: (tried: number) => string,
    fits: (other: string) => boolean = () => true,
  ): string {
    const key = `${kind} ${value}`
    const before = this.#values.get(key)
    if (before !== undefined) return before
    let other = invent(0)
    for (let tried = 1; tried < mostTries && (other === value || this.#taken.has(other) || !fits(other)); tried++)
      other = invent(tried)
    this.#taken.add(other)
    this.#values.set(key, other)
    if (kind === 'code') this.#values.set(`${kind} ${plainCode(value)}`, other)
    return other
  }

  #invent(kind: PersonalKind, text: string, tried: number): string {
    switch (kind) {
      case 'phone':
        return this.inventor.phone(text)
      case 'day':
        return this.inventor.day(text)
      case 'email': {
        const [local = ''] = text.split('@')
        const mapped = local
          .replace(/[A-Za-z]+/g, (word) => this.#nameWord(word, false))
          .replace(/\d+/g, (run) => this.inventor.code(run))
        return `${mapped}@example.${text.split('.').at(-1) === 'com' ? 'com' : 'org'}`.toLowerCase()
      }
      case 'name':
        return text
          .split(/\s+/)
          .map((word, index) => this.#nameWord(word, index === 0))
          .join(' ')
      case 'code': {
        // a company's own letters in front of a number: the flow may look at them
        const lead = /^[A-Z]{1,3}(?=\d{4,}$)/.exec(text)?.[0] ?? ''
        const rest = text.slice(lead.length)
        return lead + (tried === 0 ? this.inventor.code(rest) : this.inventor.anyCode(rest))
      }
      default:
        return this.ofText(text)
    }
  }

  #nameWord(word: string, isFirst: boolean): string {
    const plain = fold(word)
    const before = this.#words.get(plain)
    if (before !== undefined) return capital(before)
    const other = this.inventor.nameWord(isFirst)
    // A name that is a word as well ("May") stays a word elsewhere.
    if (!this.#known.has(word)) this.#words.set(plain, other.toLowerCase())
    else this.#words.set(`name ${plain}`, other.toLowerCase())
    return other
  }

  /** Whether the slot's own grammar reads it, as it would be read back. */
  #isRead(slot: Slot, value: string, place: Place): boolean {
    const kind = personalKind(slot)
    if (kind === 'words' || kind === 'name') return true
    const { value: read } = parse([{ text: spokenFor(slot, value, place), confidence: 1 }], { ...place, slot })
    return textOf(read) === value
  }
}

/** How a value is said so that its grammar reads it again: digits and letters one by one. */
export function spokenFor(slot: Slot, value: string, place: Place): string {
  switch (slot.type) {
    case 'phone':
      return speak('phone', value, [], place).replaceAll(',', '')
    case 'digits':
    case 'spelled':
    case 'postcode':
      return value.replace(/[\s-]/g, '').split('').join(' ').toLowerCase()
    case 'email':
      return speak('email', value, [], place)
    case 'date':
      return speak('date', value, [], place)
    case 'datetime':
      return speak('datetime', value, [], place)
    default:
      return value
  }
}

/** So many digits are said in it one by one. */
export function digitsIn(text: string, lexicon: Lexicon): number {
  return tokenize(text, lexicon).reduce((sum, { lexeme, digits, text: digit }) => {
    if (digits) return sum + digit.length
    return sum + (lexeme.number >= 0 && lexeme.number < 10 ? 1 : 0)
  }, 0)
}

function first(words: string | undefined): string | undefined {
  return words?.split(' ')[0]
}

function plainCode(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase()
}

function cased(word: string, like: string): string {
  return /^\p{Lu}/u.test(like) ? capital(word) : word
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Of so many digits together, one may know who it is. */
const longRun = 5
const mostTries = 300
