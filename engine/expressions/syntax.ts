import { Environment } from '@marcbachmann/cel-js'
import type { ASTNode } from '@marcbachmann/cel-js'
import type { Json } from '../language/json.ts'

/** Where a piece of an expression stands in its source: offsets from 0, `end` one past the last character. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in'
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%'
export type Macro = 'all' | 'exists' | 'exists_one' | 'map' | 'filter'

/** A parsed expression. Numbers are plain numbers already; macros are `each`. */
export type Node = Span &
  (
    | { readonly kind: 'literal'; readonly value: null | boolean | number | string }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'member'; readonly object: Node; readonly key: string }
    | { readonly kind: 'index'; readonly object: Node; readonly index: Node }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
    | {
        readonly kind: 'each'
        readonly macro: Macro
        readonly list: Node
        readonly variable: string
        /** `map` with three arguments: only items for which this holds. */
        readonly where: Node | null
        readonly body: Node
      }
    | { readonly kind: 'list'; readonly items: readonly Node[] }
    | { readonly kind: 'object'; readonly entries: readonly (readonly [Node, Node])[] }
    | { readonly kind: 'compare'; readonly operator: ComparisonOperator; readonly left: Node; readonly right: Node }
    | { readonly kind: 'arithmetic'; readonly operator: ArithmeticOperator; readonly left: Node; readonly right: Node }
    | { readonly kind: 'logic'; readonly operator: '&&' | '||'; readonly left: Node; readonly right: Node }
    | { readonly kind: 'not'; readonly operand: Node }
    | { readonly kind: 'negate'; readonly operand: Node }
    | { readonly kind: 'choose'; readonly condition: Node; readonly yes: Node; readonly no: Node }
  )

export type ParsedExpression =
  | { readonly ok: true; readonly node: Node }
  | ({ readonly ok: false; readonly code: 'syntax' | 'limit'; readonly message: string } & Span)

/** Longer than any condition that a person can read aloud; bounds everything that walks the tree. */
const maxSourceLength = 1000
const limits = { maxAstNodes: 400, maxDepth: 24, maxListElements: 100, maxMapEntries: 100, maxCallArguments: 8 }
const environment = new Environment({ unlistedVariablesAreDyn: true, limits })

/** Parses CEL. Never throws: a fault comes back with its place and a sentence for a designer. */
export function parseExpression(source: string): ParsedExpression {
  if (source.trim() === '') return fault('syntax', 'The expression is empty.', 0, source.length)
  if (source.length > maxSourceLength) {
    return fault('limit', `The expression is longer than ${maxSourceLength} characters.`, 0, source.length)
  }
  try {
    return { ok: true, node: convert(environment.parse(source).ast) }
  } catch (error) {
    return parserFault(error, source)
  }
}

function fault(code: 'syntax' | 'limit', message: string, start: number, end: number): ParsedExpression {
  return { ok: false, code, message, start, end: Math.max(end, start) }
}

class Unsupported extends Error {
  readonly span: Span
  constructor(message: string, span: Span) {
    super(message)
    this.span = { start: span.start, end: span.end }
  }
}

function convert(ast: ASTNode): Node {
  const span = { start: ast.start, end: ast.end }
  switch (ast.op) {
    case 'value':
      return { kind: 'literal', value: literal(ast.args, span), ...span }
    case 'id':
      return { kind: 'name', name: ast.args, ...span }
    case '.':
      return { kind: 'member', object: convert(ast.args[0]), key: ast.args[1], ...span }
    case '[]':
      return indexed(convert(ast.args[0]), convert(ast.args[1]), span)
    case 'call':
      return { kind: 'call', name: ast.args[0], args: ast.args[1].map(convert), ...span }
    case 'rcall':
      return method(ast.args[0], ast.args[1], ast.args[2], span)
    case 'list':
      return { kind: 'list', items: ast.args.map(convert), ...span }
    case 'map':
      return { kind: 'object', entries: ast.args.map(([key, value]) => [convert(key), convert(value)]), ...span }
    case '?:':
      return {
        kind: 'choose',
        condition: convert(ast.args[0]),
        yes: convert(ast.args[1]),
        no: convert(ast.args[2]),
        ...span,
      }
    case '||':
    case '&&':
      return { kind: 'logic', operator: ast.op, left: convert(ast.args[0]), right: convert(ast.args[1]), ...span }
    case '!_':
      return { kind: 'not', operand: convert(ast.args), ...span }
    case '-_':
      return { kind: 'negate', operand: convert(ast.args), ...span }
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return { kind: 'arithmetic', operator: ast.op, left: convert(ast.args[0]), right: convert(ast.args[1]), ...span }
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
      return { kind: 'compare', operator: ast.op, left: convert(ast.args[0]), right: convert(ast.args[1]), ...span }
    default:
      throw new Unsupported(`Flows have no "${ast.op}".`, span)
  }
}

/** `slots["at"]` is `slots.at`. */
function indexed(object: Node, index: Node, span: Span): Node {
  if (index.kind === 'literal' && typeof index.value === 'string') {
    return { kind: 'member', object, key: index.value, ...span }
  }
  return { kind: 'index', object, index, ...span }
}

const macros: readonly string[] = ['all', 'exists', 'exists_one', 'map', 'filter']

/** `x.f(a)` is `f(x, a)`, except the macros, whose first argument is a name of their own. */
function method(name: string, receiver: ASTNode, args: readonly ASTNode[], span: Span): Node {
  const variable = args[0]
  const body = args.at(-1)
  if (!macros.includes(name) || args.length < 2 || variable === undefined || body === undefined) {
    return { kind: 'call', name, args: [convert(receiver), ...args.map(convert)], ...span }
  }
  if (variable.op !== 'id') throw new Unsupported(`The first argument of ${name} is a name for the item.`, variable)
  const where = args.length === 3 ? args[1] : undefined
  return {
    kind: 'each',
    macro: name as Macro,
    list: convert(receiver),
    variable: variable.args,
    where: where === undefined ? null : convert(where),
    body: convert(body),
    ...span,
  }
}

function literal(value: unknown, span: Span): Extract<Json, null | boolean | number | string> {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value)
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') throw new Unsupported('This number is too large to be exact.', span)
  throw new Unsupported('Flows have no bytes and no unsigned numbers: write a plain number or text.', span)
}

const tokenWords: Readonly<Record<string, string>> = {
  EOF: 'the end of the expression',
  IDENTIFIER: 'a name',
  STRING: 'text',
  NUMBER: 'a number',
  LPAREN: '"("',
  RPAREN: '")"',
  LBRACKET: '"["',
  RBRACKET: '"]"',
  LBRACE: '"{"',
  RBRACE: '"}"',
  COMMA: '","',
  COLON: '":"',
  DOT: '"."',
  QUESTION: '"?"',
  IN: 'the reserved word "in"',
}

function parserFault(error: unknown, source: string): ParsedExpression {
  if (error instanceof Unsupported) return fault('syntax', error.message, error.span.start, error.span.end)
  const { code, summary, range } = error as { code?: string; summary?: string; range?: Span }
  if (summary === undefined) return fault('syntax', 'This cannot be read as an expression.', 0, source.length)
  const start = Math.min(range?.start ?? 0, source.length)
  const end = Math.min(Math.max(range?.end ?? source.length, start), source.length)
  if (code === 'limit_exceeded')
    return fault('limit', 'The expression is too large or too deeply nested.', start, source.length)
  return fault('syntax', friendly(summary, source, start), start, end)
}

/** The parser's sentence in a designer's words, with what people coming from other languages usually meant. */
function friendly(summary: string, source: string, start: number): string {
  if (source[start] === '=' && source[start + 1] !== '=') return 'A single "=" compares nothing: write "==".'
  if (source[start] === '&') return '"&" alone means nothing here: write "&&".'
  if (source[start] === '|') return '"|" alone means nothing here: write "||". Filters belong in {{ … }} of a text.'
  const word = /^(and|or|not|is)\b/.exec(source.slice(start))?.[1]
  if (word === 'and') return 'Write "&&" for "and".'
  if (word === 'or') return 'Write "||" for "or".'
  if (word === 'not' || /^not\b/.test(source)) return 'Write "!" for "not".'
  if (word === 'is') return 'Write "==" for "is".'
  const words = summary.replaceAll(/\b[A-Z]{2,}\b/g, (token) => tokenWords[token] ?? `"${token.toLowerCase()}"`)
  return words.endsWith('.') ? words : `${words}.`
}
