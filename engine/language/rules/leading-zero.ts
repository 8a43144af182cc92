import type { Rule } from '../rule.ts'
import { trapFindings } from '../traps.ts'
export const leadingZero: Rule = {
  code: 'leading-zero',
  severity: 'error',
  needs: 'source',
  about: 'A number written with a leading zero or in another base.',
  why: 'YAML drops the zero: 0123 becomes 123, and 0x1F becomes 31.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { tool: lookup, with: { code: 0123 }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { tool: lookup, with: { code: "0123" }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  check: trapFindings('leading-zero'),
}
