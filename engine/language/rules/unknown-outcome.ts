import type { Rule } from '../rule.ts'
import { didYouMean } from '../nearest.ts'
import { commonErrors } from '../world.ts'

export const unknownOutcome: Rule = {
  code: 'unknown-outcome',
  severity: 'error',
  needs: 'flow',
  about: 'An outcome that a tool never has.',
  why: 'The route would never be taken, and the real error not be routed.',
  bad: `
    flow: demo
    start: look
    states:
      look: { tool: times, with: { guests: 2 }, next: bye, outcomes: { cloesd: bye, error: bye } }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: look
    states:
      look: { tool: times, with: { guests: 2 }, next: bye, outcomes: { closed: bye, error: bye } }
      bye: { end: Goodbye }
  `,
  world: {
    tools: {
      times: {
        effect: 'read',
        input: { type: 'object', required: ['guests'], properties: { guests: { type: 'integer' } } },
        output: {
          type: 'object',
          properties: { times: { type: 'array', items: { type: 'object', properties: { at: { type: 'string' } } } } },
        },
        errors: ['closed'],
      },
    },
  },
  *check({ flow, world }) {
    for (const state of Object.values(flow.states)) {
      const errors = state.kind === 'tool' ? world.tools?.[state.tool]?.errors : undefined
      if (errors === undefined) continue
      const known = [...errors, ...commonErrors]
      for (const outcome of Object.keys(state.outcomes)) {
        if (known.includes(outcome)) continue
        const advice = didYouMean(outcome, known) ?? `It can end in ${known.join(', ')}.`
        yield {
          path: ['states', state.name, 'outcomes', outcome],
          part: 'key',
          message: `This tool never ends in "${outcome}".`,
          advice,
        }
      }
    }
  },
}
