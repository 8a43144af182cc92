import type { JsonObject } from '../../language/json.ts'
import type { AnswerContext } from '../answer.ts'
import { is } from '../lexicon.ts'
import type { Heard } from '../reading.ts'
import type { Token } from '../tokens.ts'
import { fieldsOf } from './list-slot.ts'
import { longestAt, type ListWords } from './list-words.ts'
import { cut, pieceOf, withoutLead } from './pieces.ts'
import { isEmpty, isGreedy, readItem, type GrammarOf, type SaidItem } from './read-item.ts'

/** The items in some words: fields of the one in question, and further ones. */
export interface SaidItems {
  readonly fill: JsonObject
  readonly parts: JsonObject
  readonly add: readonly JsonObject[]
  readonly closed: boolean
}

/** Nobody lists more in one breath. */
const mostAtOnce = 12

/**
 * Cuts words into items, at "and" and at commas: a stretch goes on with the item before it as long as it says nothing of it
 * twice ("a lamp, fifty pounds, and a chair, twenty"). Null where nothing of an item is said.
 */
export function readItems(
  heard: Heard,
  tokens: readonly Token[],
  context: AnswerContext,
  words: ListWords,
  grammarOf: GrammarOf,
): SaidItems | null {
  const { slot } = context
  const { asked = 'item', draft = {}, parts: before = {} } = slot.soFar ?? {}
  // Any words would be one of these, and nobody asks for them.
  const fields = fieldsOf(slot).filter((field) => !isGreedy(field) || field.default === undefined)
  const open = fields.filter(({ name }) => !Object.hasOwn(draft, name))
  const field = asked.startsWith('field:') ? asked.slice('field:'.length) : null
  const only = fields.length === 1 ? (fields[0]?.name ?? null) : null
  const needsAlso = asked === 'edit'
  const items: { fields: JsonObject; also: boolean }[] = []
  let fill: JsonObject = {}
  let parts: JsonObject = {}
  let closed = true
  let instead = false
  const pieces = joined(cut(tokens), heard, fields, context, grammarOf)
  for (const [index, piece] of pieces.entries()) {
    const taking = takesBack(piece, words)
    const lead = withoutLead(corrected(piece.slice(taking)), words)
    instead ||= taking > 0 && index > 0
    if (lead.tokens.length === 0 || isEmpty(lead.tokens)) continue
    const isFirst = items.length === 0 && Object.keys(fill).length === 0
    const target = isFirst ? (asked === 'edit' || asked === 'check' ? fields : open) : fields
    const said = readItem(heard, lead.tokens, target.filter(fits(isFirst, field, fields)), {
      asked: isFirst ? (field ?? only) : only,
      context,
      words,
      grammarOf,
      parts: isFirst ? before : {},
    })
    if (isNothing(said)) continue
    closed &&= said.closed
    if (Object.keys(said.fields).length === 0) {
      if (isFirst) parts = said.parts
      continue
    }
    const last = items.at(-1)
    const also = lead.also || index > 0
    if (instead && !isFirst) {
      // "The door, I mean the bonnet": it takes the place of what was said before.
      if (last === undefined) fill = { ...fill, ...said.fields }
      else last.fields = { ...last.fields, ...said.fields }
    } else if (isFirst) {
      fill = said.fields
      if (needsAlso) items.push({ fields: said.fields, also: lead.also || startsWithAnd(tokens) })
    } else if (last === undefined) {
      if (goesOn({ ...draft, ...fill }, said)) fill = { ...fill, ...said.fields }
      else items.push({ fields: said.fields, also })
    } else if (goesOn(last.fields, said)) last.fields = { ...last.fields, ...said.fields }
    else items.push({ fields: said.fields, also })
    instead = false
  }
  if (needsAlso) {
    const add = items.some(({ also }) => also) ? items.map((item) => item.fields) : []
    return add.length === 0 ? null : { fill: {}, parts: {}, add, closed: false }
  }
  const add = items.map((item) => item.fields).slice(0, mostAtOnce)
  const isNone = Object.keys(fill).length + Object.keys(parts).length + add.length === 0
  return isNone ? null : { fill, parts, add, closed }
}

/** While one field of an item is asked for, other words are no name of it. */
function fits(
  isFirst: boolean,
  asked: string | null,
  fields: readonly ReturnType<typeof fieldsOf>[number][],
): (field: ReturnType<typeof fieldsOf>[number]) => boolean {
  const isOther = asked !== null && fields.some((field) => field.name === asked && !isGreedy(field))
  return (field) => !(isFirst && isOther && isGreedy(field))
}

function isNothing({ fields, parts }: SaidItem): boolean {
  return Object.keys(fields).length === 0 && Object.keys(parts).length === 0
}

function goesOn(item: JsonObject, said: SaidItem): boolean {
  return Object.keys(said.fields).every((name) => !Object.hasOwn(item, name))
}

function startsWithAnd(tokens: readonly Token[]): boolean {
  return tokens.slice(0, 3).some((token) => is(token, 'and'))
}

/** How many tokens at the front take something back: "I mean", "no, sorry". */
function takesBack(piece: readonly Token[], words: ListWords): number {
  let at = 0
  for (; at < piece.length;) {
    const length = Math.max(longestAt(piece, at, words.change), is(piece[at], 'correction') ? 1 : 0)
    if (length === 0) break
    at += length
  }
  return at
}

/** "A lamp, I mean a chair": only what is said last. */
function corrected(piece: readonly Token[]): readonly Token[] {
  const at = piece.findLastIndex((token, index) => index > 0 && is(token, 'correction'))
  const rest = piece.slice(at + 1)
  return at < 0 || isEmpty(rest) ? piece : rest
}

/** Pieces that are one value are one piece: "fifty pounds and twenty pence", "six one two, oh four four seven". */
function joined(
  pieces: readonly Token[][],
  heard: Heard,
  fields: readonly ReturnType<typeof fieldsOf>[number][],
  context: AnswerContext,
  grammarOf: GrammarOf,
): Token[][] {
  const typed = fields.filter((field) => !isGreedy(field))
  const whole: Token[][] = []
  for (const piece of pieces) {
    const before = whole.at(-1)
    const [first, last] = [before?.[0], piece.at(-1)]
    if (before === undefined || first === undefined || last === undefined) {
      whole.push(piece)
      continue
    }
    const between = heard.tokens.slice(heard.tokens.indexOf(first), heard.tokens.indexOf(last) + 1)
    const isOne = typed.some((field) => {
      const read = grammarOf(field.type)
      const of = { ...context, slot: field }
      const alone = read(pieceOf(heard, before), of)
      if (alone.state === 'closed' || alone.state === 'none') return false
      const both = read(pieceOf(heard, between), of)
      return both.value !== null && both.from < before.length && both.to > before.length
    })
    if (isOne) whole[whole.length - 1] = between
    else whole.push(piece)
  }
  return whole
}
