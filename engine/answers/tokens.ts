import { fold } from './fold.ts'
import type { Lexicon, Lexeme } from './lexicon.ts'

/** The smallest piece a grammar looks at: letters, digits, or one sign. */
export interface Token {
  /** Folded letters, digits, or the sign itself. */
  readonly text: string
  /** As heard, with its accents and capitals. */
  readonly raw: string
  /** Which space-separated word of the hypothesis it is of. */
  readonly word: number
  /** The last such word: an idiom is one token of several words. */
  readonly lastWord: number
  /** What lies before it: nothing, a space, or punctuation. */
  readonly gap: 0 | 1 | 2
  /** All digits. */
  readonly digits: boolean
  /** Digits with an ordinal's ending: "27th". */
  readonly ordinal: boolean
  /** What the language's table knows about it. */
  readonly lexeme: Lexeme
}

/**
 * Cuts a hypothesis into tokens in one pass: "w20" is two, "p.m." is one ("pm"), "2:30" is three, "27th" is one ordinal.
 * A sign survives only where it may mean something: between digits, before or after an amount, in an address.
 */
export function tokenize(text: string, lexicon: Lexicon): Token[] {
  const tokens: Token[] = []
  const length = text.length
  let word = 0
  let gap: 0 | 1 | 2 = 1
  let at = 0
  let started = false
  while (at < length) {
    const kind = kindOf(text.charCodeAt(at))
    if (kind === SPACE) {
      while (at < length && kindOf(text.charCodeAt(at)) === SPACE) at++
      if (started) word++
      if (gap === 0) gap = 1
      continue
    }
    started = true
    const from = at
    if (kind === DIGIT) {
      while (at < length && kindOf(text.charCodeAt(at)) === DIGIT) at++
      const digits = text.slice(from, at)
      const suffix = ordinalSuffix(text, at, lexicon)
      tokens.push({
        text: digits,
        raw: digits,
        word,
        lastWord: word,
        gap,
        digits: true,
        ordinal: suffix > at,
        lexeme: lexicon.none,
      })
      at = suffix
      gap = 0
      continue
    }
    if (kind === LETTER) {
      at = wordEnd(text, at, lexicon)
      const raw = text.slice(from, at)
      const plain = fold(raw.includes('.') ? raw.replaceAll('.', '') : raw)
      tokens.push({
        text: plain,
        raw,
        word,
        lastWord: word,
        gap,
        digits: false,
        ordinal: false,
        lexeme: lexicon.look(plain),
      })
      if (text.charCodeAt(at) === DOT && raw.includes('.')) at++
      gap = 0
      continue
    }
    const sign = text[at] ?? ''
    at++
    if (keeps(sign, text.charCodeAt(from - 1), text.charCodeAt(at))) {
      tokens.push({
        text: sign,
        raw: sign,
        word,
        lastWord: word,
        gap,
        digits: false,
        ordinal: false,
        lexeme: lexicon.none,
      })
      gap = 0
    } else if (sign === '-' || sign === "'") gap = gap === 0 ? 0 : gap
    else gap = 2
  }
  const said = withoutNoise(tokens, lexicon)
  return lexicon.hasIdioms ? joinIdioms(said, lexicon) : said
}

/**
 * Drops "um" and its like, so that they change no answer. Among single letters "er" is kept, for it is an R there; "uh
 * huh" is an answer.
 */
function withoutNoise(tokens: Token[], lexicon: Lexicon): Token[] {
  if (!tokens.some((token) => lexicon.isNoise(token.text))) return tokens
  const kept: Token[] = []
  let gap: Token['gap'] = 0
  for (const [i, token] of tokens.entries()) {
    const isSpelled = /^[a-z]$/.test(tokens[i - 1]?.text ?? '') && token.text.startsWith('e')
    if (lexicon.isNoise(token.text) && !isSpelled && tokens[i + 1]?.text !== 'huh') {
      gap = 1
      continue
    }
    kept.push(gap > token.gap ? { ...token, gap } : token)
    gap = 0
  }
  return kept
}

/** "the day after tomorrow", "o clock", "il y a": several words that mean one thing become one token. */
function joinIdioms(tokens: Token[], lexicon: Lexicon): Token[] {
  let joined: Token[] | undefined
  for (let i = 0; i < tokens.length; i++) {
    const first = tokens[i]
    if (!first) break
    const idiom = lexicon.idiomAt(tokens, i)
    if (!idiom) {
      joined?.push(first)
      continue
    }
    joined ??= tokens.slice(0, i)
    const last = tokens[i + idiom.length - 1] ?? first
    const own = tokens.slice(i, i + idiom.length)
    joined.push({
      ...first,
      text: own.map((token) => token.text).join(' '),
      raw: own.map((token) => token.raw).join(' '),
      lastWord: last.word,
      lexeme: idiom.lexeme,
    })
    i += idiom.length - 1
  }
  return joined ?? tokens
}

const SPACE = 0
const DIGIT = 1
const LETTER = 2
const SIGN = 3
const DOT = 46
const APOSTROPHE = 39

function kindOf(code: number): number {
  if (code === 32 || (code >= 9 && code <= 13) || code === 160) return SPACE
  if (code >= 48 && code <= 57) return DIGIT
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return LETTER
  if (code < 192) return SIGN
  if (code === 215 || code === 247 || (code >= 0x2000 && code <= 0x2bff)) return SIGN
  return LETTER
}

function wordEnd(text: string, start: number, lexicon: Lexicon): number {
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (kindOf(code) === LETTER) at++
    else if ((code === APOSTROPHE || code === 0x2019) && kindOf(text.charCodeAt(at + 1)) === LETTER) {
      at++
      if (lexicon.elides) return at
    } else if (code === DOT && isAbbreviation(text, start, at)) at++
    else break
  }
  return at
}

/** "p.m.", "a.j.": single letters with points between them are one word. */
function isAbbreviation(text: string, start: number, dot: number): boolean {
  if (kindOf(text.charCodeAt(dot + 1)) !== LETTER) return false
  if (kindOf(text.charCodeAt(dot + 2)) === LETTER) return false
  return dot - start === 1 || text.charCodeAt(dot - 2) === DOT
}

function ordinalSuffix(text: string, at: number, lexicon: Lexicon): number {
  let end = at
  if (text[end] === '-' || text[end] === '.') end++
  const from = end
  while (end < text.length && kindOf(text.charCodeAt(end)) === LETTER) end++
  if (text[from] === 'º' || text[from] === 'ª') return from + 1
  if (end > from && end - from <= 5 && lexicon.isOrdinalSuffix(fold(text.slice(from, end)))) return end
  return at
}

function keeps(sign: string, before: number, after: number): boolean {
  switch (sign) {
    case ':':
    case '/':
    case '-':
    case '–':
    case ',':
      return kindOf(before) === DIGIT && kindOf(after) === DIGIT
    case '.':
      return (kindOf(before) === DIGIT || kindOf(before) === LETTER) && kindOf(after) !== SPACE && !Number.isNaN(after)
    case '$':
    case '£':
    case '€':
    case '@':
    case '+':
    case '&':
    case '_':
    case '%':
      return true
    default:
      return false
  }
}
