import { clockAt, toSerial, two } from '../calendar.ts'
import { amendment, standingOf } from '../amend.ts'
import { readClock, type SaidTime } from '../clock-words.ts'
import { standing } from '../correction.ts'
import { saidEither } from '../either.ts'
import { directionOf, forDirection, markedAs } from '../direction.ts'
import { is } from '../lexicon.ts'
import { nothing, type Grammar, type Heard, type Match, type Reading } from '../reading.ts'
import type { Token } from '../tokens.ts'
import type { AnswerContext } from '../answer.ts'
import type { Slot } from '../../language/slot.ts'
import type { Json } from '../../language/json.ts'

/**
 * A time of day, "HH:MM". Morning or afternoon is settled by the words, else by the slot's `earliest` and `latest`; where
 * neither settles it the value is as said and the other half of the day is an alternative.
 */
export const time: Grammar = (heard, context) => {
  const said = allTimes(heard)
  const moved = movedTime(heard, context)
  if (moved) return moved
  const found = standing(
    said.map((value): Match<SaidTime> => ({ value, from: value.from, to: value.to })),
    heard.tokens,
  )
  const sure = found.map((match) => match.value).filter((value) => !value.bare)
  const chosen = forDirection(
    sure.length > 0 ? sure : found.map((match) => match.value),
    heard.tokens,
    directionOf(context.slot),
  )
  if (chosen && saidEither(chosen, sure.length > 0 ? sure : said, heard.tokens))
    return { ...nothing, state: 'partial', alternatives: eitherValues(said, heard, context) }
  const settled = chosen ? settleTime(chosen, heard, context) : nothing
  const isOneEnd = directionOf(context.slot) !== undefined && found.length < 2
  const mayBeOther = isOneEnd && markedAs(heard.tokens, settled.from) === undefined
  return settled.state === 'closed' && mayBeOther ? { ...settled, state: 'open' } : settled
}

/** "an hour later", "half past": a time told by the one that stands. */
function movedTime({ tokens, lexicon }: Heard, context: AnswerContext): Reading | undefined {
  const { time: stood } = standingOf(context)
  if (stood === undefined) return undefined
  const today = toSerial(clockAt(context.nowMs, context.timezone))
  const moved = amendment({ tokens, lexicon, today, monthFirst: false }, { time: stood })
  const minute = minuteOf(moved?.time)
  if (moved === undefined || minute === undefined || !isAllowed(minute, context.slot)) return undefined
  return { state: 'closed', value: clockText(minute), alternatives: [], from: moved.from, to: moved.to, fit: 1 }
}

function eitherValues(said: readonly SaidTime[], heard: Heard, context: AnswerContext): Json[] {
  return said.map((one) => settleTime(one, heard, context).value).filter((value) => value !== null)
}

/** Every time in the words; bare numbers only where nothing says that they count something else. */
export function allTimes(heard: Heard): SaidTime[] {
  const found: SaidTime[] = []
  for (let i = 0; i < heard.tokens.length;) {
    const said = readClock(heard.tokens, i, heard.lexicon)
    if (said) found.push(said)
    i = said ? said.to : i + 1
  }
  return found
}

/** The minute of the day that was meant, as a reading. */
function settleTime(said: SaidTime, heard: Heard, context: AnswerContext): Reading {
  const place = { from: said.from, to: said.to, fit: said.bare ? 0.9 : 1, alternatives: [] as Json[] }
  const { slot } = context
  if (said.fromNow !== undefined) {
    const now = clockAt(context.nowMs, context.timezone)
    const minute = (((now.hour * 60 + now.minute + said.fromNow) % 1440) + 1440) % 1440
    const value = clockText(minute)
    if (slot.type === 'time' && !slot.earliest && !slot.latest)
      return { ...place, state: 'partial', value: null, part: value, alternatives: [value], fit: 0.5 }
    return { ...place, state: 'closed', value }
  }
  const readings = likeStanding(halves(said, heard), context)
  const allowed = readings.filter((minute) => isAllowed(minute, slot))
  const first = allowed[0]
  if (first === undefined) return nothing
  const settled = readings.length === 1 || allowed.length === 1
  const value = clockText(first)
  const grows =
    said.grows || !settled || (said.half === undefined && (said.hour === 0 || isDangling(heard.tokens.at(-1))))
  return {
    ...place,
    state: grows ? 'open' : 'closed',
    value,
    alternatives: allowed.slice(1).map(clockText),
    fit: settled ? place.fit : place.fit * 0.8,
  }
}

/** A bare hour that puts another right is of the same half of the day, where it may be either. */
function likeStanding(minutes: readonly number[], context: AnswerContext): readonly number[] {
  const stood = minuteOf(standingOf(context).time)
  if (stood === undefined || minutes.length < 2) return minutes
  return minutes.toSorted((a, b) => Number(a < 720 !== stood < 720) - Number(b < 720 !== stood < 720))
}

/** The minutes of the day that the words can be, likeliest first. */
export function halves(said: SaidTime, { tokens }: Heard): number[] {
  const half = said.half ?? (said.hour <= 12 ? halfElsewhere(tokens, said) : undefined)
  const base = said.hour * 60 + said.minute
  if (said.hour > 12 || (said.hour === 0 && half === undefined)) return [base % 1440]
  const morning = (said.hour % 12) * 60 + said.minute
  switch (half) {
    case 'am':
      return [wrap(morning)]
    case 'pm':
      return [wrap(morning + 720)]
    case 'night':
      return [wrap(said.hour === 12 || said.hour < 6 ? morning : morning + 720)]
    default:
      return [wrap(base), wrap(said.hour === 12 ? morning : morning + 720)]
  }
}

/** "this evening at seven", "six p.m., no, seven": the part of the day stands elsewhere. */
function halfElsewhere(tokens: Heard['tokens'], said: SaidTime): SaidTime['half'] {
  let before: SaidTime['half']
  for (const [i, token] of tokens.entries()) {
    if (i >= said.from && i < said.to) continue
    if (i < said.from) {
      // "Hi, am sorry" is no morning.
      const isOfTime = tokens[i - 1]?.digits === true || (tokens[i - 1]?.lexeme.number ?? -1) >= 0
      if (isOfTime && (is(token, 'am') || is(token, 'pm'))) before = is(token, 'am') ? 'am' : 'pm'
      else if (before !== undefined && is(token, 'correction')) return before
    }
    if (i > said.to && i < said.to + 5 && (is(token, 'am') || is(token, 'pm'))) return is(token, 'am') ? 'am' : 'pm'
    if (is(token, 'afternoon') || is(token, 'evening')) return 'pm'
    if (is(token, 'night') && !is(token, 'day')) return 'night'
    if (is(token, 'morning') && tokens[i - 1]?.text !== 'good') return 'am'
  }
  return undefined
}

/** Words that something must follow: "20 past", "at 7:25 in". */
function isDangling(token: Token | undefined): boolean {
  return (
    is(token, 'past') ||
    is(token, 'before') ||
    is(token, 'in') ||
    is(token, 'the') ||
    is(token, 'minute') ||
    is(token, 'from')
  )
}

function isAllowed(minute: number, slot: Slot): boolean {
  const earliest = minuteOf(slot.earliest) ?? 0
  const latest = minuteOf(slot.latest) ?? 1439
  return earliest <= latest ? minute >= earliest && minute <= latest : minute >= earliest || minute <= latest
}

function minuteOf(text: string | undefined): number | undefined {
  const match = /^(\d\d?):(\d\d)$/.exec(text ?? '')
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined
}

export function clockText(minute: number): string {
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

function wrap(minute: number): number {
  return ((minute % 1440) + 1440) % 1440
}
