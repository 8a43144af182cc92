import type { Rule } from '../rule.ts'
import { nameOf } from '../../expressions/typing.ts'
import { expressionFindings } from '../expression-findings.ts'
import { expressionPlace } from '../expression-place.ts'
import { typingOf } from '../flow-typing.ts'
import { usesOf } from '../uses.ts'

export const expressionType: Rule = {
  code: 'expression-type',
  severity: 'error',
  needs: 'flow',
  about: 'An operation on values that it is not for, or a condition that is not true or false.',
  why: 'It would fail in the call, or never hold.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: [{ when: "slots.n > 'four'", to: bye }, { else: bye }] }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: [{ when: "slots.n > 4", to: bye }, { else: bye }] }
      bye: { end: Goodbye }
  `,
  *check(context) {
    yield* expressionFindings(context, ['type'])
    const typing = typingOf(context)
    for (const { expression, role, state } of usesOf(context.flow)) {
      if (role !== 'condition') continue
      const { type, faults } = typing.check(expression, state)
      if (type === 'any' || type === 'boolean' || faults.length > 0) continue
      const place = expressionPlace(
        expression,
        { start: 0, end: expression.cel.length },
        context.source,
        context.writer,
      )
      yield {
        ...place,
        message: `A condition is true or false, and this is ${nameOf(type)}.`,
        advice: 'Compare it with something: slots.n == 4.',
      }
    }
  },
}
