import { Lexer } from 'yaml'

/** Characters: ten times a flow of three hundred states. */
export const maxFileLength = 1_000_000
/** Brackets within brackets, dashes on a line, columns of indentation. */
const maxNesting = 48
const maxIndentation = 200
/** What the parser makes of a token costs about 5 µs. */
const maxTokens = 150_000

/**
 * What must be refused before the parser sees it, with its offset: the parser is recursive, and V8 ends the whole process
 * when a regular expression is compiled on an exhausted stack. Null where the text is harmless.
 */
export function beyondLimits(text: string): { readonly message: string; readonly start: number } | null {
  if (text.length > maxFileLength) {
    return { message: `The file is longer than ${maxFileLength} characters.`, start: 0 }
  }
  let start = 0
  let tokens = 0
  let brackets = 0
  let dashes = 0
  for (const token of new Lexer().lex(text)) {
    if (++tokens > maxTokens) return { message: 'The file is too large to be a flow.', start }
    if (token === '[' || token === '{') brackets++
    else if (token === ']' || token === '}') brackets--
    else if (token === '-' || token === '?' || token === ':') dashes++
    else if (token === '\n' || token === '\r\n') dashes = 0
    const indentation = token.startsWith(' ') && token.length > maxIndentation && token.trim() === ''
    if (brackets > maxNesting || dashes > maxNesting * 4 || indentation) {
      return { message: 'The file is nested too deeply to be a flow.', start }
    }
    // The lexer's own marks (document, end of flow, scalar) are control characters that are not in the text.
    if (!isMark(token)) start += token.length
  }
  return null
}

function isMark(token: string): boolean {
  return token === '\u0002' || token === '\u0018' || token === '\u001F' || token === '\uFEFF'
}
