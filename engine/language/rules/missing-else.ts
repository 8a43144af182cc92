import type { Rule } from '../rule.ts'
import { routeLists } from '../route-lists.ts'

export const missingElse: Rule = {
  code: 'missing-else',
  severity: 'error',
  needs: 'flow',
  about: 'A list of conditions that does not end in else.',
  why: 'When none holds the call would have nowhere to go.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: [{ when: "slots.n > 4", to: bye }] }
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
      if (routes.some((route) => 'else' in route) || routes.length === 0) continue
      yield {
        path,
        part: 'key',
        message: 'When none of these conditions holds, the call has nowhere to go.',
        advice: 'End the list with { else: state }.',
      }
    }
  },
}
