import type { Node } from './syntax.ts'
import type { ExpressionType } from './typing.ts'

/** What is known where a piece of an expression is evaluated. */
export interface Known {
  readonly filled: ReadonlySet<string>
  readonly locals: ReadonlyMap<string, ExpressionType>
}

/** A checked piece: its type, and what is surely there when it is true, and when it is false. */
export interface Checked {
  readonly type: ExpressionType
  readonly yes: ReadonlySet<string>
  readonly no: ReadonlySet<string>
}

export const none: ReadonlySet<string> = new Set()

/** A piece that says nothing of what is there. */
export function plain(type: ExpressionType): Checked {
  return { type, yes: none, no: none }
}

/** The same, with more that is surely there. */
export function withFilled(known: Known, filled: ReadonlySet<string>): Known {
  return filled.size === 0 ? known : { ...known, filled: allOf(known.filled, filled) }
}

/** What is surely there when this reference is: of `options[0].at` the saved name `options`. */
export function pathsOf(node: Node, known: Known): readonly string[] {
  if (node.kind === 'index') return pathsOf(node.object, known)
  if (node.kind === 'name') return known.locals.has(node.name) ? [] : [node.name]
  if (node.kind !== 'member') return []
  if (node.object.kind === 'name' && node.object.name === 'slots' && !known.locals.has('slots'))
    return [`slots.${node.key}`]
  // In the words of a list; elsewhere it may be a saved name.
  if (node.object.kind === 'name' && node.object.name === 'item' && !known.locals.has('item'))
    return [`item.${node.key}`, 'item']
  if (node.object.kind === 'name' && node.object.name === 'call' && !known.locals.has('call'))
    return [`call.${node.key}`]
  return [...pathsOf(node.object, known), fieldPath(node, known)]
}

/** A field by its way from where it is kept: "result.note", "slots.offer.note", "options[0].note"; "*" for an item that is computed. */
export function fieldPath(node: Node, known: Known): string {
  switch (node.kind) {
    case 'name':
      return known.locals.has(node.name) ? `local ${node.name}` : node.name
    case 'member':
      return `${fieldPath(node.object, known)}.${node.key}`
    case 'index':
      return `${fieldPath(node.object, known)}[${node.index.kind === 'literal' ? String(node.index.value) : '*'}]`
    default:
      return '*'
  }
}

/** What a comparison with "" or null says: what is surely there where it is another. */
export function textKnown(
  { left, right, operator }: Extract<Node, { kind: 'compare' }>,
  known: Known,
): { readonly yes: ReadonlySet<string>; readonly no: ReadonlySet<string> } {
  const isEmpty = right.kind === 'literal' && (right.value === '' || right.value === null)
  const there = isEmpty && left.kind === 'member' ? new Set(pathsOf(left, known)) : none
  return { yes: operator === '!=' ? there : none, no: operator === '==' ? there : none }
}

/** What a comparison of a size with a number says of a list: "items:options" where it is surely not empty. */
export function itemsKnown(
  node: Extract<Node, { kind: 'compare' }>,
  known: Known,
): { readonly yes: ReadonlySet<string>; readonly no: ReadonlySet<string> } {
  const { left, right, operator } = node
  const list = left.kind === 'call' && left.name === 'size' ? left.args[0] : undefined
  const path = list === undefined ? null : listPath(list, known)
  if (path === null || right.kind !== 'literal' || typeof right.value !== 'number') return { yes: none, no: none }
  const some = new Set([`items:${path}`])
  const atZero = holds(0, operator, right.value)
  return { yes: atZero ? none : some, no: atZero ? some : none }
}

/** A list by its path: "options", "slots.things"; null where it is something else. */
export function listPath(node: Node, known: Known): string | null {
  if (node.kind === 'name') return known.locals.has(node.name) ? null : node.name
  const isSlot = node.kind === 'member' && node.object.kind === 'name' && node.object.name === 'slots'
  return isSlot && !known.locals.has('slots') ? `slots.${node.key}` : null
}

function holds(size: number, operator: string, value: number): boolean {
  switch (operator) {
    case '==':
      return size === value
    case '!=':
      return size !== value
    case '<':
      return size < value
    case '<=':
      return size <= value
    case '>':
      return size > value
    default:
      return size >= value
  }
}

export function allOf(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a, ...b])
}

export function inBoth(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((item) => b.has(item)))
}
