import { is, type Lexicon } from './lexicon.ts'
import { readCount } from './numbers.ts'
import type { Token } from './tokens.ts'

/** A number that may have a fraction. */
export interface Amount {
  readonly value: number
  readonly from: number
  readonly to: number
  /** "a half", "point five": it was said to its end. */
  readonly exact: boolean
}

/**
 * Reads a number with its fraction: "41.55", "two point five", "zwei Komma fünf", "three and a half", "minus four", "half".
 * An ordinal is none.
 */
export function readAmount(tokens: readonly Token[], at: number, lexicon: Lexicon): Amount | undefined {
  const minus = is(tokens[at], 'minus')
  const start = minus ? at + 1 : at
  const sign = minus ? -1 : 1
  const withHalf = tokens[start]?.lexeme.withHalf ?? -1
  if (withHalf > 0) return { value: sign * withHalf, from: at, to: start + 1, exact: true }
  const bare = is(tokens[start], 'point') ? fraction(tokens, start + 1, lexicon) : undefined
  if (bare) return { value: sign * Number(`0.${bare.text}`), from: at, to: bare.to, exact: false }
  const count = readCount(tokens, start, lexicon)
  if (!count)
    return is(tokens[start], 'half') && !minus ? { value: 0.5, from: at, to: start + 1, exact: true } : undefined
  if (count.ordinal) return undefined
  const next = tokens[count.end]
  const done = (value: number, to: number, exact: boolean): Amount => ({
    value: value === 0 ? 0 : sign * value,
    from: at,
    to,
    exact,
  })
  const written = tokens[count.end + 1]
  if (next && next.gap === 0 && (next.text === '.' || next.text === ',') && written?.digits && written.gap === 0)
    return scaled(tokens, done(Number(`${count.value}.${written.text}`), count.end + 2, true))
  if (is(next, 'point')) {
    const digits = fraction(tokens, count.end + 1, lexicon)
    if (digits) return scaled(tokens, done(Number(`${count.value}.${digits.text}`), digits.to, false))
  }
  if (is(next, 'and')) {
    const half = is(tokens[count.end + 1], 'a') ? count.end + 2 : count.end + 1
    if (is(tokens[half], 'half')) return scaled(tokens, done(count.value + 0.5, half + 1, true))
    if (is(tokens[half], 'quarter')) return done(count.value + 0.25, half + 1, true)
    if (tokens[half]?.lexeme.number === 3 && is(tokens[half + 1], 'quarter'))
      return done(count.value + 0.75, half + 2, true)
  }
  return done(count.value, count.end, false)
}

/** "2.5 million", "1.2k", "two and a half grand". */
function scaled(tokens: readonly Token[], amount: Amount): Amount {
  const scale = tokens[amount.to]?.lexeme.scale ?? -1
  return scale >= 1000 ? { ...amount, value: Math.round(amount.value * scale * 1e6) / 1e6, to: amount.to + 1 } : amount
}

function fraction(tokens: readonly Token[], at: number, lexicon: Lexicon): { text: string; to: number } | undefined {
  let text = ''
  let i = at
  for (;;) {
    const token = tokens[i]
    if (token?.digits) {
      text += token.text
      i++
      continue
    }
    if (!token || token.lexeme.number < 0) break
    const pair = token.lexeme.number >= 20 && text === '' ? readCount(tokens.slice(i, i + 2), 0, lexicon) : undefined
    if (token.lexeme.number >= 10 && text !== '') break
    text += String(pair && !pair.ordinal ? pair.value : token.lexeme.number)
    i += pair && !pair.ordinal ? pair.end : 1
  }
  return text === '' ? undefined : { text, to: i }
}
