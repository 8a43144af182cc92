import type { Slot, SlotType } from '../../language/slot.ts'
import type { Json, JsonObject } from '../../language/json.ts'
import type { AnswerContext } from '../answer.ts'
import { is } from '../lexicon.ts'
import type { Grammar, Heard, Reading } from '../reading.ts'
import type { Token } from '../tokens.ts'
import { longestAt, type ListWords } from './list-words.ts'
import { pieceOf, withoutTail } from './pieces.ts'

/** The grammar of a type of field. */
export type GrammarOf = (type: SlotType) => Grammar

/** What a stretch of words says of one item. */
export interface SaidItem {
  readonly fields: JsonObject
  readonly parts: JsonObject
  /** No more words could change what was said. */
  readonly closed: boolean
}

/** Any words are one of these: they take what the others leave. */
const greedy: ReadonlySet<SlotType> = new Set(['text', 'name', 'spelled', 'email'])

export function isGreedy({ type }: Slot): boolean {
  return greedy.has(type)
}

/**
 * Reads one item's fields in a stretch of words. No word counts twice: the field that is asked for comes first, then what
 * uses more of the words; words that are left are a text. A bare number is an amount only where an amount is asked for: the
 * twelve of "an iPhone 12" is none.
 */
export function readItem(
  heard: Heard,
  tokens: readonly Token[],
  fields: readonly Slot[],
  how: {
    readonly asked: string | null
    readonly context: AnswerContext
    readonly words: ListWords
    readonly grammarOf: GrammarOf
    /** Beginnings of answers so far, by field. */
    readonly parts: JsonObject
  },
): SaidItem {
  const { asked, context, words, grammarOf } = how
  const piece = pieceOf(heard, tokens)
  const read = (slot: Slot, of: Heard): Reading => {
    const { earlier: _, ...rest } = context
    const earlier = how.parts[slot.name]
    return grammarOf(slot.type)(of, { ...rest, slot, ...(earlier === undefined ? {} : { earlier }) })
  }
  const claims = fields
    .filter((field) => !isGreedy(field))
    .map((field) => ({ field, reading: read(field, piece) }))
    .filter(({ field, reading }) => reading.state !== 'none' && isSure(field, reading, piece.tokens, how))
    .sort((a, b) => rank(a, asked) - rank(b, asked) || width(b.reading) - width(a.reading))
  const taken = new Set<number>()
  const values: Record<string, Json> = {}
  const parts: Record<string, Json> = {}
  let closed = true
  for (const { field, reading } of claims) {
    const own = Array.from({ length: width(reading) }, (_, i) => reading.from + i)
    if (own.some((at) => taken.has(at))) continue
    if (reading.value !== null) values[field.name] = reading.value
    else if (reading.part !== undefined) parts[field.name] = reading.part
    else continue
    closed &&= reading.state === 'closed'
    for (const at of own) taken.add(at)
  }
  const [text] = fields.filter(isGreedy).sort((a, b) => Number(b.name === asked) - Number(a.name === asked))
  if (text !== undefined) {
    const left = pieceOf(heard, leftOver(tokens, taken, words))
    const reading = left.tokens.length === 0 || isEmpty(left.tokens) ? null : read(text, left)
    if (reading !== null && reading.value !== null) {
      values[text.name] = reading.value
      closed = false
    } else if (reading?.part !== undefined) parts[text.name] = reading.part
  }
  return { fields: values, parts, closed: closed && Object.keys(values).length > 0 }
}

/** Numbers are in many a name: "for twenty" is an amount, and the twelve of "an iPhone 12" is none. */
function isSure(
  field: Slot,
  { fit, value, from }: Reading,
  tokens: readonly Token[],
  { asked, words }: { readonly asked: string | null; readonly words: ListWords },
): boolean {
  if (field.name === asked) return true
  if (value === null) return asked === null
  if (fit === 1 || (field.type !== 'money' && field.type !== 'number')) return true
  return from > 0 && longestAt(tokens, from - 1, words.link) === 1
}

/** The longest run of words that no other field has used, without what binds it to them. */
function leftOver(tokens: readonly Token[], taken: ReadonlySet<number>, words: ListWords): readonly Token[] {
  const runs: Token[][] = [[]]
  for (const [at, token] of tokens.entries()) {
    if (taken.has(at)) runs.push([])
    else runs.at(-1)?.push(token)
  }
  const trimmed = runs.map((run, index) => {
    const behind = index === runs.length - 1 ? words.tail : words.link
    return withoutTail(index === 0 ? run : withoutLink(run, words), behind)
  })
  return trimmed.reduce((longest, run) => (run.length > longest.length ? run : longest), [])
}

function withoutLink(tokens: readonly Token[], { link }: ListWords): readonly Token[] {
  const length = tokens.length === 0 ? 0 : longestAt(tokens, 0, link)
  return length === 0 ? tokens : withoutLink(tokens.slice(length), { link } as ListWords)
}

const small = ['filler', 'yes', 'no', 'not', 'assent', 'correction', 'the', 'a', 'of', 'and', 'agreeing'] as const

/** Nothing but words that say nothing by themselves. */
export function isEmpty(tokens: readonly Token[]): boolean {
  return tokens.every((token) => small.some((role) => is(token, role)))
}

function rank({ field, reading }: { readonly field: Slot; readonly reading: Reading }, asked: string | null): number {
  return (field.name === asked ? -2 : 0) + (reading.value === null ? 1 : 0)
}

function width({ from, to }: Reading): number {
  return Math.max(0, to - from)
}
