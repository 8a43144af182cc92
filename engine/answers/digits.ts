import { is, type Lexicon } from './lexicon.ts'
import { readCount } from './numbers.ts'
import type { Token } from './tokens.ts'

/** A run of digits as a person dictates them. */
export interface DigitRun {
  readonly digits: string
  /** Where a new word or written group begins, as offsets in `digits`. */
  readonly seams: readonly number[]
  readonly from: number
  readonly to: number
}

/**
 * Digits one after another: "double five nine oh", "07700 900 123", "twenty three", "o two one". Words that merely sound
 * like a digit ("to", "for") count only between digits. Fillers and dashes between do not break a run.
 */
export function readDigits(tokens: readonly Token[], start: number, lexicon: Lexicon): DigitRun | undefined {
  let digits = ''
  const seams: number[] = []
  let to = start
  let times = 1
  for (let i = start; i < tokens.length;) {
    const token = tokens[i]
    if (!token) break
    if (digits !== '' && seams.at(-1) !== digits.length) seams.push(digits.length)
    if (token.digits) {
      digits += times > 1 ? (token.text[0] ?? '').repeat(times) + token.text.slice(1) : token.text
      times = 1
      to = ++i
      continue
    }
    if (is(token, 'double') || is(token, 'triple')) {
      if (!followsDigit(tokens, i + 1)) break
      times = is(token, 'double') ? 2 : 3
      i++
      continue
    }
    const single = token.lexeme.number
    const scale = tokens[i + 1]?.lexeme.scale ?? -1
    if (single > 0 && single < 10 && (scale === 100 || scale === 1000) && !is(tokens[i + 2], 'and')) {
      digits += String(single * scale)
      to = i += 2
      continue
    }
    // "Quatre-vingt-dix" begins with a four and is none.
    const isEighty = lexicon.language === 'fr' && single === 4 && tokens[i + 1]?.lexeme.number === 20
    if (single >= 0 && single < 10 && !isEighty) {
      digits += String(single).repeat(times)
      times = 1
      to = ++i
      continue
    }
    const count = readCount(tokens, i, lexicon)
    if (count && !count.ordinal) {
      digits += String(count.value)
      times = 1
      to = i = count.end
      continue
    }
    const heardAs = token.lexeme.homophone
    if (heardAs >= 0 && (digits !== '' || heardAs === 0) && (i === tokens.length - 1 || followsDigit(tokens, i + 1))) {
      digits += String(heardAs).repeat(times)
      times = 1
      to = ++i
      continue
    }
    if (digits !== '' && (isNoise(token) || (token.gap === 0 && /^[-–/.,:]$/.test(token.text)))) {
      i++
      continue
    }
    break
  }
  return digits === '' ? undefined : { digits, seams, from: start, to }
}

function isNoise(token: Token): boolean {
  return is(token, 'filler') && token.lexeme.homophone < 0
}

function followsDigit(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at]
  return (
    next !== undefined &&
    (next.digits || next.lexeme.number >= 0 || is(next, 'double') || is(next, 'triple') || next.lexeme.homophone >= 0)
  )
}
