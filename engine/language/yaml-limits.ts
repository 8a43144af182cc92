import { Lexer } from 'yaml'

/** Characters: ten times a flow of three hundred states. */
const maxFileLength = 1_000_000
/** Brackets within brackets, dashes on a line, columns of indentation. */
const maxNesting = 48
const maxIndentation = 200
/** What the parser makes of a token costs about 5 µs. */
const maxTokens = 150_000

export type Lexemes =
  | { readonly ok: true; readonly lexemes: readonly string[] }
  /** Beyond the limits, with the offset. */
  | { readonly ok: false; readonly message: string; readonly start: number }

/**
 * Cuts YAML into lexemes and refuses what the parser must not see: it is recursive, and V8 ends the whole process when a
 * regular expression is compiled on an exhausted stack.
 */
export function lex(text: string): Lexemes {
  if (text.length > maxFileLength) {
    return { ok: false, message: `The file is longer than ${maxFileLength} characters.`, start: 0 }
  }
  const lexemes: string[] = []
  let start = 0
  let brackets = 0
  let dashes = 0
  for (const lexeme of new Lexer().lex(text)) {
    lexemes.push(lexeme)
    if (lexemes.length > maxTokens) return { ok: false, message: 'The file is too large to be a flow.', start }
    if (lexeme === '[' || lexeme === '{') brackets++
    else if (lexeme === ']' || lexeme === '}') brackets--
    else if (lexeme === '-' || lexeme === '?' || lexeme === ':') dashes++
    else if (lexeme === '\n' || lexeme === '\r\n') dashes = 0
    const indentation = lexeme.length > maxIndentation && lexeme.startsWith(' ') && lexeme.trim() === ''
    if (brackets > maxNesting || dashes > maxNesting * 4 || indentation) {
      return { ok: false, message: 'The file is nested too deeply to be a flow.', start }
    }
    // The lexer's own marks (document, end of flow, scalar) are control characters that are not in the text.
    if (!isMark(lexeme)) start += lexeme.length
  }
  return { ok: true, lexemes }
}

function isMark(lexeme: string): boolean {
  return lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001F' || lexeme === '\uFEFF'
}
