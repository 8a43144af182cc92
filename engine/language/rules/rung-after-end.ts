import type { Rule } from '../rule.ts'

export const rungAfterEnd: Rule = {
  code: 'rung-after-end',
  severity: 'warning',
  needs: 'flow',
  about: 'A rung of a ladder after one that leads elsewhere.',
  why: 'It is never reached, unless the state is entered anew.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", nomatch: [{ to: bye }, "Sorry, how many?", { to: bye }], next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", nomatch: ["Sorry, how many?", { to: bye }], next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow, writer }) {
    for (const state of Object.values(flow.states)) {
      if (!('noinput' in state)) continue
      for (const kind of ['noinput', 'nomatch'] as const) {
        const first = state[kind].findIndex(({ to }) => to !== undefined)
        const after = first < 0 ? undefined : state[kind][first + 1]
        const path = after === undefined ? undefined : writer.origins.get(after)?.path
        if (path === undefined) continue
        yield {
          path,
          message: 'This rung is never reached: the one before it leads elsewhere.',
          advice: 'Delete it, or move the "to" to the last rung.',
        }
      }
    }
  },
}
