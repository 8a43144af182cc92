import { is } from './lexicon.ts'
import { readCount } from './numbers.ts'
import type { Heard } from './reading.ts'

/** People as a caller lists them. */
export interface Party {
  readonly adults: number
  readonly children: number
  /** "four people", "six of us": all of them at once; -1 where nobody said so. */
  readonly all: number
  /** "no kids" was said. */
  readonly saidNoChildren: boolean
  readonly from: number
  readonly to: number
}

/** Groups of nouns in every table: people, adults, children. */
const people = 0
const adult = 1
const child = 2

/**
 * Counts a party from how people say it: "me, my wife and two kids", "my parents and I", "two couples", "four of us".
 * `taken` are tokens that belong to a date or a time. Undefined where nobody was named.
 */
export function readParty({ tokens, lexicon }: Heard, taken: readonly boolean[]): Party | undefined {
  let adults = 0
  let children = 0
  let all = -1
  let saidNoChildren = false
  let from = -1
  let to = 0
  const mark = (start: number, end: number): void => {
    if (from < 0) from = start
    to = Math.max(to, end)
  }
  for (let i = 0; i < tokens.length;) {
    const token = tokens[i]
    if (!token || taken[i]) {
      i++
      continue
    }
    const { party } = token.lexeme
    const isI = token.text === 'i' && (near(tokens, i - 1, 'and') || near(tokens, i + 1, 'and'))
    if (party === 'self' || isI) {
      const isAsked = /^(give|tell|let|call|send|help|excuse)$/.test(tokens[i - 1]?.text ?? '')
      if (party !== 'self' || (!near(tokens, i - 1, 'with') && !isAsked)) {
        adults++
        mark(i, i + 1)
      }
      i++
      continue
    }
    const count = party === 'without' ? undefined : readCount(tokens, i, lexicon)
    const size =
      party === 'without' ? 0 : count && !count.ordinal ? count.value : party === 'determiners' ? 1 : undefined
    if (size === undefined) {
      const pair = party === 'two' || (party === 'one' && near(tokens, i - 1, 'and'))
      const joins = near(tokens, i - 1, 'and') || near(tokens, i - 1, 'plus')
      if (token.lexeme.noun === child && joins) {
        children++
        mark(i, i + 1)
      }
      if (pair) {
        adults += party === 'two' ? 2 : 1
        mark(i, i + 1)
      }
      i++
      continue
    }
    const start = count ? count.end : i + 1
    if (count && near(tokens, i - 1, 'plus') && adults > 0 && !nounBehind(tokens, start)) {
      adults += count.value
      mark(i, start)
      i = start
      continue
    }
    if (count && is(tokens[start], 'year')) {
      if (tokens[start + 1]?.text.startsWith('old')) {
        children++
        mark(i, start + 2)
      }
      i = start + 1
      continue
    }
    const found = nounBehind(tokens, start)
    if (!found) {
      i = start
      continue
    }
    const { noun, kind, at } = found
    if (noun === child) {
      children += size
      saidNoChildren ||= size === 0
    } else if (noun === adult || kind === 'one') adults += size
    else if (kind === 'two') adults += size * 2
    else if ((noun === people || kind === 'us') && count) all = Math.max(all, size)
    mark(i, at + 1)
    i = at + 1
  }
  return from < 0 ? undefined : { adults, children, all, saidNoChildren, from, to }
}

/** The noun that a count counts, past "of my", an adjective, or a second determiner. */
function nounBehind(tokens: Heard['tokens'], start: number): { noun: number; kind: string; at: number } | undefined {
  for (let at = start; at < start + 3; at++) {
    const token = tokens[at]
    if (!token || token.gap === 2 || token.digits) return undefined
    const { noun, party, number } = token.lexeme
    if (noun === people || noun === adult || noun === child) {
      const next = tokens[at + 1]?.lexeme.noun ?? -1
      return noun === adult && next === people ? { noun, kind: '', at: at + 1 } : { noun, kind: '', at }
    }
    if (noun > child) return undefined
    if (party === 'one' || party === 'two' || party === 'us') return { noun: -1, kind: party, at }
    if (number >= 0 || token.lexeme.month > 0) return undefined
  }
  return undefined
}

function near(tokens: Heard['tokens'], at: number, text: string): boolean {
  const said = tokens[at]
  return said !== undefined && (said.text === text || (text === 'and' && said.lexeme.roles.includes('and')))
}
