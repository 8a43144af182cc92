import { functions, presenceFunctions, refusedFunctions } from './functions.ts'
import type { ParameterType } from './functions.ts'
import { parseExpression } from './syntax.ts'
import type { Node, Span } from './syntax.ts'
import { attemptsType, callType, familyOf, nameOf, union } from './typing.ts'
import type { ExpressionType, Typing } from './typing.ts'

export type ExpressionFaultCode =
  | 'syntax'
  | 'limit'
  | 'type'
  | 'unknown-slot'
  | 'unknown-input'
  | 'unknown-name'
  | 'unknown-field'
  | 'unknown-function'
  | 'unknown-option'
  | 'unknown-hours'

export interface ExpressionFinding extends Span {
  readonly code: ExpressionFaultCode
  readonly message: string
  /** The name that is not known, and those that are: for "did you mean". */
  readonly name?: string
  readonly known?: readonly string[]
}

/** Something that is read and may be missing: "slots.at", "options" (a saved name) or "result". */
export interface Read extends Span {
  readonly path: string
  /** Inside `filled()` or `or()`, or after a condition that made sure of it. */
  readonly guarded: boolean
}

export interface CheckedExpression {
  readonly type: ExpressionType
  readonly faults: readonly ExpressionFinding[]
  readonly reads: readonly Read[]
  /** What is surely there when the expression is true, and when it is false: paths as in `Read`, and `items:` and a list's name. */
  readonly whenTrue: readonly string[]
  readonly whenFalse: readonly string[]
}

/** Checks an expression against what a flow holds, without running it. Never throws. */
export function checkExpression(cel: string, typing: Typing): CheckedExpression {
  const parsed = parseExpression(cel)
  if (!parsed.ok) {
    const { code, message, start, end } = parsed
    return { type: 'any', faults: [{ code, message, start, end }], reads: [], whenTrue: [], whenFalse: [] }
  }
  const checker = new Checker(typing)
  const { type, yes, no } = checker.check(parsed.node, { filled: new Set(), locals: new Map() })
  return { type, faults: checker.faults, reads: checker.reads, whenTrue: [...yes], whenFalse: [...no] }
}

interface Known {
  readonly filled: ReadonlySet<string>
  readonly locals: ReadonlyMap<string, ExpressionType>
}

interface Checked {
  readonly type: ExpressionType
  readonly yes: ReadonlySet<string>
  readonly no: ReadonlySet<string>
}

const none: ReadonlySet<string> = new Set()

function plain(type: ExpressionType): Checked {
  return { type, yes: none, no: none }
}

class Checker {
  readonly faults: ExpressionFinding[] = []
  readonly reads: Read[] = []
  readonly #typing: Typing

  constructor(typing: Typing) {
    this.#typing = typing
  }

  #fault(
    code: ExpressionFaultCode,
    message: string,
    { start, end }: Span,
    name?: string,
    known?: readonly string[],
  ): void {
    this.faults.push({
      code,
      message,
      start,
      end,
      ...(name === undefined ? {} : { name }),
      ...(known === undefined ? {} : { known }),
    })
  }

  check(node: Node, known: Known): Checked {
    switch (node.kind) {
      case 'literal':
        return plain(literalType(node.value))
      case 'name':
      case 'member':
      case 'index':
        return plain(this.#reference(node, known, false))
      case 'call':
        return this.#call(node, known)
      case 'each':
        return plain(this.#each(node, known))
      case 'list':
        return plain({ list: node.items.map((item) => this.check(item, known).type).reduce(union, 'nothing') })
      case 'object': {
        for (const [key, value] of node.entries) {
          this.check(key, known)
          this.check(value, known)
        }
        return plain({ object: {}, open: true })
      }
      case 'compare': {
        const type = this.#compare(node, known)
        const { yes, no } = itemsKnown(node, known)
        return { type, yes, no }
      }
      case 'arithmetic':
        return plain(this.#arithmetic(node, known))
      case 'logic':
        return this.#logic(node, known)
      case 'not': {
        const { yes, no } = this.#boolean(node.operand, known, '!')
        return { type: 'boolean', yes: no, no: yes }
      }
      case 'negate': {
        const { type } = this.check(node.operand, known)
        if (!isOneOf(type, ['number', 'length'])) this.#fault('type', `"-" is not for ${nameOf(type)}.`, node)
        return plain(type)
      }
      case 'choose': {
        const { yes, no } = this.#boolean(node.condition, known, '?')
        const first = this.check(node.yes, withFilled(known, yes))
        const second = this.check(node.no, withFilled(known, no))
        return plain(union(first.type, second.type))
      }
    }
  }

  #boolean(node: Node, known: Known, operator: string): Checked {
    const checked = this.check(node, known)
    if (!isOneOf(checked.type, ['boolean'])) {
      this.#fault('type', `"${operator}" is for true and false, and this is ${nameOf(checked.type)}.`, node)
    }
    return checked
  }

  #logic(node: Extract<Node, { kind: 'logic' }>, known: Known): Checked {
    const and = node.operator === '&&'
    const left = this.#boolean(node.left, known, node.operator)
    const right = this.#boolean(node.right, withFilled(known, and ? left.yes : left.no), node.operator)
    return {
      type: 'boolean',
      yes: (and ? allOf : inBoth)(left.yes, right.yes),
      no: (and ? inBoth : allOf)(left.no, right.no),
    }
  }

  /** A value that is read: `slots.at`, `options[0].at`, `call.from`. `guarded`: asked for its presence only. */
  #reference(node: Node, known: Known, guarded: boolean): ExpressionType {
    switch (node.kind) {
      case 'name':
        return this.#root(node, known, guarded)
      case 'member': {
        const root = node.object.kind === 'name' && !known.locals.has(node.object.name) ? node.object.name : null
        if (root === 'slots') return this.#slot(node, known, guarded)
        if (root === 'inputs')
          return this.#field(node, { object: this.#typing.inputs, open: false }, 'unknown-input', 'input')
        return this.#field(node, this.#reference(node.object, known, guarded), 'unknown-field', 'field')
      }
      case 'index': {
        const type = this.#reference(node.object, known, guarded)
        const index = this.check(node.index, known).type
        if (typeof type === 'object' && 'list' in type) {
          if (!isOneOf(index, ['number']))
            this.#fault('type', `A list is read by number, and this is ${nameOf(index)}.`, node.index)
          return type.list
        }
        if (!isOneOf(type, ['object'])) this.#fault('type', `${capital(nameOf(type))} has no items.`, node)
        return 'any'
      }
      default:
        return this.check(node, known).type
    }
  }

  #root(node: Extract<Node, { kind: 'name' }>, known: Known, guarded: boolean): ExpressionType {
    const { name } = node
    const local = known.locals.get(name)
    if (local !== undefined) return local
    switch (name) {
      case 'now':
        return 'datetime'
      case 'today':
        return 'date'
      case 'call':
        return callType
      case 'attempts':
        return attemptsType
      case 'slots':
        return { object: this.#typing.slots, open: false }
      case 'inputs':
        return { object: this.#typing.inputs, open: false }
      case 'result':
        this.#read('result', known, guarded, node)
        return this.#typing.result
      default: {
        const saved = own(this.#typing.saved, name)
        if (saved !== undefined) {
          this.#read(name, known, guarded, node)
          return saved
        }
        const isSlot = Object.hasOwn(this.#typing.slots, name)
        const isInput = Object.hasOwn(this.#typing.inputs, name)
        const names = [
          ...Object.keys(this.#typing.saved),
          'slots',
          'call',
          'inputs',
          'result',
          'now',
          'today',
          'attempts',
        ]
        const message = isSlot
          ? `"${name}" is a slot: write slots.${name}.`
          : isInput
            ? `"${name}" is an input: write inputs.${name}.`
            : `There is no "${name}": no tool saves it, and it is no root of expressions.`
        this.#fault('unknown-name', message, node, name, isSlot || isInput ? [] : names)
        return 'any'
      }
    }
  }

  #read(path: string, known: Known, guarded: boolean, { start, end }: Span): void {
    this.reads.push({ path, guarded: guarded || known.filled.has(path), start, end })
  }

  #slot(node: Extract<Node, { kind: 'member' }>, known: Known, guarded: boolean): ExpressionType {
    const type = own(this.#typing.slots, node.key)
    if (type === undefined) {
      this.#fault('unknown-slot', `There is no slot "${node.key}".`, node, node.key, Object.keys(this.#typing.slots))
      return 'any'
    }
    this.#read(`slots.${node.key}`, known, guarded, node)
    return type
  }

  #field(
    node: Extract<Node, { kind: 'member' }>,
    type: ExpressionType,
    code: ExpressionFaultCode,
    noun: string,
  ): ExpressionType {
    if (type === 'any') return 'any'
    if (typeof type === 'object' && 'object' in type) {
      const field = own(type.object, node.key)
      if (field !== undefined) return field
      if (!type.open)
        this.#fault(code, `There is no ${noun} "${node.key}" here.`, node, node.key, Object.keys(type.object))
      return 'any'
    }
    const message =
      typeof type === 'object' && 'list' in type
        ? `A list has no "${node.key}": read one of its items, as in x[0].${node.key}.`
        : `${capital(nameOf(type))} has no "${node.key}".`
    this.#fault('type', message, node)
    return 'any'
  }

  #call(node: Extract<Node, { kind: 'call' }>, known: Known): Checked {
    const [first, second] = node.args
    if (presenceFunctions.includes(node.name)) return this.#presence(node, known, first, second)
    const definition = own(functions, node.name)
    if (definition === undefined) {
      const instead = own(refusedFunctions, node.name)
      const message = `There is no function ${node.name}()${instead === undefined ? '' : `: ${instead}`}.`
      this.#fault(
        'unknown-function',
        message,
        node,
        node.name,
        instead === undefined ? [...Object.keys(functions), ...presenceFunctions] : [],
      )
      for (const arg of node.args) this.check(arg, known)
      return plain('any')
    }
    const least = definition.parameters.length - (definition.optional ?? 0)
    if (node.args.length < least || node.args.length > definition.parameters.length) {
      this.#fault(
        'type',
        `${node.name}() takes ${count(least, definition.parameters.length)}, and this has ${node.args.length}.`,
        node,
      )
    }
    const types = node.args.map((arg) => this.check(arg, known).type)
    for (const [index, type] of types.entries()) {
      const wanted = definition.parameters[index]
      const arg = node.args[index]
      if (wanted === undefined || arg === undefined || fits(type, wanted)) continue
      this.#fault('type', `${node.name}() wants ${wantedNames[wanted]} here, and this is ${nameOf(type)}.`, arg)
    }
    if (
      node.name === 'open' &&
      first?.kind === 'literal' &&
      typeof first.value === 'string' &&
      !this.#typing.hours.includes(first.value)
    ) {
      this.#fault('unknown-hours', `The flow has no hours "${first.value}".`, first, first.value, this.#typing.hours)
    }
    if (definition.returns === 'texts') return plain({ list: 'text' })
    return plain(definition.returns)
  }

  #presence(
    node: Extract<Node, { kind: 'call' }>,
    known: Known,
    first: Node | undefined,
    second: Node | undefined,
  ): Checked {
    const wanted = node.name === 'or' ? 2 : 1
    if (first === undefined || node.args.length !== wanted) {
      this.#fault('type', `${node.name}() takes ${count(wanted, wanted)}, and this has ${node.args.length}.`, node)
      return plain('any')
    }
    const type = this.#reference(first, known, true)
    if (node.name !== 'or') return { type: 'boolean', yes: new Set(pathsOf(first, known)), no: none }
    const otherwise = second === undefined ? 'any' : this.check(second, known).type
    return plain(union(type, otherwise))
  }

  #each(node: Extract<Node, { kind: 'each' }>, known: Known): ExpressionType {
    const type = this.check(node.list, known).type
    if (!isOneOf(type, ['list', 'object']))
      this.#fault('type', `${node.macro}() goes over a list, and this is ${nameOf(type)}.`, node.list)
    const item: ExpressionType =
      typeof type === 'object' && 'list' in type
        ? type.list
        : typeof type === 'object' && 'object' in type
          ? 'text'
          : 'any'
    const inner: Known = { ...known, locals: new Map([...known.locals, [node.variable, item]]) }
    const within = node.where === null ? inner : withFilled(inner, this.#boolean(node.where, inner, node.macro).yes)
    if (node.macro === 'map') return { list: this.check(node.body, within).type }
    this.#boolean(node.body, within, node.macro)
    return node.macro === 'filter' ? { list: item } : 'boolean'
  }

  #compare(node: Extract<Node, { kind: 'compare' }>, known: Known): ExpressionType {
    const left = this.check(node.left, known).type
    const right = this.check(node.right, known).type
    if (node.operator === 'in') {
      if (!isOneOf(right, ['list', 'object']))
        this.#fault('type', `"in" looks into a list, and this is ${nameOf(right)}.`, node.right)
      else if (typeof right === 'object' && 'list' in right) this.#comparable(node, left, right.list)
      if (node.right.kind === 'list') for (const item of node.right.items) this.#option(left, item)
      return 'boolean'
    }
    const ordered = node.operator !== '==' && node.operator !== '!='
    this.#comparable(node, left, right)
    if (ordered) {
      for (const type of [left, right]) {
        if (isOneOf(type, ['number', 'text', 'length'])) continue
        this.#fault('type', `"${node.operator}" does not order ${nameOf(type)}.`, node)
        break
      }
    } else {
      this.#option(left, node.right)
      this.#option(right, node.left)
    }
    return 'boolean'
  }

  #comparable(node: Extract<Node, { kind: 'compare' }>, left: ExpressionType, right: ExpressionType): void {
    const a = familyOf(left)
    const b = familyOf(right)
    const unknown = a === 'any' || b === 'any' || a === 'nothing' || b === 'nothing'
    const clock =
      (left === 'time' && (right === 'date' || right === 'datetime')) ||
      (right === 'time' && (left === 'date' || left === 'datetime'))
    if (unknown || (a === b && !clock)) return
    this.#fault('type', `${capital(nameOf(left))} and ${nameOf(right)} are never the same and have no order.`, node)
  }

  /** A literal that is compared with a choice must be one of its values. */
  #option(type: ExpressionType, node: Node): void {
    if (typeof type !== 'object' || !('choice' in type) || node.kind !== 'literal' || typeof node.value !== 'string')
      return
    if (type.choice.includes(node.value)) return
    this.#fault('unknown-option', `"${node.value}" is none of its values.`, node, node.value, type.choice)
  }

  #arithmetic(node: Extract<Node, { kind: 'arithmetic' }>, known: Known): ExpressionType {
    const left = this.check(node.left, known).type
    const right = this.check(node.right, known).type
    const result = arithmeticType(node.operator, left, right)
    if (result !== null) return result
    this.#fault('type', `"${node.operator}" is not for ${nameOf(left)} and ${nameOf(right)}.`, node)
    return 'any'
  }
}

function arithmeticType(operator: string, a: ExpressionType, b: ExpressionType): ExpressionType | null {
  const left = familyOf(a)
  const right = familyOf(b)
  if (left === 'number' && right === 'number') return 'number'
  if (left === 'any' || right === 'any') return 'any'
  if (operator === '+') {
    if (left === 'list' && right === 'list') return union(a, b)
    if (b === 'length' && (a === 'date' || a === 'datetime' || a === 'length' || a === 'text')) return a
    if (a === 'length' && (b === 'date' || b === 'datetime')) return b
    if (left === 'text' && right === 'text') return 'text'
  }
  if (operator === '-') {
    if (b === 'length' && (a === 'date' || a === 'datetime' || a === 'length' || a === 'text')) return a
    const moments = ['date', 'datetime', 'text']
    if (
      moments.includes(left === 'text' && typeof a === 'string' ? a : '') &&
      moments.includes(right === 'text' && typeof b === 'string' ? b : '')
    )
      return 'length'
  }
  return null
}

function literalType(value: null | boolean | number | string): ExpressionType {
  if (value === null) return 'nothing'
  return typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? 'number' : 'text'
}

function isOneOf(type: ExpressionType, families: readonly string[]): boolean {
  const family = familyOf(type)
  return family === 'any' || families.includes(family)
}

const wantedNames: Readonly<Record<ParameterType, string>> = {
  text: 'text',
  number: 'a number',
  list: 'a list',
  sized: 'a list or text',
  searched: 'a list or text',
  moment: 'a date and time',
  any: 'anything',
}

function fits(type: ExpressionType, wanted: ParameterType): boolean {
  switch (wanted) {
    case 'any':
      return true
    case 'text':
      return isOneOf(type, ['text'])
    case 'number':
      return isOneOf(type, ['number'])
    case 'list':
      return isOneOf(type, ['list'])
    case 'sized':
      return isOneOf(type, ['text', 'list', 'object'])
    case 'searched':
      return isOneOf(type, ['text', 'list'])
    case 'moment':
      return isOneOf(type, ['text']) && type !== 'time'
  }
}

function allOf(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a, ...b])
}

function inBoth(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((item) => b.has(item)))
}

function withFilled(known: Known, filled: ReadonlySet<string>): Known {
  return filled.size === 0 ? known : { ...known, filled: allOf(known.filled, filled) }
}

/** What is surely there when this reference is: of `options[0].at` the saved name `options`. */
function pathsOf(node: Node, known: Known): readonly string[] {
  if (node.kind === 'index') return pathsOf(node.object, known)
  if (node.kind === 'name') return known.locals.has(node.name) ? [] : [node.name]
  if (node.kind !== 'member') return []
  if (node.object.kind === 'name' && node.object.name === 'slots' && !known.locals.has('slots'))
    return [`slots.${node.key}`]
  return pathsOf(node.object, known)
}

/** What a comparison of a size with a number says of a list: "items:options" where it is surely not empty. */
function itemsKnown(
  node: Extract<Node, { kind: 'compare' }>,
  known: Known,
): { readonly yes: ReadonlySet<string>; readonly no: ReadonlySet<string> } {
  const { left, right, operator } = node
  const list = left.kind === 'call' && left.name === 'size' ? left.args[0] : undefined
  if (
    list?.kind !== 'name' ||
    known.locals.has(list.name) ||
    right.kind !== 'literal' ||
    typeof right.value !== 'number'
  ) {
    return { yes: none, no: none }
  }
  const some = new Set([`items:${list.name}`])
  const atZero = holds(0, operator, right.value)
  return { yes: atZero ? none : some, no: atZero ? some : none }
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

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function count(least: number, most: number): string {
  const range = least === most ? `${least}` : `${least} or ${most}`
  return `${range} ${most === 1 ? 'value' : 'values'}`
}
