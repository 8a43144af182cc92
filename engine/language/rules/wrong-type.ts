import type { Rule } from '../rule.ts'
import { shapeFindings } from '../shape-findings.ts'
export const wrongType: Rule = {
  code: 'wrong-type',
  severity: 'error',
  needs: 'source',
  about: 'A value of another kind than its key wants.',
  why: 'It cannot be used as what it is for.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: { to: bye } }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: bye }
      bye: { end: Goodbye }
  `,
  check: shapeFindings('wrong-type'),
}
