import type { Rule } from '../rule.ts'
import { trapFindings } from '../traps.ts'
export const unquotedComma: Rule = {
  code: 'unquoted-comma',
  severity: 'error',
  needs: 'source',
  about: 'A text with a comma, unquoted within braces.',
  why: 'The comma ends the text: the rest becomes a key without a value.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { say: One moment, please, next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { say: "One moment, please", next: bye }
      bye: { end: Goodbye }
  `,
  check: trapFindings('unquoted-comma'),
}
