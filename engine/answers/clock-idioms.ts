import type { SaidTime } from './clock-words.ts'
import { is, type Lexicon } from './lexicon.ts'
import { readCount } from './numbers.ts'
import type { Token } from './tokens.ts'

/**
 * Clock times that name an hour and go forward or back from it: "half past four", "quarter to five", "halb fünf", "fünf
 * vor halb fünf", "las cuatro y media", "cinq heures moins le quart", "wpół do piątej", "za kwadrans piąta".
 */
export function clockIdiom(tokens: readonly Token[], at: number, lexicon: Lexicon): SaidTime | undefined {
  return inMinutes(tokens, at, lexicon) ?? aroundHour(tokens, at, lexicon) ?? behindHour(tokens, at, lexicon)
}

/** "20 past 7", "five minutes to six", "half four", "dreiviertel fünf". */
function aroundHour(tokens: readonly Token[], at: number, lexicon: Lexicon): SaidTime | undefined {
  const { halfIsBefore } = lexicon.table.grammar
  let i = is(tokens[at], 'a') && !isHour(tokens, at + 1, lexicon) ? at + 1 : at
  let minutes: number
  const isHalf = is(tokens[i], 'half')
  const isQuarter = is(tokens[i], 'quarter')
  if (is(tokens[i], 'three-quarters') && halfIsBefore) {
    const hour = hourAt(tokens, i + 1, lexicon)
    return hour && shifted(hour.value, -15, at, hour.to)
  }
  if (isHalf || isQuarter) {
    minutes = isHalf ? 30 : 15
    i++
  } else {
    const count = readCount(tokens, i, lexicon)
    if (!count || count.ordinal || count.value < 1 || count.value > 59) return undefined
    minutes = count.value
    i = count.end
    const unit = is(tokens[i], 'minute') || tokens[i]?.text.includes(' ') === true
    if (is(tokens[i], 'minute')) i++
    if (!unit && (minutes % 5 !== 0 || opensRange(tokens[at - 1]))) return undefined
  }
  const before = is(tokens[i], 'before') && !is(tokens[i], 'past')
  const past = is(tokens[i], 'past')
  if (lexicon.table.grammar.minutesBehind && !past) return undefined
  if (before || past) i++
  else if (!isHalf && !(isQuarter && halfIsBefore)) return undefined
  if (is(tokens[i], 'half') && halfIsBefore && (before || past)) {
    const hour = hourAt(tokens, i + 1, lexicon)
    return hour && shifted(hour.value, -30 + (before ? -minutes : minutes), at, hour.to)
  }
  if (is(tokens[i], 'noon')) return shifted(12, before ? -minutes : minutes, at, i + 1, 'pm')
  if (is(tokens[i], 'midnight')) return shifted(12, before ? -minutes : minutes, at, i + 1, 'am')
  const hour = hourAt(tokens, i, lexicon)
  if (!hour) return undefined
  if (halfIsBefore && !before && !past) return shifted(hour.value, isHalf ? -30 : -45, at, hour.to)
  return shifted(hour.value, before ? -minutes : minutes, at, hour.to)
}

/** "las cuatro y media", "quatre heures et quart", "cinco menos diez", "midi et demi". */
function behindHour(tokens: readonly Token[], at: number, lexicon: Lexicon): SaidTime | undefined {
  if (!lexicon.table.grammar.minutesBehind) return undefined
  const twelve = is(tokens[at], 'noon') ? 'pm' : is(tokens[at], 'midnight') ? 'am' : undefined
  const hour = twelve ? { value: 12, to: at + 1 } : hourAt(tokens, at, lexicon)
  if (!hour) return undefined
  let i = is(tokens[hour.to], 'oclock') ? hour.to + 1 : hour.to
  const sign = is(tokens[i], 'and') ? 1 : is(tokens[i], 'before') ? -1 : 0
  if (sign === 0) return undefined
  i++
  if (is(tokens[i], 'the')) i++
  if (is(tokens[i], 'half') && sign > 0) return shifted(hour.value, 30, at, i + 1, twelve)
  if (is(tokens[i], 'quarter')) return shifted(hour.value, 15 * sign, at, i + 1, twelve)
  const count = readCount(tokens, i, lexicon)
  if (!count || count.ordinal || count.value < 1 || count.value > 59) return undefined
  return shifted(hour.value, count.value * sign, at, count.end, twelve)
}

/** "za kwadrans piąta", "za dziesięć piąta": in a quarter it is five. */
function inMinutes(tokens: readonly Token[], at: number, lexicon: Lexicon): SaidTime | undefined {
  if (!lexicon.table.grammar.ordinalHours || !is(tokens[at], 'in')) return undefined
  const count = is(tokens[at + 1], 'quarter')
    ? { value: 15, end: at + 2, ordinal: false }
    : readCount(tokens, at + 1, lexicon)
  if (!count || count.ordinal || count.value > 59) return undefined
  const hour = hourAt(tokens, is(tokens[count.end], 'minute') ? count.end + 1 : count.end, lexicon)
  return hour && shifted(hour.value, -count.value, at, hour.to)
}

/** An hour from 0 to 24; ordinal where the language counts them so. "5:00" is five. */
function hourAt(tokens: readonly Token[], at: number, lexicon: Lexicon): { value: number; to: number } | undefined {
  const count = readCount(tokens, at, lexicon)
  if (!count || count.value > 24 || count.digits.length > 2) return undefined
  if (count.ordinal && (!lexicon.table.grammar.ordinalHours || count.digits !== '')) return undefined
  const isWritten = tokens[count.end]?.text === ':' && tokens[count.end + 1]?.text === '00'
  const end = isWritten ? count.end + 2 : count.end
  return { value: count.value, to: lexicon.table.grammar.minutesBehind || !is(tokens[end], 'oclock') ? end : end + 1 }
}

function isHour(tokens: readonly Token[], at: number, lexicon: Lexicon): boolean {
  return is(tokens[at], 'oclock') || (lexicon.table.grammar.minutesBehind && is(tokens[at], 'and'))
}

/** "from 4 to 10" is not 9:56. */
function opensRange(token: Token | undefined): boolean {
  return /^(from|between|von|zwischen|de|entre|du|od|miedzy)$/.test(token?.text ?? '')
}

/** Half of the day is told by the hour that was named: "quarter to one p.m." is 12:45. */
function shifted(hour: number, minute: number, from: number, to: number, half?: 'am' | 'pm'): SaidTime {
  return { hour, minute, half, bare: false, grows: false, from, to }
}
