import type { Json } from '../../language/json.ts'
import { fold } from '../fold.ts'
import { is } from '../lexicon.ts'
import { readCount } from '../numbers.ts'
import type { Heard } from '../reading.ts'
import type { Token } from '../tokens.ts'
import type { Slot } from '../../language/slot.ts'
import { fieldsIn } from './list-slot.ts'

/** Which items some words mean. */
export interface Mentioned {
  readonly places: readonly number[]
  /** Something else was named, or more than one item fits. */
  readonly unknown: boolean
  /** The tokens that name it. */
  readonly tokens: ReadonlySet<number>
}

const nobody: Mentioned = { places: [], unknown: false, tokens: new Set() }

/** The item that shares most of its words with these, by its words or its last digits; unknown where two fit alike. */
export function mentioned(tokens: readonly Token[], items: readonly Json[], slot: Slot): Mentioned {
  const scored = items.map((item, place) => {
    const names = wordsOfItem(slot, item)
    const at = tokens.flatMap((token, index) => (isContent(token) && names.has(stem(token.text)) ? [index] : []))
    return { place, at: at.length > 0 ? at : digitsAt(tokens, item, slot) }
  })
  const most = Math.max(0, ...scored.map(({ at }) => at.length))
  const [first, ...others] = most === 0 ? [] : scored.filter(({ at }) => at.length === most)
  if (first === undefined) return { ...nobody, unknown: tokens.some(isContent) }
  if (others.length > 0) return { ...nobody, unknown: true }
  return { places: [first.place], unknown: false, tokens: new Set(first.at) }
}

/** "the second one": its place, from 0; null where no place is said. */
export function placeSaid(tokens: readonly Token[], { lexicon }: Heard, count: number): number | null {
  for (let at = 0; at < tokens.length; at++) {
    const read = readCount(tokens, at, lexicon)
    const numbered = /^(number|item|numero|nummer|numer)$/.test(tokens[at - 1]?.text ?? '')
    if (read !== undefined && (read.ordinal || numbered) && read.value >= 1 && read.value <= count)
      return read.value - 1
  }
  return null
}

export function isContent(token: Token): boolean {
  return (
    token.text.length > 1 &&
    !(['the', 'a', 'of', 'and', 'not', 'no', 'yes', 'assent', 'correction', 'filler', 'one'] as const).some((role) =>
      is(token, role),
    )
  )
}

function wordsOfItem(slot: Slot, item: Json): ReadonlySet<string> {
  const said = Object.values(fieldsIn(slot, item)).flatMap((value) =>
    typeof value === 'string' ? fold(value.replaceAll('_', ' ')).split(/[^\p{L}\p{N}]+/u) : [],
  )
  return new Set(said.filter((word) => word.length > 1 && !/\d/.test(word)).map(stem))
}

/** Plurals and cases apart: enough to tell a few items from each other. */
function stem(word: string): string {
  const plain = word.replaceAll("'", '')
  return plain.length > 5 ? plain.slice(0, Math.max(4, plain.length - 2)) : plain.replace(/(?<=...)[sn]$/, '')
}

/** "The one that ends in four four seven": three digits or more, at the end of a number. */
function digitsAt(tokens: readonly Token[], item: Json, slot: Slot): number[] {
  const values = Object.values(fieldsIn(slot, item)).filter(
    (value): value is string => typeof value === 'string' && /^[\d +]{3,}$/.test(value),
  )
  if (values.length === 0) return []
  const runs: { index: number; text: string }[][] = [[]]
  for (const [index, token] of tokens.entries()) {
    const text = digitsOf(token)
    if (text === null) runs.push([])
    else runs.at(-1)?.push({ index, text })
  }
  const run = runs.reduce((longest, one) => (one.length > longest.length ? one : longest), [])
  const digits = run.map(({ text }) => text).join('')
  const fits = digits.length >= 3 && values.some((value) => value.replaceAll(/\D/g, '').endsWith(digits))
  return fits ? run.map(({ index }) => index) : []
}

function digitsOf({ digits, text, lexeme }: Token): string | null {
  if (digits) return text
  return lexeme.number >= 0 && lexeme.number < 10 ? String(lexeme.number) : null
}
