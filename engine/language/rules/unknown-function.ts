import type { Rule } from '../rule.ts'
import { expressionFindings } from '../expression-findings.ts'

export const unknownFunction: Rule = {
  code: 'unknown-function',
  severity: 'error',
  needs: 'flow',
  about: 'A function that expressions do not have.',
  why: 'The expression could not be evaluated.',
  bad: `
    flow: demo
    start: ask
    timezone: Europe/London
    states:
      ask: { branch: [{ when: "call.from.matches('^[+]44')", to: bye }, { else: bye }] }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    timezone: Europe/London
    states:
      ask: { branch: [{ when: "like(call.from, '+44*')", to: bye }, { else: bye }] }
      bye: { end: Goodbye }
  `,
  check: (context) => expressionFindings(context, ['unknown-function']),
}
