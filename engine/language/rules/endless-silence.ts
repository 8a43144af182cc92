import type { Rule } from '../rule.ts'
import { graphOf } from '../graph.ts'

export const endlessSilence: Rule = {
  code: 'endless-silence',
  severity: 'warning',
  needs: 'graph',
  about: 'A cycle that a caller who never says anything may be led round.',
  why: 'A telephone that was put down is asked again and again, until the bound of repairs ends the call.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", noinput: [{ repeat: true }, { to: still }], next: bye }
      still: { confirm: "Are you still there?", noinput: [{ to: ask }], confirmed: ask, denied: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", noinput: [{ repeat: true }, { to: still }], next: bye }
      still: { confirm: "Are you still there?", noinput: [{ to: bye }], confirmed: ask, denied: bye }
      bye: { end: Goodbye }
  `,
  *check(context) {
    for (const cycle of graphOf(context).unheardCycles) {
      const [first = ''] = cycle
      yield {
        path: ['states', first],
        part: 'key',
        message: `A caller who says nothing can be led round ${[...cycle, first].join(' → ')} for ever.`,
        advice: 'Let a rung of "noinput" on the way lead to the end, or to a person.',
      }
    }
  },
}
