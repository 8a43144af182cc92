import type { Rule } from '../rule.ts'
import { graphOf, isBuiltIn } from '../graph.ts'

export const noWayToEnd: Rule = {
  code: 'no-way-to-end',
  severity: 'error',
  needs: 'graph',
  about: 'States from which no path ends the call or hands it over.',
  why: 'The caller could only hang up.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask:
        gather: n
        prompt: How many?
        noinput: [{ to: again }]
        nomatch: [{ to: again }]
        next: again
      again: { confirm: Again?, confirmed: ask, denied: ask, noinput: [{ to: ask }], nomatch: [{ to: ask }] }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask:
        gather: n
        prompt: How many?
        noinput: [{ to: again }]
        nomatch: [{ to: again }]
        next: again
      again: { confirm: Again?, confirmed: ask, denied: bye, noinput: [{ to: bye }], nomatch: [{ to: ask }] }
      bye: { end: Goodbye }
  `,
  *check(context) {
    const graph = graphOf(context)
    const trapped = [...graph.reached].filter(
      (name) => !graph.canEnd.has(name) && !isBuiltIn(name, context) && Object.hasOwn(context.flow.states, name),
    )
    const first = trapped[0]
    // a cycle that never listens is reported as that
    if (first === undefined || trapped.some((name) => graph.silentCycles.some((cycle) => cycle.includes(name)))) return
    const others = trapped.length === 1 ? '' : ` and ${trapped.length - 1} more`
    yield {
      path: ['states', first],
      part: 'key',
      message: `From "${first}"${others} no path ends the call or hands it over.`,
      advice: 'Lead from there to a state with "end" or "transfer".',
    }
  },
}
