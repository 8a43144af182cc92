import { isSentence, readChars, type Char } from '../letters.ts'
import { is } from '../lexicon.ts'
import { nothing, type Grammar } from '../reading.ts'
import type { Json } from '../../language/json.ts'
import { fits } from './digits.ts'

/**
 * A code spelled letter by letter: "a as in alpha, double five, t for Tommy" is "A55T". Letters are upper case. A length
 * that the slot sets settles letters from digits only where the words leave it open, and closes the answer.
 */
export const spelled: Grammar = ({ tokens, lexicon }, { slot, earlier }) => {
  const cut = lastCorrection(tokens)
  const chars = readChars(tokens.slice(cut), lexicon)
  const wanted = slot.length
  const sure = chars.filter((char) => char.doubt <= 0.3)
  const used = wanted !== undefined && sure.length < wanted && chars.length === wanted ? chars : sure
  if (used.length === 0 || isSentence(tokens.slice(cut), chars)) return nothing
  const said = used.map(written).join('').toUpperCase()
  const before = typeof earlier === 'string' ? earlier : ''
  const place = { from: cut + (used[0]?.from ?? 0), to: cut + (used.at(-1)?.to ?? 0), alternatives: [] as Json[] }
  const doubt = used.reduce((sum, char) => sum + char.doubt, 0) / used.length
  for (const value of before === '' ? [said] : [before + said, said]) {
    const fit = fits(value, { ...slot, type: 'digits' })
    if (fit === 'full') return { ...place, state: 'closed', value, fit: 1 - doubt }
    if (fit === 'open') return { ...place, state: 'open', value, fit: 1 - doubt }
    if (fit === 'short') return { ...place, state: 'partial', value: null, part: value, fit: 0.5 }
  }
  return nothing
}

/** A digit that was said as one stays one; "o" among letters is a letter. */
function written(char: Char): string {
  if (char.marked !== undefined) return char.marked
  return char.digit !== '' && (char.letter === '' || char.digit !== '0')
    ? char.digit
    : char.letter === 'o' && char.digit === '0'
      ? '0'
      : char.letter
}

function lastCorrection(tokens: Parameters<Grammar>[0]['tokens']): number {
  for (let i = tokens.length - 1; i > 0; i--)
    if (is(tokens[i], 'correction') && tokens[i]?.lexeme.letter === '' && i < tokens.length - 2) return i + 1
  return 0
}
