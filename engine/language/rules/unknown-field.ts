import type { Rule } from '../rule.ts'
import { expressionFindings } from '../expression-findings.ts'
import { labelFindings } from '../label-findings.ts'

export const unknownField: Rule = {
  code: 'unknown-field',
  severity: 'error',
  needs: 'flow',
  about: 'A field that a value does not have.',
  why: 'The expression would have nothing to read.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { end: "You called from {{ call.too }}." }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { end: "You called {{ call.to }}." }
  `,
  *check(context) {
    yield* expressionFindings(context, ['unknown-field'])
    yield* labelFindings(context)
  },
}
