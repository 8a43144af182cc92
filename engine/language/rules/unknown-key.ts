import type { Rule } from '../rule.ts'
import { shapeFindings } from '../shape-findings.ts'
export const unknownKey: Rule = {
  code: 'unknown-key',
  severity: 'error',
  needs: 'source',
  about: 'A key that means nothing where it stands.',
  why: 'What it was to do would silently not happen.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, nxet: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: bye }
      bye: { end: Goodbye }
  `,
  check: shapeFindings('unknown-key'),
}
