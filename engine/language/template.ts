import type { Filter, Template } from './prompt.ts'
import type { Expression } from './value.ts'
import type { Json } from './json.ts'

/** A fault within a text: offsets in it. */
export interface TemplateFault {
  readonly message: string
  readonly advice: string
  readonly start: number
  readonly end: number
}

export interface ParsedTemplate {
  readonly template: Template
  /** Where each expression begins in the text. */
  readonly offsets: ReadonlyMap<Expression, number>
  readonly faults: readonly TemplateFault[]
}

/** Cuts a text at its `{{ expression | filter('argument') }}`. A faulty piece stays in the text as it is. */
export function parseTemplate(text: string): ParsedTemplate {
  const template: (string | { expression: Expression; filters: readonly Filter[] })[] = []
  const offsets = new Map<Expression, number>()
  const faults: TemplateFault[] = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('{{', at)
    const close = open < 0 ? -1 : endOfPart(text, open + 2)
    if (open < 0 || close < 0) {
      if (open >= 0)
        faults.push({
          message: 'A "{{" is not closed.',
          advice: 'End the value with "}}".',
          start: open,
          end: open + 2,
        })
      template.push(text.slice(at))
      break
    }
    if (open > at) template.push(text.slice(at, open))
    const part = parsePart(text.slice(open + 2, close))
    if ('fault' in part) {
      faults.push({ ...part.fault, start: open, end: close + 2 })
      template.push(text.slice(open, close + 2))
    } else {
      offsets.set(part.expression, open + 2 + part.offset)
      template.push({ expression: part.expression, filters: part.filters })
    }
    at = close + 2
  }
  return { template, offsets, faults }
}

/** The offset of the "}}" that ends a part, quotes and braces within it passed over; -1 where there is none. */
function endOfPart(text: string, from: number): number {
  let braces = 0
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === '"' || character === "'") {
      at = endOfQuote(text, at)
      if (at < 0) return -1
    } else if (character === '{') braces++
    else if (character === '}' && braces > 0) braces--
    else if (character === '}' && text[at + 1] === '}') return at
  }
  return -1
}

function endOfQuote(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === text[from]) return at
  }
  return -1
}

type Part =
  | { readonly expression: Expression; readonly offset: number; readonly filters: readonly Filter[] }
  | { readonly fault: { readonly message: string; readonly advice: string } }

function parsePart(inside: string): Part {
  const [source = '', ...filterSources] = splitAtBars(inside)
  const cel = source.trim()
  if (cel === '')
    return { fault: { message: 'There is nothing between "{{" and "}}".', advice: 'Write a value: {{ slots.name }}.' } }
  const filters: Filter[] = []
  for (const filterSource of filterSources) {
    const filter = parseFilter(filterSource.trim())
    if (filter === null) {
      return {
        fault: {
          message: `"${filterSource.trim()}" is not a filter.`,
          advice: "Write a filter's name, and its arguments in brackets: or('some').",
        },
      }
    }
    filters.push(filter)
  }
  return { expression: { cel }, offset: source.length - source.trimStart().length, filters }
}

/** Splits at each single `|` outside quotes and brackets; `||` is CEL's own. */
function splitAtBars(text: string): string[] {
  const parts: string[] = []
  let from = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"' || character === "'") {
      const end = endOfQuote(text, at)
      if (end < 0) break
      at = end
    } else if (character === '(' || character === '[' || character === '{') depth++
    else if (character === ')' || character === ']' || character === '}') depth--
    else if (character === '|' && text[at + 1] === '|') at++
    else if (character === '|' && depth === 0) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  parts.push(text.slice(from))
  return parts
}

function parseFilter(source: string): Filter | null {
  const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:\((.*)\))?$/s.exec(source)
  const name = match?.[1]
  if (name === undefined) return null
  const args = match?.[2]?.trim() ?? ''
  const values = args === '' ? [] : parseArguments(args)
  return values === null ? null : { name, args: values }
}

/** Literals with commas between them; text in either kind of quotes. */
function parseArguments(source: string): readonly Json[] | null {
  const values: Json[] = []
  const pattern = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)|(true|false))\s*(,|$)/sy
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source)
    if (match === null) return null
    const [, single, double, number, boolean] = match
    if (number !== undefined) values.push(Number(number))
    else if (boolean !== undefined) values.push(boolean === 'true')
    else values.push((single ?? double ?? '').replaceAll(/\\(.)/gs, '$1'))
  }
  return values
}
