import type { Rule } from '../rule.ts'

export const briefNotTold: Rule = {
  code: 'brief-not-told',
  severity: 'warning',
  needs: 'flow',
  about: 'A brief of a cold transfer, which nobody hears.',
  why: 'A cold transfer joins the two at once: whoever answers is told nothing, and cannot decline.',
  bad: `
    flow: demo
    start: agent
    states:
      agent: { transfer: front_desk, brief: Wants a table., outcomes: { error: sorry } }
      sorry: { end: Please call again. }
  `,
  good: `
    flow: demo
    start: agent
    states:
      agent: { transfer: front_desk, mode: warm, brief: Wants a table., outcomes: { error: sorry } }
      sorry: { end: Please call again. }
  `,
  *check({ flow }) {
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'transfer' || state.mode !== 'cold' || state.brief === undefined) continue
      yield {
        path: ['states', state.name, 'brief'],
        message: 'Nobody hears this brief: the transfer is cold.',
        advice: 'Add mode: warm, or mode: screened, or take the brief away.',
      }
    }
  },
}
