import type { Rule } from '../rule.ts'

/** Said within whatever is going on: nothing of them is run. */
const said: readonly string[] = ['pattern_cut_off', 'pattern_failed', 'pattern_moment']

export const patternSaysNothing: Rule = {
  code: 'pattern-says-nothing',
  severity: 'error',
  needs: 'flow',
  about: 'A pattern that is said, not run, and whose first state says nothing.',
  why: 'Of pattern_cut_off, pattern_failed and pattern_moment only the words of the first state count: the default would be said instead.',
  bad: `
    flow: pattern_cut_off
    start: ask
    states:
      ask: { branch: [{ when: "call.from == ''", to: tell }, { else: tell }] }
      tell: { say: "There you are again.", next: back }
      back: { end: "" }
  `,
  good: `
    flow: pattern_cut_off
    start: tell
    states:
      tell: { say: "There you are again.", next: back }
      back: { end: "" }
  `,
  *check({ flow }) {
    if (!said.includes(flow.flow)) return
    const first = flow.states[flow.start]
    if (first === undefined || first.kind === 'say' || (first.kind === 'end' && first.prompt !== undefined)) return
    yield {
      path: ['start'],
      message: `Only what the first state says is used of ${flow.flow}, and "${first.name}" is no statement.`,
      advice: 'Begin with `say`, or with an `end` that says something.',
    }
  },
}
