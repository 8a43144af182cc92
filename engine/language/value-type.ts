import { union } from '../expressions/typing.ts'
import type { ExpressionType } from '../expressions/typing.ts'
import { typingOf } from './flow-typing.ts'
import type { Json } from './json.ts'
import type { RuleContext } from './rule.ts'
import type { State } from './state.ts'
import type { Value } from './value.ts'

/** What is known of a value that a flow writes: an expression by its check, text that is written as itself as that text. */
export function typeOfValue(value: Value, state: State | null, context: RuleContext): ExpressionType {
  if ('expression' in value) return typingOf(context).check(value.expression, state).type
  if ('literal' in value) return typeOfLiteral(value.literal)
  if ('list' in value)
    return { list: value.list.map((item) => typeOfValue(item, state, context)).reduce(union, 'nothing') }
  const fields = Object.entries(value.object).map(
    ([name, field]) => [name, typeOfValue(field, state, context)] as const,
  )
  return { object: Object.fromEntries(fields), open: false }
}

function typeOfLiteral(value: Json): ExpressionType {
  if (value === null) return 'nothing'
  if (typeof value === 'string') return { choice: [value] }
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  if (Array.isArray(value)) return { list: (value as readonly Json[]).map(typeOfLiteral).reduce(union, 'nothing') }
  const fields = Object.entries(value).map(([name, field]) => [name, typeOfLiteral(field)] as const)
  return { object: Object.fromEntries(fields), open: false }
}
