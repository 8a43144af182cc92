import type { Rule } from '../rule.ts'
import { graphOf } from '../graph.ts'

export const unreachableState: Rule = {
  code: 'unreachable-state',
  severity: 'warning',
  needs: 'graph',
  about: 'A state that no path from the start reaches.',
  why: 'Nobody will ever hear it; often a route to it was forgotten.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: bye }
      help: { say: I can help, next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: help }
      help: { say: I can help, next: bye }
      bye: { end: Goodbye }
  `,
  *check(context) {
    const { flow, names } = context
    const { reached } = graphOf(context)
    // A route into nowhere has been reported: it may have been the way there.
    if ([...reached].some((name) => !Object.hasOwn(flow.states, name))) return
    for (const name of Object.keys(flow.states)) {
      if (reached.has(name) || !names.states.includes(name)) continue
      yield {
        path: ['states', name],
        part: 'key',
        message: `No path from "${flow.start}" reaches the state "${name}".`,
        advice: 'Lead to it from somewhere, or delete it.',
      }
    }
  },
}
