import type { Rule } from '../rule.ts'
import type { TransferMode } from '../state.ts'

/** Only an agent who hears a brief can decline. */
function failures(mode: TransferMode): readonly string[] {
  return mode !== 'cold' ? ['busy', 'noanswer', 'declined', 'failed'] : ['busy', 'noanswer', 'failed']
}

export const transferWithoutFailure: Rule = {
  code: 'transfer-without-failure',
  severity: 'error',
  needs: 'flow',
  about: 'A transfer that does not say what happens when nobody takes the call.',
  why: 'The line is engaged one day, and the caller is hung up on.',
  bad: `
    flow: demo
    start: agent
    states:
      agent: { transfer: front_desk, outcomes: { busy: sorry } }
      sorry: { end: Please call again. }
  `,
  good: `
    flow: demo
    start: agent
    states:
      agent: { transfer: front_desk, outcomes: { error: sorry } }
      sorry: { end: Please call again. }
  `,
  *check({ flow, shape }) {
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'transfer' || 'error' in state.outcomes) continue
      const missing = failures(state.mode).filter((outcome) => !(outcome in state.outcomes))
      if (missing.length === 0 || shape.some(({ path }) => path[1] === state.name)) continue
      yield {
        path: ['states', state.name, 'transfer'],
        message: `Nothing says where the call goes when this transfer ends in ${missing.join(', ')}.`,
        advice: 'Add outcomes: { error: state }, or each by name.',
      }
    }
  },
}
