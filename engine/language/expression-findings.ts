import type { ExpressionFaultCode } from '../expressions/expression-finding.ts'
import { expressionPlace } from './expression-place.ts'
import { typingOf } from './flow-typing.ts'
import { didYouMean } from './nearest.ts'
import type { Finding, RuleContext } from './rule.ts'
import { usesOf } from './uses.ts'

/** What is wrong in the flow's expressions, of these kinds. */
export function* expressionFindings(context: RuleContext, codes: readonly ExpressionFaultCode[]): Iterable<Finding> {
  const typing = typingOf(context)
  for (const { expression, state } of usesOf(context.flow)) {
    for (const fault of typing.check(expression, state).faults) {
      if (!codes.includes(fault.code)) continue
      const advice =
        fault.name === undefined ? undefined : (didYouMean(fault.name, fault.known ?? []) ?? listed(fault.known ?? []))
      yield {
        ...expressionPlace(expression, fault, context.source, context.writer),
        message: fault.message,
        ...(advice === undefined ? {} : { advice }),
      }
    }
  }
}

function listed(known: readonly string[]): string | undefined {
  return known.length === 0 || known.length > 12 ? undefined : `There is: ${known.join(', ')}.`
}
