import type { Rule } from '../rule.ts'

export const silenceTooLong: Rule = {
  code: 'silence-too-long',
  severity: 'error',
  needs: 'flow',
  about: 'A filler that leaves a silence longer than the limit.',
  why: 'Callers take two seconds of silence for a dead line and hang up.',
  bad: `
    flow: demo
    start: look
    states:
      look: { tool: times, filler: { after: 3s, say: One moment. }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: look
    states:
      look: { tool: times, filler: { after: 800ms, say: One moment. }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  *check({ flow, source }) {
    for (const state of Object.values(flow.states)) {
      if (!('filler' in state) || state.filler === undefined) continue
      const wait = 'budgetMs' in state ? state.budgetMs : state.timeoutMs
      const own = ['states', state.name, 'filler']
      const path = source.node(own) === null ? ['defaults', state.kind, 'filler'] : own
      const where = source.node(path) === null ? ['defaults', 'filler'] : path
      for (const [key, ms] of [
        ['after', state.filler.afterMs],
        ['every', state.filler.everyMs],
      ] as const) {
        if (ms <= flow.silenceLimitMs || wait <= flow.silenceLimitMs) continue
        yield {
          path: [...where, key],
          message: `This leaves a silence of ${ms / 1000} s, and the limit is ${flow.silenceLimitMs / 1000} s.`,
          advice: `Make it ${flow.silenceLimitMs / 1000}s or less.`,
        }
      }
    }
  },
}
