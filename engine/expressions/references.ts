import type { ExpressionFaultCode } from './expression-finding.ts'
import { fieldPath, listPath, type Known } from './known.ts'
import { isOneOf } from './operand-types.ts'
import type { Report } from './report.ts'
import { roots } from './scope.ts'
import type { Node, Span } from './syntax.ts'
import { attemptsType, callType, nameOf } from './typing.ts'
import type { ExpressionType, Typing } from './typing.ts'

/** Types what an expression reads, and notes each reading of something that may be missing. */
export class References {
  readonly #typing: Typing
  readonly #report: Report
  readonly #check: (node: Node, known: Known) => ExpressionType

  constructor(typing: Typing, report: Report, check: (node: Node, known: Known) => ExpressionType) {
    this.#typing = typing
    this.#report = report
    this.#check = check
  }

  /** A value that is read: `slots.at`, `options[0].at`, `call.from`. `guarded`: asked for its presence only. */
  type(node: Node, known: Known, guarded: boolean): ExpressionType {
    switch (node.kind) {
      case 'name':
        return this.#root(node, known, guarded)
      case 'member': {
        const root = node.object.kind === 'name' && !known.locals.has(node.object.name) ? node.object.name : null
        if (root === 'slots') return this.#slot(node, known, guarded)
        if (root === 'item' && hasField(this.#typing.item, node.key))
          this.#read(`item.${node.key}`, known, guarded, node)
        if (root === 'inputs')
          return this.#field(node, { object: this.#typing.inputs, open: false }, 'unknown-input', 'input')
        if (root === 'call' && node.key === 'from') this.#read('call.from', known, guarded, node)
        const type = this.type(node.object, known, guarded)
        const lacks = lackOf(type, node.key)
        if (lacks !== null) this.#read(fieldPath(node, known), known, guarded, node, lacks)
        return this.#field(node, type, 'unknown-field', 'field')
      }
      case 'index': {
        const type = this.type(node.object, known, guarded)
        const index = this.#check(node.index, known)
        if (typeof type === 'object' && 'list' in type) {
          if (!isOneOf(index, ['number']))
            this.#report.fault('type', `A list is read by number, and this is ${nameOf(index)}.`, node.index)
          // What a caller has told may be nothing; of what a tool has found the flow looks first (`empty-choice`).
          const path = listPath(node.object, known)
          if (path?.startsWith('slots.') === true) this.#read(`items:${path}`, known, guarded, node)
          return type.list
        }
        if (!isOneOf(type, ['object'])) this.#report.fault('type', `${capital(nameOf(type))} has no items.`, node)
        return 'any'
      }
      default:
        return this.#check(node, known)
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
        if (name === 'item' && this.#typing.item !== undefined) return this.#typing.item
        const saved = own(this.#typing.saved, name)
        if (saved !== undefined) {
          this.#read(name, known, guarded, node)
          return saved
        }
        const isSlot = Object.hasOwn(this.#typing.slots, name)
        const isInput = Object.hasOwn(this.#typing.inputs, name)
        const names = [...Object.keys(this.#typing.saved), ...roots]
        const message = isSlot
          ? `"${name}" is a slot: write slots.${name}.`
          : isInput
            ? `"${name}" is an input: write inputs.${name}.`
            : `There is no "${name}": no tool saves it, and it is no root of expressions.`
        this.#report.fault('unknown-name', message, node, name, isSlot || isInput ? [] : names)
        return 'any'
      }
    }
  }

  #read(path: string, known: Known, guarded: boolean, { start, end }: Span, lacks?: 'absent' | 'null'): void {
    const isGuarded = guarded || known.filled.has(path)
    this.#report.reads.push({ path, guarded: isGuarded, start, end, ...(lacks === undefined ? {} : { lacks }) })
  }

  #slot(node: Extract<Node, { kind: 'member' }>, known: Known, guarded: boolean): ExpressionType {
    const type = own(this.#typing.slots, node.key)
    if (type === undefined) {
      this.#report.fault(
        'unknown-slot',
        `There is no slot "${node.key}".`,
        node,
        node.key,
        Object.keys(this.#typing.slots),
      )
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
        this.#report.fault(code, `There is no ${noun} "${node.key}" here.`, node, node.key, Object.keys(type.object))
      return 'any'
    }
    const message =
      typeof type === 'object' && 'list' in type
        ? `A list has no "${node.key}": read one of its items, as in x[0].${node.key}.`
        : `${capital(nameOf(type))} has no "${node.key}".`
    this.#report.fault('type', message, node)
    return 'any'
  }
}

function hasField(type: ExpressionType | undefined, key: string): boolean {
  return typeof type === 'object' && 'object' in type && Object.hasOwn(type.object, key)
}

function lackOf(type: ExpressionType, key: string): 'absent' | 'null' | null {
  if (typeof type !== 'object' || !('object' in type)) return null
  if (type.optional?.includes(key) === true) return 'absent'
  return type.nullable?.includes(key) === true ? 'null' : null
}

/** A member of its own, never one of every object's. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

/** With a capital letter, to begin a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
