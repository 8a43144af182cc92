import { functions, presenceFunctions, refusedFunctions, unknownFunction } from './functions.ts'
import type { ExpressionFinding, Read } from './expression-finding.ts'
import { allOf, inBoth, itemsKnown, none, pathsOf, plain, textKnown, withFilled } from './known.ts'
import type { Checked, Known } from './known.ts'
import { arithmeticType, fits, isOneOf, literalType, wantedNames } from './operand-types.ts'
import { capital, own, References } from './references.ts'
import { Report } from './report.ts'
import { parseExpression } from './syntax.ts'
import type { Node } from './syntax.ts'
import { familyOf, nameOf, union } from './typing.ts'
import type { ExpressionType, Typing } from './typing.ts'

export interface CheckedExpression {
  readonly type: ExpressionType
  readonly faults: readonly ExpressionFinding[]
  readonly reads: readonly Read[]
  /** What is surely there when the expression is true, and when it is false: paths as in `Read`, and `items:` and a list's name. */
  readonly whenTrue: readonly string[]
  readonly whenFalse: readonly string[]
  /** It may come to null, which fills nothing. */
  readonly mayBeNull: boolean
}

/** Checks an expression against what a flow holds, without running it. Never throws. */
export function checkExpression(cel: string, typing: Typing): CheckedExpression {
  const parsed = parseExpression(cel)
  if (!parsed.ok) {
    const { code, message, start, end } = parsed
    return {
      type: 'any',
      faults: [{ code, message, start, end }],
      reads: [],
      whenTrue: [],
      whenFalse: [],
      mayBeNull: false,
    }
  }
  const report = new Report()
  const { type, yes, no } = new Checker(typing, report).check(parsed.node, { filled: new Set(), locals: new Map() })
  const mayBeNull = report.allowNull(parsed.node)
  return { type, faults: report.faults, reads: report.reads, whenTrue: [...yes], whenFalse: [...no], mayBeNull }
}

class Checker {
  readonly #report: Report
  readonly #typing: Typing
  readonly #references: References

  constructor(typing: Typing, report: Report) {
    this.#typing = typing
    this.#report = report
    this.#references = new References(typing, report, (node, known) => this.check(node, known).type)
  }

  check(node: Node, known: Known): Checked {
    switch (node.kind) {
      case 'literal':
        return plain(literalType(node.value))
      case 'name':
      case 'member':
      case 'index':
        return plain(this.#references.type(node, known, false))
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
        const items = itemsKnown(node, known)
        const text = textKnown(node, known)
        return { type, yes: allOf(items.yes, text.yes), no: allOf(items.no, text.no) }
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
        if (!isOneOf(type, ['number', 'length'])) this.#report.fault('type', `"-" is not for ${nameOf(type)}.`, node)
        return plain(type)
      }
      case 'choose':
      default: {
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
      this.#report.fault('type', `"${operator}" is for true and false, and this is ${nameOf(checked.type)}.`, node)
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

  #call(node: Extract<Node, { kind: 'call' }>, known: Known): Checked {
    const [first, second] = node.args
    if (presenceFunctions.includes(node.name)) return this.#presence(node, known, first, second)
    const definition = own(functions, node.name)
    if (definition === undefined) {
      const refused = Object.hasOwn(refusedFunctions, node.name)
      const others = refused ? [] : [...Object.keys(functions), ...presenceFunctions]
      this.#report.fault('unknown-function', unknownFunction(node.name), node, node.name, others)
      for (const arg of node.args) this.check(arg, known)
      return plain('any')
    }
    const least = definition.parameters.length - (definition.optional ?? 0)
    if (node.args.length < least || node.args.length > definition.parameters.length) {
      this.#report.fault(
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
      this.#report.fault('type', `${node.name}() wants ${wantedNames[wanted]} here, and this is ${nameOf(type)}.`, arg)
    }
    if (
      node.name === 'open' &&
      first?.kind === 'literal' &&
      typeof first.value === 'string' &&
      !this.#typing.hours.includes(first.value)
    ) {
      this.#report.fault(
        'unknown-hours',
        `The flow has no hours "${first.value}".`,
        first,
        first.value,
        this.#typing.hours,
      )
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
      this.#report.fault(
        'type',
        `${node.name}() takes ${count(wanted, wanted)}, and this has ${node.args.length}.`,
        node,
      )
      return plain('any')
    }
    const type = this.#references.type(first, known, true)
    if (node.name !== 'or') return { type: 'boolean', yes: new Set(pathsOf(first, known)), no: none }
    const otherwise = second === undefined ? 'any' : this.check(second, known).type
    return plain(union(type, otherwise))
  }

  #each(node: Extract<Node, { kind: 'each' }>, known: Known): ExpressionType {
    const type = this.check(node.list, known).type
    if (!isOneOf(type, ['list', 'object']))
      this.#report.fault('type', `${node.macro}() goes over a list, and this is ${nameOf(type)}.`, node.list)
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
        this.#report.fault('type', `"in" looks into a list, and this is ${nameOf(right)}.`, node.right)
      else if (typeof right === 'object' && 'list' in right) this.#comparable(node, left, right.list)
      if (node.right.kind === 'list') for (const item of node.right.items) this.#option(left, item)
      return 'boolean'
    }
    const ordered = node.operator !== '==' && node.operator !== '!='
    this.#comparable(node, left, right)
    if (ordered) {
      for (const type of [left, right]) {
        if (isOneOf(type, ['number', 'text', 'length'])) continue
        this.#report.fault('type', `"${node.operator}" does not order ${nameOf(type)}.`, node)
        break
      }
    } else {
      for (const side of [node.left, node.right]) this.#report.allowNull(side)
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
    this.#report.fault(
      'type',
      `${capital(nameOf(left))} and ${nameOf(right)} are never the same and have no order.`,
      node,
    )
  }

  /** A literal that is compared with a choice must be one of its values. */
  #option(type: ExpressionType, node: Node): void {
    if (typeof type !== 'object' || !('choice' in type) || node.kind !== 'literal' || typeof node.value !== 'string')
      return
    if (type.choice.includes(node.value)) return
    this.#report.fault('unknown-option', `"${node.value}" is none of its values.`, node, node.value, type.choice)
  }

  #arithmetic(node: Extract<Node, { kind: 'arithmetic' }>, known: Known): ExpressionType {
    const left = this.check(node.left, known).type
    const right = this.check(node.right, known).type
    const result = arithmeticType(node.operator, left, right)
    if (result !== null) return result
    this.#report.fault('type', `"${node.operator}" is not for ${nameOf(left)} and ${nameOf(right)}.`, node)
    return 'any'
  }
}

function count(least: number, most: number): string {
  const range = least === most ? `${least}` : `${least} or ${most}`
  return `${range} ${most === 1 ? 'value' : 'values'}`
}
