import { is, type Lexicon } from './lexicon.ts'
import { readCount } from './numbers.ts'
import type { Token } from './tokens.ts'

/** One character of something spelled, with what else it may be. */
export interface Char {
  /** As a letter, or "" where it cannot be one. */
  readonly letter: string
  /** The letter with its mark, where it was heard with one: "ñ". */
  readonly marked?: string
  /** As a digit, or "". */
  readonly digit: string
  /** Said so that it may as well be no character at all ("hello", "for"): 0 is certain, 1 is an unknown word. */
  readonly doubt: number
  /** Which token it comes from. */
  readonly from: number
  readonly to: number
}

/**
 * What was spelled, one entry a character: letters by their names, by what they are misheard as ("bee", "you"), by a
 * spelling alphabet ("bravo"), "t for Tommy", "double u", clumps that a recogniser wrote together ("RX", "w20"), digits
 * and numbers. An unknown word may stand for its first letter or be noise; small words are left out.
 */
export function readChars(tokens: readonly Token[], lexicon: Lexicon): Char[] {
  const chars: Char[] = []
  for (let i = 0; i < tokens.length;) i = readChar(tokens, i, lexicon, chars)
  return chars
}

function readChar(tokens: readonly Token[], at: number, lexicon: Lexicon, chars: Char[]): number {
  const token = tokens[at]
  if (!token) return at + 1
  const { lexeme, text } = token
  const push = (letter: string, digit: string, doubt: number, to = at + 1): number => {
    chars.push({ letter, digit, doubt, from: at, to })
    return to
  }
  if (token.digits) {
    for (const digit of text) push(digit === '0' ? 'o' : digit === '1' ? 'i' : '', digit, 0)
    return at + 1
  }
  const times = is(token, 'double') ? 2 : is(token, 'triple') ? 3 : 0
  if (times > 0 && at + 1 < tokens.length) {
    if (times === 2 && lexicon.language === 'en' && tokens[at + 1]?.lexeme.letter === 'u')
      return push('w', '', 0, at + 2)
    const before = chars.length
    const end = readChar(tokens, at + 1, lexicon, chars)
    const first = chars[before]
    if (first) for (let n = 1; n < times; n++) chars.splice(before, 0, first)
    return end
  }
  const isNamed = lexeme.letter !== '' || text.length === 1
  if (isNamed && (is(tokens[at + 1], 'as') || tokens[at + 1]?.text === 'as')) {
    const example = afterAs(tokens, at + 1)
    const said = tokens[example]
    const letter = lexeme.letter || text
    const marked = markOf(token)
    if (marked !== undefined && said?.raw.toLowerCase().startsWith(marked) === true) {
      chars.push({ letter, marked, digit: '', doubt: 0, from: at, to: example + 1 })
      return example + 1
    }
    if (said && !said.digits && said.text.length > 2 && said.lexeme.letter === '') {
      const meant = said.text.startsWith(letter) ? letter : (said.text[0] ?? letter)
      return push(meant, '', said.text.startsWith(letter) ? 0 : 0.2, example + 1)
    }
  }
  if (lexeme.code !== '') return push(lexeme.code, '', 0)
  if (/^[a-z]{2,3}$/.test(text) && isGlued(tokens, at)) {
    for (const one of text) push(one, '', 0)
    return at + 1
  }
  if ((text === '+' || text === '&') && lexicon.language === 'en') return push('n', '', 0.3)
  const digit = lexeme.number >= 0 && lexeme.number < 10 ? String(lexeme.number) : ''
  const alone = /^[a-z]$/.test(text)
  if (digit === '' && !alone && (lexeme.number >= 10 || lexeme.scale > 0)) {
    const count = readCount(tokens, at, lexicon)
    if (count && !count.ordinal) {
      for (const one of String(count.value)) push('', one, 0, count.end)
      return count.end
    }
  }
  const heardAs = alone && text === 'o' ? '0' : lexeme.homophone >= 0 ? String(lexeme.homophone) : digit
  if (lexeme.letter !== '' || heardAs !== '' || alone) {
    const letter = lexeme.letter || (alone ? text : lexeme.number === 0 && text.startsWith('o') ? 'o' : '')
    return push(letter, heardAs, alone || digit !== '' ? 0 : doubtOf(token))
  }
  const pair = lexicon.table.clumps[text]
  if (pair) {
    for (const one of pair) push(one, '', 0.2)
    return at + 1
  }
  const clump = /^[a-z]{2,3}$/.test(text) && !is(token, 'filler') && lexeme.roles.length === 0
  if (clump) for (const one of text) push(one, '', isWrittenOut(tokens, at) ? 0 : 0.2)
  else if (/^[a-z]{4,}$/.test(text) && lexeme.roles.length === 0) push(text.charAt(0), '', 1)
  return at + 1
}

/** "ä", "ł", and "eñe" for ñ: a letter of the language's own. */
function markOf({ raw, text }: Token): string | undefined {
  const own = raw.toLowerCase()
  if (text.length === 1 && own.length === 1 && own !== text) return own
  return own === 'eñe' ? 'ñ' : undefined
}

/** "RX", and "sw" in "sw1a": letters that the recogniser itself took for letters. */
function isWrittenOut(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at]
  return token?.raw === token?.raw.toUpperCase() || isGlued(tokens, at)
}

/** Written as one word with digits: "ex2" is E X 2, though "ex" alone is how X is called. */
function isGlued(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1]
  return (tokens[at]?.gap === 0 && tokens[at - 1]?.digits === true) || (next?.gap === 0 && next.digits)
}

/** "as in alpha", "for Tommy", "like tango". */
function afterAs(tokens: readonly Token[], at: number): number {
  return is(tokens[at + 1], 'in') || is(tokens[at + 1], 'the') ? at + 2 : at + 1
}

/** A word that people also just say ("are", "in") is less likely to be meant as a letter. */
function doubtOf(token: Token): number {
  return token.lexeme.roles.length > 0 ? 0.5 : token.text.length > 3 ? 0.4 : 0.15
}

/** Rather a sentence than a code: more words say something else than are letters or digits. "I have lost it" spells nothing. */
export function isSentence(tokens: readonly Token[], chars: readonly Char[]): boolean {
  const places = new Set<number>()
  for (const { doubt, from, to } of chars) if (doubt <= 0.3) for (let n = from; n < to; n++) places.add(n)
  const isSpelled = (index: number): boolean => places.has(index)
  const spelled = tokens.filter((_, index) => isSpelled(index))
  const others = tokens.filter((token, index) => !isSpelled(index) && !is(token, 'filler'))
  return others.length > spelled.length || (spelled.length === 1 && others.length > 0)
}
