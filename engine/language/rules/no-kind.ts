import type { Rule } from '../rule.ts'
import { shapeFindings } from '../shape-findings.ts'
export const noKind: Rule = {
  code: 'no-kind',
  severity: 'error',
  needs: 'source',
  about: 'A state that does nothing that is known.',
  why: 'The call would stand still there.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: bye }
      bye: { end: Goodbye }
  `,
  check: shapeFindings('no-kind'),
}
