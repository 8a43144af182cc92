import type { Rule } from '../rule.ts'
import { trapFindings } from '../traps.ts'
export const yesIsText: Rule = {
  code: 'yes-is-text',
  severity: 'error',
  needs: 'source',
  about: 'yes, no, on or off where true or false is meant.',
  why: 'YAML 1.2 reads them as text.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask:
        gather: n
        prompt: How many?
        noinput: [{ repeat: yes }, { to: bye }]
        next: bye
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask:
        gather: n
        prompt: How many?
        noinput: [{ repeat: true }, { to: bye }]
        next: bye
      bye: { end: Goodbye }
  `,
  check: trapFindings('yes-is-text'),
}
