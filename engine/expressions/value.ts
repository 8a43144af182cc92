import type { Json } from '../language/json.ts'
import { ExpressionError } from './expression-error.ts'
import { instantOf, isoOf, Length, looksLikeDate, Moment } from './moments.ts'

/** What an expression works with: JSON, and instants and lengths of time while they are computed with. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Moment
  | Length
  | readonly Value[]
  | { readonly [key: string]: Value }

/** Values that one expression may touch before it is stopped: a tenth of a millisecond's work. */
const budgetPerRun = 10_000
/** Longest text and list that an expression may make. */
export const maxTextLength = 10_000
export const maxListLength = 1000

/** What is left of the work that this run may do. */
export class Budget {
  left = budgetPerRun
  spend(units = 1): void {
    this.left -= units
    if (this.left < 0) throw new ExpressionError('limit', 'The expression does too much work.')
  }
}

export function isObject(value: Value): value is { readonly [key: string]: Value } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Moment) &&
    !(value instanceof Length)
  )
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** The name of a value's kind for a message: never the value itself, which may be a caller's. */
export function kindOf(value: Value): string {
  if (value === null) return 'nothing'
  if (value instanceof Moment) return 'a moment'
  if (value instanceof Length) return 'a length of time'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'boolean':
      return 'true or false'
    case 'number':
      return 'a number'
    case 'string':
      return 'text'
    default:
      return 'an object'
  }
}

/** Plain JSON: instants become ISO 8601 in the flow's zone, lengths of time ISO 8601 durations. */
export function toJson(value: Value, timezone: string, budget: Budget): Json {
  budget.spend()
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value
    throw new ExpressionError('type', 'The result is not a finite number.')
  }
  if (value instanceof Moment) return isoOf(value.ms, timezone)
  if (value instanceof Length) return `P${value.days}D${value.ms === 0 ? '' : `T${value.ms / 1000}S`}`
  if (isList(value)) return value.map((item) => toJson(item, timezone, budget))
  const object: Record<string, Json> = {}
  for (const key of Object.keys(value)) object[key] = toJson(value[key] ?? null, timezone, budget)
  return object
}

/** Equality by meaning: 1 and 1.0 are one number, two spellings of one moment are one moment. */
export function equal(a: Value, b: Value, timezone: string, budget: Budget): boolean {
  budget.spend()
  if (a === b) return true
  if (a === null || b === null) return false
  if (typeof a === 'string' && typeof b === 'string') {
    if (!looksLikeDate(a) || !looksLikeDate(b)) return false
    const left = instantOf(a, timezone)
    return left !== null && left === instantOf(b, timezone)
  }
  if (typeof a !== 'object' && typeof b !== 'object') return false
  if (a instanceof Moment || b instanceof Moment) {
    const left = toInstant(a, timezone)
    return left !== null && left === toInstant(b, timezone)
  }
  if (a instanceof Length || b instanceof Length) {
    return a instanceof Length && b instanceof Length && a.total === b.total
  }
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false
    return a.every((item, index) => equal(item, b[index] ?? null, timezone, budget))
  }
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && equal(a[key] ?? null, b[key] ?? null, timezone, budget))
}

/** Negative, zero or positive; throws on values that have no order between them. */
export function compare(a: Value, b: Value, timezone: string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') {
    if (looksLikeDate(a) && looksLikeDate(b)) {
      const left = instantOf(a, timezone)
      const right = instantOf(b, timezone)
      if (left !== null && right !== null) return left - right
    }
    if (a === b) return 0
    return a < b ? -1 : 1
  }
  if (a instanceof Length && b instanceof Length) return a.total - b.total
  if (a instanceof Moment || b instanceof Moment) {
    const left = toInstant(a, timezone)
    const right = toInstant(b, timezone)
    if (left !== null && right !== null) return left - right
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  throw new ExpressionError('type', `${kindOf(a)} cannot be compared with ${kindOf(b)}.`)
}

export function toInstant(value: Value, timezone: string): number | null {
  if (value instanceof Moment) return value.ms
  return typeof value === 'string' ? instantOf(value, timezone) : null
}
