import type { Rule } from '../rule.ts'
import { didYouMean } from '../nearest.ts'

export const unknownDestination: Rule = {
  code: 'unknown-destination',
  severity: 'error',
  needs: 'flow',
  about: 'A destination that the configuration does not name.',
  why: 'The call could not be handed over.',
  bad: `
    flow: demo
    start: agent
    states:
      agent: { transfer: fornt_desk, outcomes: { error: sorry } }
      sorry: { end: Please call again. }
  `,
  good: `
    flow: demo
    start: agent
    states:
      agent: { transfer: front_desk, outcomes: { error: sorry } }
      sorry: { end: Please call again. }
  `,
  world: { destinations: ['front_desk'] },
  *check({ flow, world: { destinations } }) {
    if (destinations === undefined) return
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'transfer' || destinations.includes(state.destination)) continue
      const advice = didYouMean(state.destination, destinations) ?? 'Name it in the configuration.'
      yield {
        path: ['states', state.name, 'transfer'],
        message: `The configuration names no destination "${state.destination}".`,
        advice,
      }
    }
  },
}
