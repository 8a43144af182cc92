import type { AnswerContext } from '../answer.ts'
import { is } from '../lexicon.ts'
import { nothing, type Heard, type Reading } from '../reading.ts'
import type { Token } from '../tokens.ts'
import type { Json, JsonObject } from '../../language/json.ts'
import { fieldsOf } from './list-slot.ts'
import type { ListMoves } from './list-moves.ts'
import { endingFrom, listWords, longestAt, phraseAt, type ListWords, type Phrase } from './list-words.ts'
import { isContent, mentioned } from './mentions.ts'
import { isGreedy, type GrammarOf } from './read-item.ts'
import { readItems } from './read-items.ts'
import { readChange } from './read-change.ts'
import { readRemoval, whichOf } from './read-removal.ts'

/** What a caller's words do to a list, by what is asked of it; the value is `ListMoves`. */
export function readMoves(heard: Heard, context: AnswerContext, grammarOf: GrammarOf): Reading {
  const { soFar } = context.slot
  if (soFar === undefined || heard.tokens.length === 0) return nothing
  const words = listWords(context.language)
  const told = saysOf(heard.tokens, context, words)
  if (told === 'unsure') return nothing
  if (soFar.asked === 'drop') {
    const isNone = told === 'done' || told === 'none' || told === 'no'
    const which =
      isNone || heard.tokens.some((token) => is(token, 'neither'))
        ? { says: 'keep' as const }
        : whichOf(heard, heard.tokens, context)
    return which === null ? nothing : given(heard, which, true)
  }
  // "Yes" may be the answer to what is asked of an item.
  const isAnswer = told === null || (fieldAsked(context)?.type === 'boolean' && (told === 'yes' || told === 'no'))
  if (!isAnswer) {
    const says = meaningOf(told, context)
    return says === null ? nothing : given(heard, { says }, true)
  }
  if (namesOnly(heard, context, words)) return given(heard, { says: 'done' }, true)
  const moves =
    readRemoval(heard, context, words, grammarOf) ??
    readChange(heard, context, words, grammarOf) ??
    withItems(heard, context, words, grammarOf)
  return moves ?? nothing
}

type Told = 'done' | 'none' | 'more' | 'tell' | 'yes' | 'no' | 'unsure'

/** What is said of the list as a whole, where that is all that is said. */
function saysOf(tokens: readonly Token[], { slot: { soFar } }: AnswerContext, words: ListWords): Told | null {
  const isAll = (phrases: readonly Phrase[]): boolean => isWhole(tokens, phrases)
  if (isAll(words.unsure)) return 'unsure'
  if (isAll(words.tell)) return 'tell'
  if (isAll(words.done)) return 'done'
  if (isAll(words.none)) return 'none'
  if (soFar?.asked !== 'drop' && isAll(words.more)) return 'more'
  if (tokens.every((token) => says(token, 'no')) && tokens.some((token) => is(token, 'no'))) return 'no'
  if (tokens.every((token) => says(token, 'yes')))
    return tokens.some((token) => is(token, 'yes') || is(token, 'assent')) ? 'yes' : null
  return null
}

function says(token: Token, what: 'yes' | 'no'): boolean {
  const roles =
    what === 'no'
      ? (['no', 'filler', 'assent', 'agreeing'] as const)
      : (['yes', 'assent', 'agreeing', 'filler'] as const)
  return roles.some((role) => is(token, role)) && (what === 'no' || !is(token, 'no'))
}

/** A phrase, and nothing beside it but words like "no", "um" and "thanks". */
function isWhole(tokens: readonly Token[], phrases: readonly Phrase[]): boolean {
  const isSmall = (token: Token): boolean =>
    (['yes', 'no', 'filler', 'assent', 'correction', 'agreeing', 'and'] as const).some((role) => is(token, role))
  return tokens.some(
    (_, at) =>
      tokens.slice(0, at).every(isSmall) &&
      phrases.some((phrase) => {
        const length = phraseAt(tokens, at, phrase)
        return length > 0 && tokens.slice(at + length).every(isSmall)
      }),
  )
}

/** What it means to the question that is asked; null where it is no answer to it. */
function meaningOf(told: Exclude<Told, 'unsure'>, context: AnswerContext): NonNullable<ListMoves['says']> | null {
  const asked = context.slot.soFar?.asked ?? ''
  if (told === 'tell') return 'tell'
  switch (asked) {
    case 'check':
      return told === 'none' ? 'no' : told === 'done' ? 'yes' : told === 'more' ? 'more' : told
    case 'item':
    case 'more':
      return told === 'more' || told === 'yes' ? 'more' : 'done'
    case 'fix':
    case 'edit':
      return told === 'more' ? 'more' : null
    default: {
      // A field is asked: of an item that has not begun "nothing" is said of the list.
      const isFresh = Object.keys(context.slot.soFar?.draft ?? {}).length === 0
      return isFresh && (told === 'done' || told === 'none' || told === 'no') ? 'done' : null
    }
  }
}

/** "No, just the lamp": nothing but what is on the list. */
function namesOnly({ tokens }: Heard, { slot }: AnswerContext, words: ListWords): boolean {
  const { items = [], asked } = slot.soFar ?? {}
  if (asked !== 'more' && asked !== 'check') return false
  const at = tokens.findIndex((_, index) => longestAt(tokens, index, words.only) > 0)
  const { tokens: naming } = mentioned(tokens, items, slot)
  return (
    at >= 0 && naming.size > 0 && tokens.every((token, index) => index === at || naming.has(index) || !isContent(token))
  )
}

/** The field that is asked for alone; undefined where any of them may be said. */
function fieldAsked({ slot }: AnswerContext): ReturnType<typeof fieldsOf>[number] | undefined {
  const asked = slot.soFar?.asked ?? ''
  return asked.startsWith('field:') ? fieldsOf(slot).find(({ name }) => `field:${name}` === asked) : undefined
}

function withItems(heard: Heard, context: AnswerContext, words: ListWords, grammarOf: GrammarOf): Reading | null {
  const { tokens } = heard
  const end = endingFrom(tokens, words.done)
  const said = readItems(heard, tokens.slice(0, end), context, words, grammarOf)
  if (said === null) return null
  const { fill, parts, add, closed } = said
  if (Object.keys(fill).length === 0 && add.length === 0) {
    if (Object.keys(parts).length === 0) return null
    return { ...nothing, state: 'partial', part: parts, from: 0, to: tokens.length, fit: 0.9 }
  }
  const isDone = end < tokens.length
  const moves: ListMoves = {
    ...present('fill', fill),
    ...present('parts', parts),
    ...(add.length === 0 ? {} : { add }),
    ...(isDone ? { says: 'done' } : {}),
  }
  const field = fieldAsked(context)
  return given(heard, moves, isDone || (closed && !(field !== undefined && isGreedy(field))))
}

function present(name: string, value: JsonObject): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [name]: value }
}

function given({ tokens }: Heard, moves: ListMoves, closed: boolean): Reading {
  const value = moves as unknown as Json
  return { state: closed ? 'closed' : 'open', value, alternatives: [], from: 0, to: tokens.length, fit: 1 }
}
