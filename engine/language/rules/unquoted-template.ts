import type { Rule } from '../rule.ts'
import { trapFindings } from '../traps.ts'
export const unquotedTemplate: Rule = {
  code: 'unquoted-template',
  severity: 'error',
  needs: 'source',
  about: 'A text that begins with an unquoted {{.',
  why: 'YAML reads the braces as a map: nothing would be said.',
  bad: `
    flow: demo
    start: ask
    states:
      ask:
        say: {{ call.to }}
        next: bye
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask:
        say: "{{ call.to }}"
        next: bye
      bye: { end: Goodbye }
  `,
  check: trapFindings('unquoted-template'),
}
