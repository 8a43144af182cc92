import type { Rule } from '../rule.ts'

export const fillerTooLate: Rule = {
  code: 'filler-too-late',
  severity: 'warning',
  needs: 'flow',
  about: 'A filler that would only begin when the wait is over.',
  why: 'It would never be heard.',
  bad: `
    flow: demo
    start: look
    states:
      look: { tool: look, timeout: 1s, filler: { after: 1500ms, say: One moment. }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: look
    states:
      look: { tool: look, timeout: 4s, filler: { after: 800ms, say: One moment. }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  *check({ flow, source }) {
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'tool' && state.kind !== 'wait' && state.kind !== 'decide') continue
      const limitMs = state.kind === 'decide' ? state.budgetMs : state.timeoutMs
      const key = state.kind === 'decide' ? 'budget' : 'timeout'
      // what is built in, or stands in "defaults", is not this state's mistake
      const path = ['states', state.name, 'filler', 'after']
      if (state.filler === undefined || limitMs <= 0 || state.filler.afterMs < limitMs || source.node(path) === null)
        continue
      yield {
        path,
        message: `The filler begins after ${seconds(state.filler.afterMs)}, and the wait is over after ${seconds(limitMs)}.`,
        advice: `Let it begin earlier, or give "${key}" more time.`,
      }
    }
  },
}

function seconds(ms: number): string {
  return `${ms / 1000} s`
}
