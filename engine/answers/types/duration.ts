import { readAmount } from '../amounts.ts'
import { standing } from '../correction.ts'
import { isoDuration } from '../iso-duration.ts'
import { is } from '../lexicon.ts'
import { readCount } from '../numbers.ts'
import { nothing, type Grammar, type Heard, type Match } from '../reading.ts'

/** A length of time as ISO 8601, in minutes at the finest: "an hour and a half" is "PT1H30M", "three days" is "P3D". */
export const duration: Grammar = (heard) => {
  const { tokens } = heard
  const found: Match<number>[] = []
  for (let from = 0; from < tokens.length;) {
    const said = lengthAt(heard, from)
    if (said !== undefined) found.push(said)
    from = said?.to ?? from + 1
  }
  const [chosen] = standing(found, tokens)
  if (chosen === undefined) return nothing
  const { value, from, to } = chosen
  const state = to < tokens.length ? 'closed' : 'open'
  return { state, value: isoDuration(Math.round(value)), alternatives: [], from, to, fit: 1 }
}

/** In minutes: the units that stand side by side, together. */
function lengthAt(heard: Heard, from: number): Match<number> | undefined {
  const { tokens } = heard
  let value = 0
  let to = from
  for (;;) {
    const at = to > from && is(tokens[to], 'and') ? to + 1 : to
    const isHours = to > from && is(tokens[to - 1], 'hour')
    const part = partAt(heard, at, to > from) ?? (isHours ? minutesAt(heard, to) : undefined)
    if (!part) break
    value += part.minutes
    to = part.to
  }
  return value > 0 ? { value, from, to } : undefined
}

/** "An hour twenty", "deux heures dix", "dos horas y cuarto": minutes behind an hour, without their name. */
function minutesAt({ tokens, lexicon }: Heard, at: number): { minutes: number; to: number } | undefined {
  const behind = is(tokens[at], 'and') ? at + 1 : at
  const quarter = is(tokens[behind], 'a') ? behind + 1 : behind
  if (behind > at && is(tokens[quarter], 'quarter')) return { minutes: 15, to: quarter + 1 }
  const count = readCount(tokens, behind, lexicon)
  const isMinutes = count !== undefined && !count.ordinal && count.value >= (behind > at ? 1 : 5) && count.value < 60
  const next = tokens[count?.end ?? at]
  return isMinutes && (next === undefined || is(next, 'filler')) ? { minutes: count.value, to: count.end } : undefined
}

/** What is a length of time in one word. */
const whole: Readonly<Record<string, number>> = { viertelstunde: 15, dreiviertelstunde: 45, demiheure: 30 }

/** One counted unit: "two hours", "half an hour", "ninety minutes", and "a half" behind an hour. */
function partAt({ tokens, lexicon }: Heard, at: number, inside: boolean): { minutes: number; to: number } | undefined {
  const word = is(tokens[at], 'a') ? at + 1 : at
  const known = whole[tokens[word]?.text ?? '']
  if (known !== undefined) return { minutes: known, to: word + 1 }
  if (is(tokens[at], 'half') || (is(tokens[at], 'a') && is(tokens[at + 1], 'half'))) {
    const half = is(tokens[at], 'half') ? at : at + 1
    const unit = is(tokens[half + 1], 'a') || is(tokens[half + 1], 'of') ? half + 2 : half + 1
    const size = unitAt(tokens[unit])
    if (size) return { minutes: size / 2, to: unit + 1 }
    return inside ? { minutes: 30, to: half + 1 } : undefined
  }
  if (is(tokens[at], 'quarter') || is(tokens[at + 1], 'quarter')) {
    const quarter = is(tokens[at], 'quarter') ? at : at + 1
    const hour = [quarter + 1, quarter + 2, quarter + 3].find((index) => is(tokens[index], 'hour'))
    const three = tokens[at]?.lexeme.number === 3
    if (hour !== undefined) return { minutes: three ? 45 : 15, to: hour + 1 }
    // A Polish quarter is of an hour.
    const count = lexicon.language === 'pl' ? (quarter > at ? (tokens[at]?.lexeme.number ?? -1) : 1) : -1
    if (count > 0) return { minutes: 15 * count, to: quarter + 1 }
  }
  const amount = readAmount(tokens, at, lexicon)
  const couple = is(tokens[at], 'a') ? at + 1 : at
  const isCouple = tokens[couple]?.text === 'couple'
  const count = amount
    ? amount.value
    : isCouple
      ? 2
      : is(tokens[at], 'a') || saysOne(tokens, at, lexicon)
        ? 1
        : undefined
  if (count === undefined) return undefined
  const past = amount ? amount.to : isCouple ? couple + 1 : is(tokens[at], 'a') ? at + 1 : at
  const unit = is(tokens[past], 'of') && isCouple ? past + 1 : past
  const size = unitAt(tokens[unit])
  return size ? { minutes: count * size, to: unit + 1 } : undefined
}

/** "Godzinę", "hora y media": one, and nobody says so. */
function saysOne(tokens: Heard['tokens'], at: number, { language }: Heard['lexicon']): boolean {
  if (language === 'pl') return /^(godzine|godzina|tydzien|miesiac|dzien|rok)$/.test(tokens[at]?.text ?? '')
  const next = tokens[at + 2]
  const isMore = is(next, 'half') || is(next, 'quarter') || (next?.lexeme.number ?? -1) > 0
  return is(tokens[at], 'hour') && is(tokens[at + 1], 'and') && isMore
}

/** Minutes in a unit. A month has thirty days and a year 365, as durations go. */
function unitAt(token: Heard['tokens'][number] | undefined): number | undefined {
  if (is(token, 'minute')) return 1
  if (is(token, 'hour')) return 60
  if (is(token, 'day')) return 1440
  if (is(token, 'week')) return 7 * 1440
  if (is(token, 'fortnight')) return 14 * 1440
  if (is(token, 'month')) return 30 * 1440
  if (is(token, 'year')) return 365 * 1440
  if (token?.lexeme.noun === 4) return 1440
  return is(token, 'second-unit') ? 1 / 60 : undefined
}
