import type { AnswerContext } from '../answer.ts'
import { is } from '../lexicon.ts'
import { nothing, type Heard, type Reading } from '../reading.ts'
import type { Token } from '../tokens.ts'
import type { JsonObject } from '../../language/json.ts'
import { fieldsOf } from './list-slot.ts'
import { longestAt, type ListWords } from './list-words.ts'
import { isContent, mentioned, placeSaid } from './mentions.ts'
import { withoutLead } from './pieces.ts'
import { isEmpty, isGreedy, readItem, type GrammarOf } from './read-item.ts'

/**
 * "No, the lamp was fifty pounds": another value for an item that is there, by its name, or for the one that was said last.
 * Null where nothing is put right.
 */
export function readChange(
  heard: Heard,
  context: AnswerContext,
  words: ListWords,
  grammarOf: GrammarOf,
): Reading | null {
  const { slot } = context
  const { items = [], asked = 'item' } = slot.soFar ?? {}
  if (items.length === 0) return null
  const said = openingOf(heard.tokens, words)
  if (said.tokens.length === 0 || said.also) return null
  const named = mentioned(said.tokens, items, slot)
  const fields = fieldsOf(slot)
  const typed = fields.filter((field) => !isGreedy(field))
  const read = (tokens: readonly Token[], of: typeof fields): JsonObject =>
    readItem(heard, tokens, of, { asked: null, context, words, grammarOf, parts: {} }).fields
  const [place] = named.places
  if (place !== undefined) {
    const naming = [...named.tokens]
    const rest = said.tokens.slice(Math.max(...naming) + 1)
    const values = rest.length === 0 ? {} : read(rest, typed)
    const isDefinite = said.tokens.slice(0, Math.min(...naming)).every((token) => !is(token, 'a'))
    if (Object.keys(values).length > 0) return isDefinite ? given(heard, { at: place, fields: values }) : null
    const text = said.isChange ? renamed(heard, rest, context, words, grammarOf) : null
    return text === null ? null : given(heard, { at: place, fields: text })
  }
  const nth = placeSaid(said.tokens, heard, items.length)
  if (nth !== null) {
    const values = read(said.tokens, typed)
    return Object.keys(values).length === 0 ? null : given(heard, { at: nth, fields: values })
  }
  if (!said.takesBack || asked.startsWith('field:') || asked === 'item' || asked === 'edit') return null
  const values = read(said.tokens, typed)
  const left = fields.filter(isGreedy).length === 0 ? {} : read(said.tokens, fields)
  const fieldsOfLast = Object.keys(left).length > 0 ? left : values
  return Object.keys(fieldsOfLast).length === 0 ? null : given(heard, { at: items.length - 1, fields: fieldsOfLast })
}

/** What goes before: "no, sorry, I meant". */
function openingOf(
  tokens: readonly Token[],
  words: ListWords,
): {
  readonly tokens: readonly Token[]
  readonly takesBack: boolean
  readonly isChange: boolean
  readonly also: boolean
} {
  let left = tokens
  let takesBack = false
  let isChange = false
  while (left.length > 0) {
    const change = longestAt(left, 0, words.change)
    if (change === 0 && !is(left[0], 'no') && !is(left[0], 'correction')) break
    isChange ||= change > 0
    takesBack = true
    left = left.slice(Math.max(1, change))
  }
  const { also } = withoutLead(left, words)
  return { tokens: isEmpty(left) ? [] : left, takesBack, isChange, also }
}

/** "Change the lamp to a chair". */
function renamed(
  heard: Heard,
  rest: readonly Token[],
  context: AnswerContext,
  words: ListWords,
  grammarOf: GrammarOf,
): JsonObject | null {
  let left = rest
  for (let length = longestAt(left, 0, words.link); length > 0; length = longestAt(left, 0, words.link))
    left = left.slice(length)
  if (left.length === rest.length || !left.some(isContent)) return null
  const { fields } = readItem(heard, left, fieldsOf(context.slot), {
    asked: null,
    context,
    words,
    grammarOf,
    parts: {},
  })
  return Object.keys(fields).length === 0 ? null : fields
}

function given({ tokens }: Heard, change: { readonly at: number; readonly fields: JsonObject }): Reading {
  return {
    ...nothing,
    state: 'closed',
    value: { change: [change] },
    from: 0,
    to: tokens.length,
    fit: 1,
  }
}
