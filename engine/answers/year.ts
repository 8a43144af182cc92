import { is, type Lexicon } from './lexicon.ts'
import { readCount } from './numbers.ts'
import type { Token } from './tokens.ts'

/** A year as said. `sure` is false where only its last two digits were said, or where more may follow ("nineteen eighty"). */
export interface SaidYear {
  readonly value: number
  readonly sure: boolean
  readonly short?: boolean
  readonly to: number
}

/**
 * Reads a year: "1979", "nineteen seventy nine", "twenty twenty-six", "two thousand and six", "19 79", "nineteen oh five",
 * "seventy nine". Recognisers cut "nineteen forty five" to "1940 5": a single digit behind a round year is its last one.
 */
export function readYear(tokens: readonly Token[], at: number, lexicon: Lexicon): SaidYear | undefined {
  const first = tokens[at]
  if (first?.digits && !first.ordinal && /^(?:\d{4}|2000?\d\d)$/.test(first.text))
    return written(tokens, at, first, lexicon)
  if (first?.ordinal && tokens[at + 1]?.digits && tokens[at + 1]?.text.length === 4)
    return readYear(tokens, at + 1, lexicon)
  const century =
    first?.ordinal === true && (first.text === '19' || first.text === '20')
      ? tailAfterCentury(tokens, at, lexicon)
      : undefined
  if (century) return century
  const count = readCount(tokens, at, lexicon)
  if (!count || (count.ordinal && lexicon.language !== 'pl')) return undefined
  if (count.value >= 1000 && count.value < 2200) {
    const rest =
      count.value % 10 === 0
        ? lastDigit(tokens, is(tokens[count.end], 'and') ? count.end + 1 : count.end, 1)
        : undefined
    if (rest && count.value % 100 !== 0) return { value: count.value + rest.value, sure: true, to: rest.to }
    return { value: count.value, sure: count.value % 10 !== 0, to: count.end }
  }
  if (count.value === 19 || count.value === 20) {
    const next = tokens[count.end]?.text === '-' ? count.end + 1 : count.end
    const tail = lastTwo(tokens, next, lexicon)
    if (tail) return { value: count.value * 100 + tail.value, sure: tail.sure, to: tail.to }
    return { value: count.value, sure: false, short: true, to: count.end }
  }
  if (count.value >= 0 && count.value < 100 && (count.digits === '' || count.digits.length === 2)) {
    if (count.value < 10 && count.digits === '') {
      const nought = count.value === 0 ? lastDigit(tokens, count.end, 0) : undefined
      return nought ? { value: nought.value, sure: false, short: true, to: nought.to } : undefined
    }
    return { value: count.value, sure: false, short: true, to: count.end }
  }
  return undefined
}

/** "19th or 7", "19th 45": how recognisers write nineteen oh seven, nineteen forty five. */
function tailAfterCentury(tokens: readonly Token[], at: number, lexicon: Lexicon): SaidYear | undefined {
  const isNought = /^(or|oh|o)$/.test(tokens[at + 1]?.text ?? '')
  const tail = isNought ? lastDigit(tokens, at + 2, 1) : lastTwo(tokens, at + 1, lexicon)
  return tail && { value: Number(tokens[at]?.text) * 100 + tail.value, sure: true, to: tail.to }
}

/**
 * A year in digits. Recognisers hear a year's beginning and then all of it ("1990 1988", "2020 to 2012"): the whole one
 * counts. "2000 and the 11th" is how they write two thousand and eleven.
 */
function written(tokens: readonly Token[], at: number, first: Token, lexicon: Lexicon): SaidYear | undefined {
  const value = first.text.length > 4 ? 2000 + Number(first.text.slice(-2)) : Number(first.text)
  if (value < 1000 || value > 2199) return undefined
  if (value % 10 !== 0) return { value, sure: true, to: at + 1 }
  let next = at + 1
  while (
    is(tokens[next], 'and') ||
    is(tokens[next], 'the') ||
    (is(tokens[next], 'until') && tokens[next]?.lexeme.homophone === 2)
  )
    next++
  const again = tokens[next]
  if (again?.digits && /^(?:19|20)\d\d$/.test(again.text))
    return { value: Number(again.text), sure: true, to: next + 1 }
  const tail = value === 2000 ? readCount(tokens, next, lexicon) : undefined
  const isTail = tail && tail.value > 0 && tail.value < 100 && (next > at + 1 || tail.value >= 10)
  if (isTail && (tokens[tail.end]?.lexeme.month ?? -1) < 0)
    return { value: value + tail.value, sure: true, to: tail.end }
  const joined = is(tokens[at + 1], 'and') && value % 100 === 0 ? at + 2 : at + 1
  const last = lastDigit(tokens, joined, 1)
  if (last && (value % 100 !== 0 || joined > at + 1)) return { value: value + last.value, sure: true, to: last.to }
  return { value, sure: false, to: at + 1 }
}

/** One more digit, alone: not the beginning of "5 people" or "8 p.m.". */
function lastDigit(tokens: readonly Token[], at: number, least: number): { value: number; to: number } | undefined {
  const token = tokens[at]
  if (!token) return undefined
  const after = tokens[at + 1]
  if (
    after &&
    (after.lexeme.noun >= 0 || is(after, 'am') || is(after, 'pm') || is(after, 'oclock') || after.text === ':')
  )
    return undefined
  const written = token.digits && token.text.length === 1 && !token.ordinal ? Number(token.text) : -1
  const value = written >= 0 ? written : token.lexeme.number >= 0 && token.lexeme.number < 10 ? token.lexeme.number : -1
  return value >= least ? { value, to: at + 1 } : undefined
}

function lastTwo(
  tokens: readonly Token[],
  at: number,
  lexicon: Lexicon,
): { value: number; to: number; sure: boolean } | undefined {
  const token = tokens[at]
  if (!token) return undefined
  if (token.digits) {
    if (token.text.length === 2 && !token.ordinal) {
      const value = Number(token.text)
      const last = value % 10 === 0 && value > 0 ? lastDigit(tokens, at + 1, 1) : undefined
      return last
        ? { value: value + last.value, to: last.to, sure: true }
        : { value, to: at + 1, sure: value % 10 !== 0 }
    }
    if (token.text !== '0') return undefined
  }
  if (token.lexeme.number === 0 || token.text === 'o' || token.text === '0') {
    const last = lastDigit(tokens, at + 1, 0)
    return last ? { value: last.value, to: last.to, sure: true } : undefined
  }
  const count = readCount(tokens, at, lexicon)
  if (!count || count.ordinal || count.value < 10 || count.value > 99) return undefined
  return { value: count.value, to: count.end, sure: count.value < 20 || count.value % 10 !== 0 }
}

/** The years that two digits can be: "79" is 1979 for a birth, "26" this century for an appointment. */
export function yearsOf(
  year: { readonly value: number; readonly short?: boolean },
  thisYear: number,
  past: boolean,
): number[] {
  if (!year.short) return [year.value]
  if (year.value === 19 || year.value === 20) return past ? [] : [2000 + year.value]
  const century = Math.floor(thisYear / 100) * 100
  const here = century + year.value
  if (!past) return [here]
  return here > thisYear ? [here - 100] : [here - 100, here]
}
