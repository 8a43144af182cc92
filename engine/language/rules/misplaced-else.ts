import type { Rule } from '../rule.ts'
import { routeLists } from '../route-lists.ts'

export const misplacedElse: Rule = {
  code: 'misplaced-else',
  severity: 'error',
  needs: 'flow',
  about: 'An else that is not the last of its list.',
  why: 'What follows it would never be looked at.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: [{ else: bye }, { when: "slots.n > 4", to: bye }] }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: [{ when: "slots.n > 4", to: bye }, { else: bye }] }
      bye: { end: Goodbye }
  `,
  *check({ source, flow }) {
    for (const { path, routes } of routeLists(source, flow)) {
      const index = routes.findIndex((route) => 'else' in route)
      if (index < 0 || index === routes.length - 1) continue
      yield {
        path: [...path, index, 'else'],
        part: 'key',
        message: 'Nothing after this "else" is ever looked at.',
        advice: 'Move it to the end of the list.',
      }
    }
  },
}
