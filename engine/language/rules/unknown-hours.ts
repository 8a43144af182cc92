import type { Rule } from '../rule.ts'
import { expressionFindings } from '../expression-findings.ts'

export const unknownHours: Rule = {
  code: 'unknown-hours',
  severity: 'error',
  needs: 'flow',
  about: 'Opening hours that the flow does not declare.',
  why: 'open() could not say whether it is open.',
  bad: `
    flow: demo
    start: ask
    timezone: Europe/London
    hours: { main: { daily: 09:00-17:00 } }
    states:
      ask: { branch: [{ when: "open('mian')", to: bye }, { else: bye }] }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    timezone: Europe/London
    hours: { main: { daily: 09:00-17:00 } }
    states:
      ask: { branch: [{ when: "open('main')", to: bye }, { else: bye }] }
      bye: { end: Goodbye }
  `,
  check: (context) => expressionFindings(context, ['unknown-hours']),
}
