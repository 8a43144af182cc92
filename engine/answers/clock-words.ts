import { clockIdiom } from './clock-idioms.ts'
import { opensBetween } from './direction.ts'
import { is, type Lexicon } from './lexicon.ts'
import { readCount } from './numbers.ts'
import type { Token } from './tokens.ts'

/** A clock time as said. */
export interface SaidTime {
  /** 0–24 as said; `minute` may be negative ("quarter to five" is 5 and -15). */
  readonly hour: number
  readonly minute: number
  readonly half?: 'am' | 'pm' | 'night' | undefined
  /** Minutes from now: "in an hour". Then hour and minute mean nothing. */
  readonly fromNow?: number
  /** Only a number: "seven". */
  readonly bare: boolean
  /** More words would change it: "seven", then "thirty". */
  readonly grows: boolean
  readonly from: number
  readonly to: number
}

/** Reads the longest clock time that begins at `at`. */
export function readClock(tokens: readonly Token[], at: number, lexicon: Lexicon): SaidTime | undefined {
  const found =
    fromNow(tokens, at, lexicon) ?? clockIdiom(tokens, at, lexicon) ?? named(tokens, at) ?? plain(tokens, at, lexicon)
  return found && found.fromNow === undefined ? withHalf(tokens, found) : found
}

/** "in half an hour", "in 45 minutes", "15 minutes ago", "now". */
function fromNow(tokens: readonly Token[], at: number, lexicon: Lexicon): SaidTime | undefined {
  const token = tokens[at]
  const result = (minutes: number, to: number): SaidTime => ({
    hour: 0,
    minute: 0,
    fromNow: minutes,
    bare: false,
    grows: false,
    from: at,
    to,
  })
  if (is(token, 'now')) return result(0, at + 1)
  const ahead = is(token, 'in')
  const start = ahead ? at + 1 : at
  const stretch = readLength(tokens, start, lexicon)
  if (!stretch) return undefined
  if (is(tokens[stretch.to], 'ago')) return result(-stretch.minutes, stretch.to + 1)
  if (ahead) return result(stretch.minutes, stretch.to)
  if (is(tokens[stretch.to], 'from') && is(tokens[stretch.to + 1], 'now'))
    return result(stretch.minutes, stretch.to + 2)
  return undefined
}

/** A length of time in minutes: "an hour and a half", "45 minutes", "half an hour", "two hours". */
export function readLength(
  tokens: readonly Token[],
  at: number,
  lexicon: Lexicon,
): { minutes: number; to: number } | undefined {
  if (is(tokens[at], 'half')) {
    const unit = is(tokens[at + 1], 'a') ? at + 2 : at + 1
    return is(tokens[unit], 'hour') ? { minutes: 30, to: unit + 1 } : undefined
  }
  const quarterAt = is(tokens[at], 'a') ? at + 1 : at
  if (is(tokens[quarterAt], 'quarter') && is(tokens[quarterAt + 1], 'of') && is(tokens[quarterAt + 3], 'hour'))
    return { minutes: 15, to: quarterAt + 4 }
  const count = readCount(tokens, at, lexicon)
  const size = count && !count.ordinal ? count.value : is(tokens[at], 'a') ? 1 : undefined
  if (size === undefined) return undefined
  const unit = count ? count.end : at + 1
  if (is(tokens[unit], 'minute')) return { minutes: size, to: unit + 1 }
  if (!is(tokens[unit], 'hour') || tokens[unit]?.gap === 0) return undefined
  if (is(tokens[unit + 1], 'and')) {
    const half = is(tokens[unit + 2], 'a') ? unit + 3 : unit + 2
    if (is(tokens[half], 'half')) return { minutes: size * 60 + 30, to: half + 1 }
  }
  return { minutes: size * 60, to: unit + 1 }
}

function named(tokens: readonly Token[], at: number): SaidTime | undefined {
  const done = (hour: number, half: 'am' | 'pm'): SaidTime => ({
    hour,
    minute: 0,
    half,
    bare: false,
    grows: false,
    from: at,
    to: at + 1,
  })
  if (is(tokens[at], 'noon')) return done(12, 'pm')
  if (is(tokens[at], 'midnight')) return done(12, 'am')
  return undefined
}

/** "16:45", "4.30", "5 10", "four thirty", "1645", "seven o'clock", "7 p.m.", and "seven" where it may be a time. */
function plain(tokens: readonly Token[], at: number, lexicon: Lexicon): SaidTime | undefined {
  const count = readCount(tokens, at, lexicon)
  const first = tokens[at]
  if (!count || !first || (count.ordinal && !lexicon.table.grammar.ordinalHours)) return undefined
  if (count.ordinal && count.digits !== '') return undefined
  if (first.digits && (first.text.length === 4 || first.text.length === 3) && count.end === at + 1) {
    const hour = Number(first.text.slice(0, -2))
    const minute = Number(first.text.slice(-2))
    if (hour > 24 || minute > 59 || (first.text.length === 3 && !isHalf(tokens[at + 1]))) return undefined
    const strong = isHalf(tokens[at + 1]) || is(tokens[at + 1], 'oclock')
    if (!strong && (isCounted(tokens, at + 1) || (tokens.length > 3 && !isLed(tokens, at)) || isPartOfDate(tokens, at)))
      return undefined
    return { hour, minute, bare: !strong, grows: false, from: at, to: at + 1 }
  }
  const isHundreds = count.digits === '' && !first.digits && count.value > 24 && count.value % 100 === 0
  const isHours = is(tokens[count.end], 'oclock')
  if (isHundreds && count.value <= 2400 && (isHours || !isCounted(tokens, count.end)))
    return {
      hour: count.value / 100,
      minute: 0,
      // "Twelve hundred" alone may count anything.
      bare: !isHours && !isLed(tokens, at),
      grows: false,
      from: at,
      to: isHours ? count.end + 1 : count.end,
    }
  if (count.value > 24 || (first.digits && first.text.length > 2)) return undefined
  const hour = count.value
  let next = count.end
  const sign = tokens[next]
  if (sign && (sign.text === ':' || sign.text === '.') && sign.gap === 0 && tokens[next + 1]?.digits) {
    const minute = Number(tokens[next + 1]?.text)
    if (minute > 59 || tokens[next + 1]?.text.length !== 2) return undefined
    return { hour, minute, bare: false, grows: false, from: at, to: skipIsh(tokens, next + 2) }
  }
  const isClock =
    lexicon.table.grammar.hourIsClock || !is(sign, 'hour') || sign?.gap === 0 || tokens[at - 1]?.text === 'las'
  if (is(sign, 'oclock') && isClock) {
    const minute = minuteAt(tokens, next + 1, lexicon) ?? unitBehindHour(tokens, next + 1, lexicon)
    if (minute) return { hour, minute: minute.value, bare: false, grows: false, from: at, to: minute.to }
    return { hour, minute: 0, bare: false, grows: false, from: at, to: next + 1 }
  }
  if (isCounted(tokens, next) || isPartOfDate(tokens, at)) return undefined
  const hangs = next === tokens.length - 1 && (is(tokens[next], 'past') || is(tokens[next], 'before'))
  if (hangs && !lexicon.table.grammar.minutesBehind) return undefined
  const minute = minuteAt(tokens, next, lexicon)
  if (minute && !isCounted(tokens, minute.to) && minute.to - at <= 4) {
    const strong = isHalf(tokens[minute.to]) || isLed(tokens, at) || at === 0
    return { hour, minute: minute.value, bare: !strong, grows: !strong, from: at, to: minute.to }
  }
  next = skipIsh(tokens, next)
  if (
    isHalf(tokens[next]) ||
    (is(tokens[next], 'in') && isHalf(tokens[next + 1])) ||
    (is(tokens[next], 'in') && is(tokens[next + 1], 'the') && isHalf(tokens[next + 2]))
  )
    return { hour, minute: 0, bare: false, grows: false, from: at, to: next }
  if (next > count.end) return { hour, minute: 0, bare: false, grows: true, from: at, to: next }
  if (!isLed(tokens, at) && (is(tokens[at - 1], 'a') || is(tokens[at - 1], 'the'))) return undefined
  const trailing = next >= tokens.length
  return { hour, minute: 0, bare: !isLed(tokens, at), grows: trailing || hour < 13, from: at, to: next }
}

/** "Acht Uhr fünf", "huit heures cinq": minutes below ten, where the hour's own word stands before them. */
function unitBehindHour(
  tokens: readonly Token[],
  at: number,
  lexicon: Lexicon,
): { value: number; to: number } | undefined {
  const { hourIsClock, unitFirst } = lexicon.table.grammar
  if (!hourIsClock && !unitFirst) return undefined
  const token = tokens[at]
  const value = token?.lexeme.number ?? -1
  if (token?.gap === 2 || value < 1 || value > 9 || isCounted(tokens, at + 1)) return undefined
  return { value, to: at + 1 }
}

function minuteAt(tokens: readonly Token[], at: number, lexicon: Lexicon): { value: number; to: number } | undefined {
  const token = tokens[at]
  if (!token || token.gap === 2 || (token.gap === 0 && !token.digits)) return undefined
  if (token.digits) {
    const value = Number(token.text)
    return token.text.length === 2 && value < 60 && !token.ordinal ? { value, to: at + 1 } : undefined
  }
  if (token.lexeme.number === 0 || token.text === 'o') {
    const unit = readCount(tokens, at + 1, lexicon)
    return unit && unit.value < 10 && !unit.ordinal ? { value: unit.value, to: unit.end } : undefined
  }
  const count = readCount(tokens, at, lexicon)
  return count && !count.ordinal && count.value >= 10 && count.value < 60
    ? { value: count.value, to: count.end }
    : undefined
}

/** Morning or afternoon behind the time: "p.m.", "in the evening", "at night", "tomorrow morning". */
function withHalf(tokens: readonly Token[], said: SaidTime): SaidTime {
  let i = said.to
  for (let steps = 0; steps < 3; steps++) {
    const token = tokens[i]
    const half =
      is(token, 'am') || is(token, 'morning')
        ? 'am'
        : is(token, 'pm') || is(token, 'afternoon') || is(token, 'evening')
          ? 'pm'
          : is(token, 'night')
            ? 'night'
            : undefined
    // "Halb eins mittags": at noon is after it, but for eleven.
    if (is(token, 'noon') && said.half === undefined && i > said.to - 1)
      return { ...said, half: said.hour === 11 ? 'am' : 'pm', bare: false, grows: false, to: i + 1 }
    if (half) return { ...said, half: said.half ?? half, bare: false, grows: false, to: i + 1 }
    if (
      !is(token, 'in') &&
      !is(token, 'the') &&
      !is(token, 'at-sign') &&
      !is(token, 'this') &&
      !is(token, 'of') &&
      !is(token, 'tomorrow')
    )
      break
    i++
  }
  return said
}

function isHalf(token: Token | undefined): boolean {
  return (
    is(token, 'am') ||
    is(token, 'pm') ||
    is(token, 'morning') ||
    is(token, 'afternoon') ||
    is(token, 'evening') ||
    is(token, 'night')
  )
}

/** "at 7", "around 7", "before 7", "for 7". */
function isLed(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]
  return (
    (is(before, 'and') && opensBetween(tokens, at - 1)) ||
    is(before, 'at-sign') ||
    is(before, 'until') ||
    is(before, 'past') ||
    is(before, 'from') ||
    (before?.text === 'la' && tokens[at]?.text === 'una') ||
    /^(around|about|than|by|um|noch|gegen|vers|sobre|okolo)$/.test(before?.text ?? '')
  )
}

/** "7 people", "7 days", "7th": a number of something else. */
function isCounted(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at]
  if (!next) return false
  return (
    (next.lexeme.noun >= 0 && !is(next, 'night')) ||
    next.lexeme.month > 0 ||
    is(next, 'day') ||
    is(next, 'week') ||
    is(next, 'month') ||
    is(next, 'year') ||
    is(next, 'minute') ||
    (is(next, 'hour') && next.gap !== 0) ||
    next.text === '/' ||
    next.text === '-' ||
    next.text === '%' ||
    next.text === '€' ||
    next.text === '£' ||
    next.lexeme.currency?.isCents === false
  )
}

function isPartOfDate(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]
  if (!before) return false
  if (
    before.text === '/' ||
    before.text === '-' ||
    before.text === '$' ||
    before.text === '£' ||
    before.text === '€' ||
    before.lexeme.month > 0
  )
    return true
  return before.text === '.' && before.gap === 0
}

/** "6ish", "around 6 or so". */
function skipIsh(tokens: readonly Token[], at: number): number {
  return tokens[at]?.text === 'ish' || tokens[at]?.text === 'sharp' ? at + 1 : at
}
