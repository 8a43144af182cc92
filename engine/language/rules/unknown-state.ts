import type { Rule } from '../rule.ts'
import type { Finding } from '../rule.ts'
import { edgesOf } from '../edges.ts'
import { didYouMean } from '../nearest.ts'
import type { Path } from '../source.ts'

export const unknownState: Rule = {
  code: 'unknown-state',
  severity: 'error',
  needs: 'flow',
  about: 'A state that the flow does not have.',
  why: 'The call would have nowhere to go.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: goodby }
      goodbye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: goodbye }
      goodbye: { end: Goodbye }
  `,
  *check({ flow, writer, names }) {
    const known = new Set([...names.states, ...Object.keys(flow.states)])
    const unknown = (to: string, path: Path): Finding[] =>
      known.has(to)
        ? []
        : [
            {
              path,
              message: `There is no state "${to}".`,
              advice: didYouMean(to, names.states) ?? 'Add it, or lead somewhere else.',
            },
          ]
    if (flow.start !== '' && names.states.length > 0) yield* unknown(flow.start, ['start'])
    if (flow.voicemail !== undefined) yield* unknown(flow.voicemail, ['voicemail'])
    for (const [name, command] of Object.entries(flow.commands))
      if (typeof command === 'object' && 'to' in command) yield* unknown(command.to, ['commands', name])
    for (const state of Object.values(flow.states)) {
      for (const { to, path } of edgesOf(state, writer)) yield* unknown(to, path)
    }
  },
}
