import type { Rule } from '../rule.ts'

export const toolWithoutFailure: Rule = {
  code: 'tool-without-failure',
  severity: 'warning',
  needs: 'flow',
  about: 'A tool that does not say what happens when it fails.',
  why: 'The caller would hear that something went wrong, and be hung up on.',
  bad: `
    flow: demo
    start: look
    states:
      look: { tool: times, next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: look
    states:
      look: { tool: times, next: bye, outcomes: { error: sorry } }
      bye: { end: Goodbye }
      sorry: { end: Please call again. }
  `,
  *check({ flow }) {
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'tool' || 'error' in state.outcomes) continue
      yield {
        path: ['states', state.name, 'tool'],
        message: 'Nothing says where the call goes when this tool fails.',
        advice: 'Add outcomes: { error: state }.',
      }
    }
  },
}
