import type { ExpressionType } from '../expressions/typing.ts'
import { expressionPlace } from './expression-place.ts'
import { typingOf } from './flow-typing.ts'
import { didYouMean } from './nearest.ts'
import type { Finding, RuleContext } from './rule.ts'
import { usesOf } from './uses.ts'

/** Fields by which items are named, in `list('at')` and in a choice's `label`, that the items do not have. */
export function* labelFindings(context: RuleContext): Iterable<Finding> {
  const typing = typingOf(context)
  for (const { name, from, label } of Object.values(context.flow.slots)) {
    if (from === undefined || label === undefined) continue
    const fault = lacking(typing.slot(name), label)
    if (fault !== null) yield { path: ['slots', name, 'label'], ...fault }
  }
  for (const { expression, filters, state } of usesOf(context.flow)) {
    const label = filters.find((filter) => filter.name === 'list')?.args[0]
    if (typeof label !== 'string' || label === '') continue
    const { type } = typing.check(expression, state)
    const fault = typeof type === 'object' && 'list' in type ? lacking(type.list, label) : null
    if (fault === null) continue
    const whole = { start: 0, end: expression.cel.length }
    yield { ...expressionPlace(expression, whole, context.source, context.writer), ...fault }
  }
}

function lacking(item: ExpressionType, label: string): Pick<Finding, 'message' | 'advice'> | null {
  if (typeof item !== 'object' || !('object' in item) || item.open || Object.hasOwn(item.object, label)) return null
  const known = Object.keys(item.object)
  return {
    message: `An item of it has no "${label}" to be named by.`,
    advice: didYouMean(label, known) ?? `It has ${known.join(', ')}.`,
  }
}
