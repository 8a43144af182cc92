import type { Rule } from '../rule.ts'
import { trapFindings } from '../traps.ts'
export const hashIsComment: Rule = {
  code: 'hash-is-comment',
  severity: 'error',
  needs: 'source',
  about: 'A value that begins with an unquoted #.',
  why: 'YAML reads it as a comment, and the key is empty.',
  bad: `
    flow: demo
    start: ask
    slots: { code: { type: digits } }
    states:
      ask:
        gather: code
        prompt: Your code, please.
        keypad:
          terminator: #
        next: bye
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { code: { type: digits } }
    states:
      ask:
        gather: code
        prompt: Your code, please.
        keypad:
          terminator: "#"
        next: bye
      bye: { end: Goodbye }
  `,
  check: trapFindings('hash-is-comment'),
}
