import type { Diagnostic } from './diagnostic.ts'
import { plainText } from './plain-text.ts'

export interface DrawOptions {
  /** The text of a file, for the excerpt; without it only the place is named. */
  readonly textOf?: (file: string) => string | undefined
  /** ANSI colours. Default off. */
  readonly colours?: boolean
}

/**
 * Diagnostics for people, each with the line it speaks of and the span underlined:
 *
 *     error[unknown-state]: There is no state "goodby".
 *       --> flows/demo.yaml:4:27
 *      4 |   ask: { say: Hello, next: goodby }
 *        |                            ^^^^^^ Did you mean "goodbye"?
 */
export function drawDiagnostics(diagnostics: readonly Diagnostic[], options: DrawOptions = {}): string {
  return diagnostics.map((diagnostic) => drawDiagnostic(diagnostic, options)).join('\n\n')
}

/** Long lines are cut around the span, so that an excerpt fits a terminal. */
const widest = 110

function drawDiagnostic(
  { code, severity, place, ...said }: Diagnostic,
  { textOf, colours = false }: DrawOptions,
): string {
  // Of a test that failed it quotes what a caller or a tool said.
  const message = plainText(said.message)
  const advice = said.advice === undefined ? undefined : plainText(said.advice)
  const paint = (style: string, text: string): string =>
    colours && text !== '' ? `\u001B[${style}m${text}\u001B[0m` : text
  const loud = severity === 'error' ? '31;1' : '33;1'
  const head = `${paint(loud, `${severity}[${code}]`)}${paint('1', `: ${message}`)}`
  const number = String(place.line)
  const gutter = ' '.repeat(number.length)
  const where = `${gutter}${paint('34', ' -->')} ${place.file}:${place.line}:${place.column}`
  const text = textOf?.(place.file)
  if (text === undefined)
    return [head, where, ...(advice === undefined ? [] : [`${gutter} ${paint('36', advice)}`])].join('\n')
  const { line, from, length } = excerpt(text, place.start, place.end)
  const bar = paint('34', '|')
  const underline = `${' '.repeat(from)}${paint(loud, '^'.repeat(length))}${advice === undefined ? '' : ` ${paint('36', advice)}`}`
  return [head, where, `${paint('34', number)} ${bar} ${plainText(line)}`, `${gutter} ${bar} ${underline}`].join('\n')
}

/** The line of an offset, and the span within it. */
function excerpt(
  text: string,
  start: number,
  end: number,
): { readonly line: string; readonly from: number; readonly length: number } {
  const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1
  const lineEnd = text.indexOf('\n', start)
  const whole = text
    .slice(lineStart, lineEnd < 0 ? undefined : lineEnd)
    .replace(/\r$/, '')
    .replace(/^\uFEFF/, ' ')
  const column = start - lineStart
  const length = Math.max(1, Math.min(end, lineStart + whole.length) - start)
  const cut = Math.max(0, Math.min(column - 30, whole.length - widest))
  const shown = whole.slice(cut, cut + widest)
  const before = cut > 0 ? '…' : ''
  const after = cut + widest < whole.length ? '…' : ''
  // control characters would move the underline, or the terminal
  const line = `${before}${shown}${after}`.replaceAll('\t', ' ').replaceAll(/\p{Cc}/gu, '?')
  return { line, from: column - cut + before.length, length: Math.min(length, Math.max(1, widest - (column - cut))) }
}
