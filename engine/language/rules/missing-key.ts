import type { Rule } from '../rule.ts'
import { shapeFindings } from '../shape-findings.ts'
export const missingKey: Rule = {
  code: 'missing-key',
  severity: 'error',
  needs: 'source',
  about: 'A key that must be there and is not.',
  why: 'The call would not know what to do there.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: Goodbye }
  `,
  check: shapeFindings('missing-key'),
}
