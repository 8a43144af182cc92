import { is, type Lexicon } from './lexicon.ts'
import type { Token } from './tokens.ts'

/** A number in words or digits, and where it ends. */
export interface Count {
  readonly value: number
  readonly end: number
  /** "third", "3rd". */
  readonly ordinal: boolean
  /** Whether it was written in digits, with their leading noughts. */
  readonly digits: string
}

/**
 * Reads the longest number that begins at `at`: "twenty three", "two hundred and six", "1,250", "quatre-vingt-dix",
 * "dreiundzwanzig", "dwudziesty trzeci". Undefined where none begins. "five nine" is only five: two digits side by side
 * are not one number.
 */
export function readCount(tokens: readonly Token[], at: number, lexicon: Lexicon): Count | undefined {
  const first = tokens[at]
  if (!first) return undefined
  // "Ein paar" is a few.
  if (lexicon.language === 'de' && tokens[at + 1]?.text === 'paar') return undefined
  if (first.digits) return readWritten(tokens, at, first, lexicon)
  const dozen = is(first, 'half') ? tokens[is(tokens[at + 1], 'a') ? at + 2 : at + 1] : undefined
  if (dozen?.lexeme.scale === 12) return { value: 6, end: tokens.indexOf(dozen, at) + 1, ordinal: false, digits: '' }
  return readSpoken(tokens, at, lexicon)
}

function readWritten(tokens: readonly Token[], at: number, first: Token, lexicon: Lexicon): Count {
  let digits = first.text
  let end = at + 1
  const separator = lexicon.table.grammar.decimalComma ? '.' : ','
  while (digits.length <= 12 && tokens[end]?.text === separator && tokens[end]?.gap === 0) {
    const group = tokens[end + 1]
    if (!group?.digits || group.text.length !== 3) break
    digits += group.text
    end += 2
  }
  let value = Number(digits)
  let scale = tokens[end]?.lexeme.scale ?? -1
  while (scale > 1 && !first.ordinal && value < 1000) {
    value *= scale
    end++
    const rest = readCount(tokens, is(tokens[end], 'and') ? end + 1 : end, lexicon)
    if (rest && rest.value < scale && !rest.ordinal)
      return { value: value + rest.value, end: rest.end, ordinal: false, digits: '' }
    scale = tokens[end]?.lexeme.scale ?? -1
  }
  return { value, end, ordinal: first.ordinal, digits: value === Number(digits) ? digits : '' }
}

function readSpoken(tokens: readonly Token[], at: number, lexicon: Lexicon): Count | undefined {
  let total = 0
  let current = -1
  let end = at
  let i = at
  let ordinal = false
  let lastScale = Infinity
  for (;;) {
    const token = tokens[i]
    if (!token) break
    const { number, scale } = token.lexeme
    if (scale > 0) {
      const counted = current < 0 ? 1 : current
      if (current < 0 && end > at) break
      if (scale >= 1000) {
        if (scale >= lastScale || counted === 0) break
        total += counted * scale
        lastScale = scale
        current = -1
      } else {
        if (counted >= 100 || counted === 0) break
        current = counted * scale
      }
      end = ++i
      continue
    }
    if (number >= 0 || token.lexeme.ordinal > 0) {
      const value = number >= 0 ? number : token.lexeme.ordinal
      const joined = join(current, value, lexicon)
      if (joined < 0 || (value === 0 && end > at)) break
      if (joined >= lastScale) break
      current = joined
      end = ++i
      const unit = tokens[i]
      if (value >= 20 && value % 10 === 0 && unit?.gap === 0 && unit.digits && unit.text.length === 1) {
        current += Number(unit.text)
        end = ++i
        ordinal = unit.ordinal
        break
      }
      if (number < 0) {
        ordinal = true
        if (!(lexicon.language === 'pl' && value >= 20)) break
      }
      continue
    }
    if (end > at && (is(token, 'and') || (lexicon.language === 'en' && token.text === 'and'))) {
      const next = tokens[i + 1]
      if (!next || !mayJoin(current, total, next, lexicon)) break
      if (lexicon.table.grammar.unitFirst && current > 0 && current % 100 < 10) {
        current += next.lexeme.number >= 0 ? next.lexeme.number : next.lexeme.ordinal
        ordinal = next.lexeme.number < 0
        i += 2
        end = i
        if (ordinal) break
        continue
      }
      i++
      continue
    }
    break
  }
  if (end === at) return undefined
  return { value: total + Math.max(current, 0), end, ordinal, digits: '' }
}

/** `value` said behind `current`, as one number; -1 where that is two numbers. */
function join(current: number, value: number, lexicon: Lexicon): number {
  if (current < 0) return value
  if (current === 0) return -1
  if (value >= 100) return current % 1000 === 0 || (current < 10 && false) ? current + value : -1
  const rest = current % 100
  if (lexicon.language === 'fr') {
    if (rest % 10 === 4 && rest < 17 && value === 20 && rest === 4) return current - 4 + 80
    if ((rest === 60 || rest === 80) && value < 20) return current + value
    if (rest === 10 && value >= 7 && value < 10) return current + value
  }
  if (value >= 10) return rest === 0 ? current + value : -1
  if (value === 0) return -1
  return rest === 0 ? (current >= 100 ? current + value : -1) : rest % 10 === 0 && rest >= 20 ? current + value : -1
}

function mayJoin(current: number, total: number, next: Token, lexicon: Lexicon): boolean {
  const { number, ordinal } = next.lexeme
  const value = number >= 0 ? number : ordinal
  if (value <= 0) return false
  switch (lexicon.language) {
    case 'en':
      return (current >= 100 && current % 100 === 0) || (total > 0 && current <= 0)
    case 'de':
      return current > 0 && current % 100 < 10 && current % 100 > 0 && value >= 20 && value % 10 === 0
    case 'es':
      // "Veinticinco" is one word: "las veinte y cinco" is an hour and its minutes.
      return current % 100 >= 30 && current % 10 === 0 && value < 10
    default:
      return current % 100 >= 20 && current % 10 === 0 && value < 20
  }
}
