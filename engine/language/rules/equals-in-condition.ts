import type { Rule } from '../rule.ts'
import { usesOf } from '../uses.ts'

export const equalsInCondition: Rule = {
  code: 'equals-in-condition',
  severity: 'error',
  needs: 'flow',
  about: 'An = before an expression that is one anyway.',
  why: 'Only values need it; in a condition it reads as half of a comparison.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: [{ when: "=slots.n > 4", to: bye }, { else: bye }] }
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
  *check({ flow, source, writer }) {
    for (const { expression, role } of usesOf(flow)) {
      const path = writer.origins.get(expression)?.path
      if (path === undefined || (role !== 'condition' && role !== 'saved')) continue
      const text = source.node(path)?.data
      if (typeof text !== 'string' || !text.trimStart().startsWith('=')) continue
      yield {
        path,
        message: 'This is an expression already: it needs no "=".',
        advice: `Write ${JSON.stringify(expression.cel)}.`,
      }
    }
  },
}
