import { edgesOf } from '../edges.ts'
import type { State } from '../state.ts'
import type { Rule } from '../rule.ts'

export const voicemailListens: Rule = {
  code: 'voicemail-listens',
  severity: 'warning',
  needs: 'flow',
  about: 'A message for an answering machine that asks something, or hands the call over.',
  why: 'A machine answers nothing: it would record the question, the silence after it, and every time that it is asked again.',
  bad: `
    flow: demo
    start: ask
    voicemail: message
    states:
      ask: { say: Hello, next: bye }
      message: { confirm: Is that right?, confirmed: bye, denied: { next: bye } }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    voicemail: message
    states:
      ask: { say: Hello, next: bye }
      message: { say: Please call us back., bargein: false, next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow, writer }) {
    const first = flow.voicemail === undefined ? undefined : flow.states[flow.voicemail]
    if (first === undefined) return
    const path = new Set<State>([first])
    for (const state of path) {
      if ('noinput' in state || state.kind === 'transfer' || state.kind === 'record') {
        yield {
          path: ['voicemail'],
          message: `An answering machine would come to the state "${state.name}", which ${whatItDoes(state)}.`,
          advice: 'Say the message, with "bargein: false", and end the call.',
        }
        return
      }
      for (const { to } of edgesOf(state, writer)) {
        const next = flow.states[to]
        if (next !== undefined) path.add(next)
      }
    }
  },
}

function whatItDoes({ kind }: State): string {
  if (kind === 'transfer') return 'hands the call over'
  return kind === 'record' ? 'records' : 'asks something'
}
