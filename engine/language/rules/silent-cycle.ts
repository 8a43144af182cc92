import type { Rule } from '../rule.ts'
import { graphOf } from '../graph.ts'

export const silentCycle: Rule = {
  code: 'silent-cycle',
  severity: 'error',
  needs: 'graph',
  about: 'A cycle of states in which the caller is never listened to.',
  why: 'The call would go round without end, and nobody could stop it.',
  bad: `
    flow: demo
    start: one
    states:
      one: { say: One, next: two }
      two: { say: Two, next: [{ when: "attempts.noinput > 0", to: bye }, { else: one }] }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: one
    states:
      one: { say: One, next: two }
      two: { confirm: Again?, confirmed: one, denied: bye }
      bye: { end: Goodbye }
  `,
  *check(context) {
    for (const cycle of graphOf(context).silentCycles) {
      const [first = ''] = cycle
      yield {
        path: ['states', first],
        part: 'key',
        message: `The call can go round ${[...cycle, first].join(' → ')} without ever listening.`,
        advice: 'Ask the caller something on the way, or lead out of it.',
      }
    }
  },
}
