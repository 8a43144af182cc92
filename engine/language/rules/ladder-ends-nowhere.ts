import type { Rule } from '../rule.ts'

export const ladderEndsNowhere: Rule = {
  code: 'ladder-ends-nowhere',
  severity: 'error',
  needs: 'flow',
  about: 'A noinput or nomatch ladder whose last rung does not lead elsewhere.',
  why: 'A caller who says nothing would be asked for ever.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", nomatch: ["Sorry, how many?"], next: bye }
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
        const last = state[kind].at(-1)
        const path = last === undefined ? undefined : writer.origins.get(last)?.path
        if (last === undefined || path === undefined || state[kind].some(({ to }) => to !== undefined)) continue
        yield {
          path,
          message: `The last rung of "${kind}" leads nowhere: the caller would be asked for ever.`,
          advice: 'Add a rung such as { to: goodbye }.',
        }
      }
    }
  },
}
