import type { ExpressionType } from '../expressions/typing.ts'
import type { Json } from './json.ts'

/** What expressions would make of a value that is written as itself. */
export function literalType(value: Json): ExpressionType {
  if (value === null) return 'nothing'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return Array.isArray(value) ? { list: 'any' } : { object: {}, open: true }
}
