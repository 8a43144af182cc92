import type { Rule } from '../rule.ts'
import { shapeFindings } from '../shape-findings.ts'
export const wrongValue: Rule = {
  code: 'wrong-value',
  severity: 'error',
  needs: 'source',
  about: 'A value that its key does not allow.',
  why: 'It cannot be used as what it is for.',
  bad: `
    flow: demo
    start: ask
    silence_limit: two seconds
    states:
      ask: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    silence_limit: 2s
    states:
      ask: { end: Goodbye }
  `,
  check: shapeFindings('wrong-value'),
}
