import type { Rule } from '../rule.ts'
import { shapeFindings } from '../shape-findings.ts'
export const notSupportedYet: Rule = {
  code: 'not-supported-yet',
  severity: 'error',
  needs: 'source',
  about: 'A word of the language that this version does not run.',
  why: 'The flow would be accepted and would not do what it says.',
  bad: `
    flow: demo
    start: ask
    commands: { help: true }
    states:
      ask: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { end: Goodbye }
  `,
  check: shapeFindings('not-supported-yet'),
}
