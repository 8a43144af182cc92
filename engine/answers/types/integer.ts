import { standing } from '../correction.ts'
import { readDate } from '../date-words.ts'
import { is } from '../lexicon.ts'
import { readClock } from '../clock-words.ts'
import { nounGroup } from '../nouns.ts'
import { readCount } from '../numbers.ts'
import { readParty } from '../party.ts'
import { nothing, type Grammar, type Heard, type Match, type Reading } from '../reading.ts'
import type { AnswerContext } from '../answer.ts'
import type { Slot } from '../../language/slot.ts'
import { sceneOf } from './date.ts'

interface Counted extends Match<number> {
  readonly noun: number
  /** One past the noun that it counts, or past the number. */
  readonly end: number
  readonly loose: boolean
}

/**
 * A whole number: "four", "a couple", "twenty-three", "for 4 please". Where several were said, the one counted in the
 * slot's own noun ("three kids" for `kids`); a number of people may also be listed ("me, my wife and two children").
 * Numbers of a date, a time or another noun are left alone; bounds rule out what cannot be meant.
 */
export const integer: Grammar = (heard, context) => {
  const { slot } = context
  const wanted = nounGroup(slot, heard.lexicon)
  const taken = takenBy(heard, context)
  const stand = standing(counts(heard, taken), heard.tokens) as readonly Counted[]
  const fitting = stand.filter((match) => inBounds(match.value, slot))
  const left = leftOpen(fitting, heard)
  if (left.length > 0) return { ...nothing, state: 'partial', alternatives: left }
  const named = wanted < 0 ? undefined : fitting.find((match) => match.noun === wanted)
  if (named && wanted > 2) return give(named, fitting, 'closed')
  const listed = wanted >= 0 && wanted <= 2 ? people(heard, taken, wanted, slot) : undefined
  if (listed && !(named && stand.length < counts(heard, taken).length)) return listed
  if (named) return give(named, fitting, 'closed')
  if (wanted === 3) {
    const one = oneRoom(heard)
    if (one) return one
  }
  const bare = fitting.find((match) => match.noun < 0 && !match.loose) ?? fitting.find((match) => match.noun < 0)
  const chosen = bare ?? (wanted < 0 ? fitting[0] : undefined)
  if (chosen) return give(chosen, fitting, isFull(chosen, heard, slot) ? 'closed' : 'open')
  const none = heard.tokens.findIndex((token) => is(token, 'nothing'))
  const isNone = none >= 0 && heard.tokens.length <= 3 && inBounds(0, slot)
  return isNone ? { ...nothing, state: 'open', value: 0, from: none, to: none + 1, fit: 0.9 } : nothing
}

/** "Two or three", "between four and six": the numbers that the caller leaves open. */
function leftOpen(found: readonly Counted[], { tokens }: Heard): number[] {
  for (const [i, first] of found.entries()) {
    const second = found[i + 1]
    const joint = tokens[first.end]
    if (second === undefined || second.from !== first.end + 1 || first.value === second.value) continue
    const isSame = first.noun < 0 || first.noun === second.noun
    const isRange = is(joint, 'and') && /^(between|zwischen|entre|miedzy)$/.test(tokens[first.from - 1]?.text ?? '')
    if (isSame && (is(joint, 'or') || isRange)) return [first.value, second.value]
  }
  return []
}

function give(chosen: Counted, fitting: readonly Counted[], state: 'open' | 'closed'): Reading {
  const others = fitting.filter((match) => match.value !== chosen.value).map((match) => match.value)
  const { value, from, end, loose } = chosen
  return { state, value, alternatives: [...new Set(others)], from, to: end, fit: loose ? 0.7 : 1 }
}

/** Tokens of dates, clock times and amounts, whose numbers count nothing. */
function takenBy(heard: Heard, context: AnswerContext): boolean[] {
  const { tokens, lexicon } = heard
  const taken = Array.from({ length: tokens.length }, () => false)
  if (tokens.length < 3) return taken
  const scene = sceneOf(heard, context)
  for (let i = 0; i < tokens.length; i++) {
    const amount = readCount(tokens, i, lexicon)
    if (amount && isAmount(tokens, i, amount.end)) {
      for (let n = i; n < amount.end; n++) taken[n] = true
      i = amount.end - 1
      continue
    }
    const clock = readClock(tokens, i, lexicon)
    const isClock = clock !== undefined && !clock.bare && !isLoneHour(heard, clock.from, clock.to)
    const to = readDate(scene, i)?.to ?? (isClock ? clock.to : i)
    for (let n = i; n < to; n++) taken[n] = true
    if (to > i) i = to - 1
  }
  return taken
}

/** "twenty pounds", "$20". */
function isAmount(tokens: Heard['tokens'], from: number, to: number): boolean {
  const next = tokens[to]
  return (
    /^[$£€]$/.test(tokens[from - 1]?.text ?? '') ||
    /^[$£€]$/.test(next?.text ?? '') ||
    next?.lexeme.currency !== undefined
  )
}

/** "from 6", "about 4": a number that only its preposition makes a time may count something. */
function isLoneHour({ tokens }: Heard, from: number, to: number): boolean {
  const token = tokens[from]
  // "Um acht", "at eight" is the hour; "around eight" may be people.
  if (is(tokens[from - 1], 'at-sign') && !/^(gegen|vers|sobre)$/.test(tokens[from - 1]?.text ?? '')) return false
  const isSpoken = (token?.lexeme.number ?? -1) >= 0
  return to - from === 1 && (isSpoken || (token?.digits === true && token.text.length !== 4))
}

function counts({ tokens, lexicon }: Heard, taken: readonly boolean[]): Counted[] {
  const found: Counted[] = []
  for (let i = 0; i < tokens.length;) {
    const count = taken[i] ? undefined : readCount(tokens, i, lexicon)
    if (!count) {
      const loose = tokens.length === 1 ? (tokens[i]?.lexeme.homophone ?? -1) : -1
      if (loose >= 0) found.push({ value: loose, from: i, to: i + 1, noun: -1, end: i + 1, loose: true })
      i++
      continue
    }
    const minus = is(tokens[i - 1], 'minus') ? -1 : 1
    const article = lexicon.language !== 'en' && is(tokens[i], 'a') && count.end === i + 1
    const noun = nounAt(tokens, count.end)
    let end = count.end
    if (noun >= 0 && noun !== otherNoun) {
      while (end < tokens.length && tokens[end]?.lexeme.noun !== noun) end++
      end++
    }
    const value = count.value === 0 ? 0 : minus * count.value
    if (!count.ordinal && !(article && noun < 0 && tokens.length > 2))
      found.push({ value, from: i, to: count.end, noun, end, loose: false })
    i = count.end
  }
  return found
}

function nounAt(tokens: Heard['tokens'], at: number): number {
  for (let n = at; n < at + 3; n++) {
    const token = tokens[n]
    if (
      !token ||
      token.gap === 2 ||
      token.digits ||
      token.lexeme.number >= 0 ||
      is(token, 'and') ||
      token.lexeme.party === 'without'
    )
      return -1
    if (
      is(token, 'minute') ||
      is(token, 'hour') ||
      is(token, 'week') ||
      is(token, 'month') ||
      is(token, 'year') ||
      token.text === 'table' ||
      token.text === 'tables'
    )
      return otherNoun
    if (token.lexeme.noun >= 0) return token.lexeme.noun
  }
  return -1
}

const otherNoun = 99

function people(heard: Heard, taken: readonly boolean[], wanted: number, slot: Slot): Reading | undefined {
  const party = readParty(heard, taken)
  if (!party) return undefined
  const bare = bareCount(heard, taken, party.to)
  const value =
    wanted === 2
      ? party.children > 0 || party.saidNoChildren
        ? party.children
        : -1
      : wanted === 1
        ? party.adults > 0
          ? party.adults
          : party.all
        : party.all >= 0 && party.all >= party.adults + party.children
          ? party.all
          : party.adults + party.children + bare
  if (value < 0 || (value === 0 && wanted !== 2) || !inBounds(value, slot)) return undefined
  const state = wanted === 0 && party.all === value ? 'closed' : 'open'
  return { state, value, alternatives: [], from: party.from, to: party.to, fit: 0.95 }
}

/** "2 and a baby": a number without a noun, beside those who were named. */
function bareCount({ tokens, lexicon }: Heard, taken: readonly boolean[], before: number): number {
  const first = taken[0] ? undefined : readCount(tokens, 0, lexicon)
  return first && !first.ordinal && first.end < before && is(tokens[first.end], 'and') ? first.value : 0
}

/** "a standard room", "my room": one. */
function oneRoom({ tokens }: Heard): Reading | undefined {
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]?.lexeme.party !== 'determiners') continue
    for (let at = i + 1; at < i + 5 && tokens[at]; at++)
      if (tokens[at]?.lexeme.noun === 3)
        return { state: 'open', value: 1, alternatives: [], from: i, to: at + 1, fit: 0.85 }
  }
  return undefined
}

export function inBounds(value: number, slot: Slot): boolean {
  return value >= (slot.min ?? -Infinity) && value <= (slot.max ?? Infinity)
}

/** Whether no more digit fits under the slot's bound, or the words went on after the number. */
function isFull(chosen: Counted, heard: Heard, slot: Slot): boolean {
  const { value } = chosen
  const next = heard.tokens[chosen.to]
  if (slot.max !== undefined && value * 10 > slot.max) {
    const tens = value >= 20 && value < 100 && value % 10 === 0 && value < slot.max
    return !tens || next !== undefined
  }
  return nounGroup(slot, heard.lexicon) < 0 && next !== undefined
}
