import type { Rule } from '../rule.ts'
import { trapFindings } from '../traps.ts'
export const wrongIndentation: Rule = {
  code: 'wrong-indentation',
  severity: 'error',
  needs: 'source',
  about: 'Lines that stand beside what they belong to.',
  why: 'YAML goes by the spaces at the beginning of a line: they are read as something else.',
  bad: `
    flow: demo
    start: ask
    states:
      ask:
      say: Hello
      next: bye
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask:
        say: Hello
        next: bye
      bye: { end: Goodbye }
  `,
  check: trapFindings('wrong-indentation'),
}
