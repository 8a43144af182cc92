import type { Rule } from '../rule.ts'

export const unsureNever: Rule = {
  code: 'unsure-never',
  severity: 'warning',
  needs: 'flow',
  about: 'A decide whose nomatch ladder ends elsewhere than its "unsure".',
  why: 'A caller who is not understood is asked again by the ladder, and goes where its last rung leads: "unsure" is never reached.',
  bad: `
    flow: demo
    start: ask
    states:
      ask:
        decide: Book, or cancel?
        prompt: What can I do?
        options: { book: { means: to book, next: bye }, cancel: { means: to cancel, next: bye } }
        nomatch: ["To book, or to cancel?", { to: bye }]
        unsure: sorry
      sorry: { say: Sorry., next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask:
        decide: Book, or cancel?
        prompt: What can I do?
        options: { book: { means: to book, next: bye }, cancel: { means: to cancel, next: bye } }
        nomatch: ["To book, or to cancel?"]
        unsure: sorry
      sorry: { say: Sorry., next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow, writer }) {
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'decide' || state.prompt === undefined) continue
      const end = state.nomatch.find(({ to }) => to !== undefined)
      const path = end === undefined ? undefined : writer.origins.get(end)?.path
      if (end === undefined || path === undefined || end.to === state.unsure) continue
      yield {
        path,
        message: `The ladder ends in "${end.to}", so that "unsure" (${state.unsure}) is never reached.`,
        advice: `Leave "to" out, and the ladder ends in "unsure"; or write "unsure: ${end.to}".`,
      }
    }
  },
}
