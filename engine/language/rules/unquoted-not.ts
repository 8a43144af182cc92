import type { Rule } from '../rule.ts'
import { trapFindings } from '../traps.ts'
export const unquotedNot: Rule = {
  code: 'unquoted-not',
  severity: 'error',
  needs: 'source',
  about: 'A condition that begins with an unquoted !.',
  why: 'YAML reads it as a tag and drops it: the condition is empty.',
  bad: `
    flow: demo
    start: ask
    hours: { main: { daily: 09:00-17:00 } }
    timezone: Europe/London
    states:
      ask:
        say: Hello
        next:
          - when: !open('main')
            to: bye
          - else: bye
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    hours: { main: { daily: 09:00-17:00 } }
    timezone: Europe/London
    states:
      ask:
        say: Hello
        next:
          - when: "!open('main')"
            to: bye
          - else: bye
      bye: { end: Goodbye }
  `,
  check: trapFindings('unquoted-not'),
}
