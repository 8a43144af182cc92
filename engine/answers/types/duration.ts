import { readAmount } from '../amounts.ts'
import { isoDuration } from '../iso-duration.ts'
import { is } from '../lexicon.ts'
import { nothing, type Grammar, type Heard } from '../reading.ts'

/** A length of time as ISO 8601, in minutes at the finest: "an hour and a half" is "PT1H30M", "three days" is "P3D". */
export const duration: Grammar = (heard) => {
  const { tokens } = heard
  for (let from = 0; from < tokens.length; from++) {
    let minutes = 0
    let to = from
    for (;;) {
      const at = to > from && is(tokens[to], 'and') ? to + 1 : to
      const part = partAt(heard, at, to > from)
      if (!part) break
      minutes += part.minutes
      to = part.to
    }
    if (to === from || minutes <= 0) continue
    const state = to < tokens.length ? 'closed' : 'open'
    return { state, value: isoDuration(Math.round(minutes)), alternatives: [], from, to, fit: 1 }
  }
  return nothing
}

/** One counted unit: "two hours", "half an hour", "ninety minutes", and "a half" behind an hour. */
function partAt({ tokens, lexicon }: Heard, at: number, inside: boolean): { minutes: number; to: number } | undefined {
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
  }
  const amount = readAmount(tokens, at, lexicon)
  const count = amount ? amount.value : is(tokens[at], 'a') ? 1 : undefined
  if (count === undefined) return undefined
  const unit = amount ? amount.to : at + 1
  const size = unitAt(tokens[unit])
  return size ? { minutes: count * size, to: unit + 1 } : undefined
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
