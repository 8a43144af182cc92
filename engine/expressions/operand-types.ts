import type { ParameterType } from './functions.ts'
import { familyOf, union } from './typing.ts'
import type { ExpressionType } from './typing.ts'

/** The type of `a operator b`, or null where there is none. */
export function arithmeticType(operator: string, a: ExpressionType, b: ExpressionType): ExpressionType | null {
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

export function literalType(value: null | boolean | number | string): ExpressionType {
  if (value === null) return 'nothing'
  return typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? 'number' : 'text'
}

/** Whether a value of this type can be of one of these families. */
export function isOneOf(type: ExpressionType, families: readonly string[]): boolean {
  const family = familyOf(type)
  return family === 'any' || families.includes(family)
}

/** A parameter's type in a designer's words. */
export const wantedNames: Readonly<Record<ParameterType, string>> = {
  text: 'text',
  number: 'a number',
  list: 'a list',
  sized: 'a list or text',
  searched: 'a list or text',
  moment: 'a date and time',
  any: 'anything',
}

/** Whether an argument of this type can be what a function wants. */
export function fits(type: ExpressionType, wanted: ParameterType): boolean {
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
    default:
      return isOneOf(type, ['text']) && type !== 'time'
  }
}
