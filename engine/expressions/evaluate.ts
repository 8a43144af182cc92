import { calculate } from './arithmetic.ts'
import { ExpressionError } from './expression-error.ts'
import { functions, unknownFunction } from './functions.ts'
import { dateOf, Length, Moment } from './moments.ts'
import type { Scope } from './scope.ts'
import type { Node } from './syntax.ts'
import { compare, equal, isList, isObject, kindOf } from './value.ts'
import type { Budget, Value } from './value.ts'

/** One run: what it reads, the work that is left, and the names that macros have bound. */
export interface Run {
  readonly scope: Scope
  readonly budget: Budget
  readonly locals: Value[]
}
export type Evaluator = (run: Run) => Value

/** Turns a parsed expression into nested functions, once, so that a run costs only the calls. */
export function toEvaluator(node: Node, locals: readonly string[]): Evaluator {
  switch (node.kind) {
    case 'literal':
      return () => node.value
    case 'name':
      return nameReader(node.name, locals)
    case 'member':
      return memberReader(node, locals)
    case 'index':
      return indexReader(toEvaluator(node.object, locals), toEvaluator(node.index, locals))
    case 'call':
      return caller(node, locals)
    case 'each':
      return eachRunner(node, locals)
    case 'list': {
      const items = node.items.map((item) => toEvaluator(item, locals))
      return (run) => items.map((item) => item(run))
    }
    case 'object':
      return objectMaker(node, locals)
    case 'compare':
      return comparer(node, locals)
    case 'arithmetic': {
      const left = toEvaluator(node.left, locals)
      const right = toEvaluator(node.right, locals)
      return (run) => calculate(node.operator, left(run), right(run), run.scope.timezone, run.budget)
    }
    case 'logic':
      return logic(node, locals)
    case 'not': {
      const operand = toEvaluator(node.operand, locals)
      return (run) => !boolean('!', operand(run))
    }
    case 'negate': {
      const operand = toEvaluator(node.operand, locals)
      return (run) => {
        const value = operand(run)
        if (typeof value === 'number') return -value
        if (value instanceof Length) return new Length(-value.days, -value.ms)
        throw new ExpressionError('type', `"-" is not for ${kindOf(value)}.`)
      }
    }
    case 'choose':
    default: {
      const condition = toEvaluator(node.condition, locals)
      const yes = toEvaluator(node.yes, locals)
      const no = toEvaluator(node.no, locals)
      return (run) => (boolean('?', condition(run)) ? yes(run) : no(run))
    }
  }
}

function boolean(operator: string, value: Value): boolean {
  if (typeof value === 'boolean') return value
  throw new ExpressionError('type', `"${operator}" is for true and false, not for ${kindOf(value)}.`)
}

function nameReader(name: string, locals: readonly string[]): Evaluator {
  const local = locals.lastIndexOf(name)
  if (local >= 0) return (run) => run.locals[local] ?? null
  switch (name) {
    case 'now':
      return (run) => new Moment(run.scope.nowMs)
    case 'today':
      return (run) => dateOf(run.scope.nowMs, run.scope.timezone)
    case 'slots':
    case 'call':
    case 'inputs':
    case 'attempts':
    case 'result':
      return (run) => run.scope[name]
    default:
      return (run) => present(run.scope.saved, name, name)
  }
}

/** A member that must be there: what is missing or null is unfilled. */
function present(object: { readonly [key: string]: Value }, key: string, path: string): Value {
  const value = Object.hasOwn(object, key) ? object[key] : undefined
  if (value === undefined || value === null) throw new ExpressionError('unfilled', `${path} is not filled.`)
  return value
}

function memberReader(node: Extract<Node, { kind: 'member' }>, locals: readonly string[]): Evaluator {
  const object = toEvaluator(node.object, locals)
  const key = node.key
  const inRoot = node.object.kind === 'name' && !locals.includes(node.object.name)
  const path = node.object.kind === 'name' ? `${node.object.name}.${key}` : key
  const strict = inRoot && node.object.kind === 'name' && node.object.name !== 'result'
  return (run) => {
    const value = object(run)
    if (value === null) throw new ExpressionError('unfilled', `${path} is not filled.`)
    if (!isObject(value)) throw new ExpressionError('type', `${kindOf(value)} has no "${key}".`)
    if (strict) return present(value, key, path)
    const member = Object.hasOwn(value, key) ? value[key] : undefined
    if (member === undefined) throw new ExpressionError('unfilled', `${path} is not there.`)
    return member
  }
}

function indexReader(object: Evaluator, index: Evaluator): Evaluator {
  return (run) => {
    const value = object(run)
    const key = index(run)
    if (isList(value)) {
      if (typeof key !== 'number') throw new ExpressionError('type', `A list is read by number, not by ${kindOf(key)}.`)
      const item = value[key]
      if (item === undefined) throw new ExpressionError('unfilled', 'The list has no such item.')
      return item
    }
    if (isObject(value)) {
      if (typeof key !== 'string')
        throw new ExpressionError('type', `An object is read by name, not by ${kindOf(key)}.`)
      const member = Object.hasOwn(value, key) ? value[key] : undefined
      if (member === undefined || member === null)
        throw new ExpressionError('unfilled', 'There is nothing by that name.')
      return member
    }
    throw new ExpressionError('type', `${kindOf(value)} has no items.`)
  }
}

function caller(node: Extract<Node, { kind: 'call' }>, locals: readonly string[]): Evaluator {
  const args = node.args.map((arg) => toEvaluator(arg, locals))
  const [first, second] = args
  if ((node.name === 'filled' || node.name === 'has') && first !== undefined && args.length === 1) {
    return (run) => isFilled(valueOrNull(first, run))
  }
  if (node.name === 'or' && first !== undefined && second !== undefined && args.length === 2) {
    return (run) => {
      const value = valueOrNull(first, run)
      return isFilled(value) ? value : second(run)
    }
  }
  const known = Object.hasOwn(functions, node.name) ? functions[node.name] : undefined
  if (known === undefined) throw new ExpressionError('unknown', unknownFunction(node.name))
  const least = known.parameters.length - (known.optional ?? 0)
  if (args.length < least || args.length > known.parameters.length) {
    throw new ExpressionError('type', `${node.name}() takes ${least} values, not ${args.length}.`)
  }
  return (run) => {
    run.budget.spend()
    return known.run(
      args.map((arg) => arg(run)),
      run.scope,
      run.budget,
    )
  }
}

function isFilled(value: Value): boolean {
  return value !== null && value !== ''
}

function valueOrNull(evaluator: Evaluator, run: Run): Value {
  try {
    return evaluator(run)
  } catch (error) {
    if (error instanceof ExpressionError && error.code === 'unfilled') return null
    throw error
  }
}

function objectMaker(node: Extract<Node, { kind: 'object' }>, locals: readonly string[]): Evaluator {
  const entries = node.entries.map(([key, value]) => [toEvaluator(key, locals), toEvaluator(value, locals)] as const)
  return (run) => {
    // fromEntries defines members, so that a key "__proto__" is a member and nothing else
    return Object.fromEntries(
      entries.map(([key, value]) => {
        const name = key(run)
        if (typeof name !== 'string') throw new ExpressionError('type', 'The names of an object are text.')
        return [name, value(run)]
      }),
    )
  }
}

function comparer(node: Extract<Node, { kind: 'compare' }>, locals: readonly string[]): Evaluator {
  const left = toEvaluator(node.left, locals)
  const right = toEvaluator(node.right, locals)
  switch (node.operator) {
    case '==':
      return (run) => equal(left(run), right(run), run.scope.timezone, run.budget)
    case '!=':
      return (run) => !equal(left(run), right(run), run.scope.timezone, run.budget)
    case '<':
      return (run) => compare(left(run), right(run), run.scope.timezone) < 0
    case '<=':
      return (run) => compare(left(run), right(run), run.scope.timezone) <= 0
    case '>':
      return (run) => compare(left(run), right(run), run.scope.timezone) > 0
    case '>=':
      return (run) => compare(left(run), right(run), run.scope.timezone) >= 0
    case 'in':
    default:
      return (run) => {
        const item = left(run)
        const where = right(run)
        if (isList(where)) return where.some((other) => equal(item, other, run.scope.timezone, run.budget))
        if (isObject(where) && typeof item === 'string') return Object.hasOwn(where, item)
        throw new ExpressionError('type', `"in" looks into a list, not into ${kindOf(where)}.`)
      }
  }
}

/**
 * As in CEL, what decides wins whichever side it stands on: `slots.n > 3 || open('main')` is true when it is open, even
 * if `slots.n` is not filled. Running out of work is never forgiven.
 */
function logic(node: Extract<Node, { kind: 'logic' }>, locals: readonly string[]): Evaluator {
  const left = toEvaluator(node.left, locals)
  const right = toEvaluator(node.right, locals)
  const decides = node.operator === '||'
  return (run) => {
    let first: boolean
    try {
      first = boolean(node.operator, left(run))
    } catch (error) {
      if (error instanceof ExpressionError && error.code === 'limit') throw error
      if (boolean(node.operator, right(run)) === decides) return decides
      throw error
    }
    return first === decides ? decides : boolean(node.operator, right(run))
  }
}

function eachRunner(node: Extract<Node, { kind: 'each' }>, locals: readonly string[]): Evaluator {
  const list = toEvaluator(node.list, locals)
  const inner = [...locals, node.variable]
  const body = toEvaluator(node.body, inner)
  const where = node.where === null ? null : toEvaluator(node.where, inner)
  const depth = locals.length
  return (run) => {
    const value = list(run)
    if (!isList(value) && !isObject(value)) throw new ExpressionError('type', `${kindOf(value)} has no items.`)
    const items = isList(value) ? value : Object.keys(value)
    const held = (item: Value, evaluator: Evaluator): Value => {
      run.budget.spend()
      run.locals[depth] = item
      return evaluator(run)
    }
    switch (node.macro) {
      case 'all':
        return items.every((item) => boolean('all', held(item, body)))
      case 'exists':
        return items.some((item) => boolean('exists', held(item, body)))
      case 'exists_one':
        return items.filter((item) => boolean('exists_one', held(item, body))).length === 1
      case 'filter':
        return items.filter((item) => boolean('filter', held(item, body)))
      case 'map':
      default:
        return items
          .filter((item) => where === null || boolean('map', held(item, where)))
          .map((item) => held(item, body))
    }
  }
}
