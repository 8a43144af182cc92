import type { AnswerContext } from '../answer.ts'
import { is } from '../lexicon.ts'
import { nothing, type Heard, type Reading } from '../reading.ts'
import type { Token } from '../tokens.ts'
import type { Json } from '../../language/json.ts'
import { itemOf } from './list-slot.ts'
import type { ListMoves } from './list-moves.ts'
import { listWords, longestAt, phraseAt, type ListWords, type Phrase } from './list-words.ts'
import { isContent, mentioned, placeSaid } from './mentions.ts'
import { cut } from './pieces.ts'
import type { GrammarOf } from './read-item.ts'
import { readItems } from './read-items.ts'

/** "Remove the last one", "take the window off", "not the lamp": null where nothing is to be taken off. */
export function readRemoval(
  heard: Heard,
  context: AnswerContext,
  words: ListWords,
  grammarOf: GrammarOf,
): Reading | null {
  const { tokens } = heard
  for (let at = 0; at < tokens.length; at++) {
    const object = objectOf(tokens, at, words.remove)
    if (object !== null && tokens.slice(0, at).every((token) => !isContent(token) || isAsking(token)))
      return removing(heard, object, context)
    if (is(tokens[at], 'not')) {
      const not = readNot(heard, at, context, words, grammarOf)
      if (not !== null) return not
    }
  }
  return null
}

/** Which items some words mean, where one is to go. */
export function whichOf(heard: Heard, tokens: readonly Token[], { language, slot }: AnswerContext): ListMoves | null {
  const words = listWords(language)
  const { items, all } = listed(slot)
  const said = withoutArticles(tokens)
  if (isAll(tokens, words.every) || isAll(said, words.every)) return { remove: all.map((_, place) => place) }
  if (isAll(tokens, words.latest) || isAll(said, words.latest))
    return all.length === 0 ? null : { remove: [all.length - 1] }
  const places = cut(tokens).flatMap((piece) => {
    const { places: named } = mentioned(piece, all, slot)
    return named
  })
  if (places.length > 0) return { remove: [...new Set(places)] }
  const place = placeSaid(tokens, heard, items.length)
  if (place !== null) return { remove: [place] }
  const last = tokens.some((token) => is(token, 'final') || is(token, 'last'))
  return last && all.length > 0 ? { remove: [all.length - 1] } : null
}

/** The items, and with them the one in question. */
function listed(slot: AnswerContext['slot']): { readonly items: readonly Json[]; readonly all: readonly Json[] } {
  const { items = [], draft = {} } = slot.soFar ?? {}
  return { items, all: Object.keys(draft).length === 0 ? items : [...items, itemOf(slot, draft)] }
}

function removing(heard: Heard, object: readonly Token[], context: AnswerContext): Reading | null {
  const { items = [], draft = {} } = context.slot.soFar ?? {}
  if (items.length + Object.keys(draft).length === 0) return null
  const words = listWords(context.language)
  const which = whichOf(heard, object, context)
  if (which !== null) return given(heard, which)
  const isSome = object.every((token) => !isContent(token)) || isAll(object, words.some)
  const content = object.filter(isContent).length
  // What nothing on the list is called: it is asked which one was meant.
  return isSome || content <= mostWordsOfAnItem ? given(heard, { says: 'drop' }) : null
}

const mostWordsOfAnItem = 5

/** "Not the lamp", and "not the lamp, the chair", where there is a lamp; the new item takes the place of the other. */
function readNot(
  heard: Heard,
  at: number,
  context: AnswerContext,
  words: ListWords,
  grammarOf: GrammarOf,
): Reading | null {
  const { slot } = context
  const { all } = listed(slot)
  const [object = [], ...rest] = cut(heard.tokens.slice(at + 1))
  const { places, tokens: naming } = mentioned(object, all, slot)
  const [place] = places
  if (place === undefined || object.some((token, index) => isContent(token) && !naming.has(index))) return null
  const before = heard.tokens.slice(0, at).filter(isContent).length
  if (before > 0) return null
  const instead = readItems(heard, rest.flat(), { ...context, slot: { ...slot, soFar: fresh } }, words, grammarOf)
  if (instead === null) return given(heard, { remove: [place] })
  return given(heard, { change: [{ at: place, fields: instead.fill }] })
}

const fresh = { items: [], draft: {}, asked: 'item' }

/** The words behind a verb that takes off, or within one that is said around them; null where there is none at `at`. */
function objectOf(tokens: readonly Token[], at: number, phrases: readonly Phrase[]): readonly Token[] | null {
  const whole = phrases.filter((phrase) => !phrase.includes('*'))
  const around = phrases.filter((phrase) => phrase.includes('*'))
  const length = longestAt(tokens, at, whole)
  if (length > 0) return tokens.slice(at + length)
  for (const phrase of around) {
    const star = phrase.indexOf('*')
    const first = phraseAt(tokens, at, phrase.slice(0, star))
    if (first === 0) continue
    for (let end = tokens.length - 1; end > at + first - 1; end--) {
      if (phraseAt(tokens, end, phrase.slice(star + 1)) > 0) return tokens.slice(at + first, end)
    }
  }
  return null
}

function isAsking(token: Token): boolean {
  return asking.has(token.text)
}

/** Before a verb that takes off: "can you please", "I would like to". */
const asking: ReadonlySet<string> = new Set(
  "can you could would like to want please i'd id let lets let's we actually just puede podria quiero por favor konnen sie konnten ich mochte bitte mal vous pouvez pourriez je voudrais veux prosze moze pan pani chce chcialbym chcialabym".split(
    ' ',
  ),
)

function withoutArticles(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter((token) => !is(token, 'the') && !is(token, 'filler'))
}

function isAll(tokens: readonly Token[], phrases: readonly Phrase[]): boolean {
  return tokens.length > 0 && phrases.some((phrase) => phraseAt(tokens, 0, phrase) === tokens.length)
}

function given({ tokens }: Heard, moves: ListMoves): Reading {
  return {
    ...nothing,
    state: 'closed',
    value: moves as unknown as Json,
    from: 0,
    to: tokens.length,
    fit: 1,
  }
}
