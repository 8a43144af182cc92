import type { Rule } from '../rule.ts'
import { expressionFindings } from '../expression-findings.ts'

export const unknownInput: Rule = {
  code: 'unknown-input',
  severity: 'error',
  needs: 'flow',
  about: 'An input that the flow does not declare.',
  why: 'Nobody could bind it before the call.',
  bad: `
    flow: demo
    start: ask
    inputs: { branch: { type: text } }
    states:
      ask: { end: "Goodbye from {{ inputs.brnach }}" }
  `,
  good: `
    flow: demo
    start: ask
    inputs: { branch: { type: text } }
    states:
      ask: { end: "Goodbye from {{ inputs.branch }}" }
  `,
  check: (context) => expressionFindings(context, ['unknown-input']),
}
