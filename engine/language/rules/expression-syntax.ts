import type { Rule } from '../rule.ts'
import { expressionFindings } from '../expression-findings.ts'

export const expressionSyntax: Rule = {
  code: 'expression-syntax',
  severity: 'error',
  needs: 'flow',
  about: 'An expression that cannot be read, or is too large.',
  why: 'It could not be evaluated.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: [{ when: "slots.n = 4", to: bye }, { else: bye }] }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: [{ when: "slots.n == 4", to: bye }, { else: bye }] }
      bye: { end: Goodbye }
  `,
  *check(context) {
    const declared = [...context.names.slots, ...context.names.inputs]
    for (const finding of expressionFindings(context, ['syntax', 'limit'])) {
      // a name that is a word of CEL is reported where it is declared
      if (!declared.some((name) => finding.message.includes(`the reserved word "${name}"`))) yield finding
    }
  },
}
