import type { Rule } from '../rule.ts'
import { shapeFindings } from '../shape-findings.ts'
export const twoKinds: Rule = {
  code: 'two-kinds',
  severity: 'error',
  needs: 'source',
  about: 'A state that is two things at once.',
  why: 'A state does one thing; which of the two would come first is not said.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, tool: lookup, next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: look }
      look: { tool: lookup, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  check: shapeFindings('two-kinds'),
}
