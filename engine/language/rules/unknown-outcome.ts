import type { Flow } from '../flow.ts'
import type { Rule } from '../rule.ts'
import { didYouMean } from '../nearest.ts'
import { commonErrors } from '../world.ts'

/** How a flow can end. */
function endings({ states }: Flow): readonly string[] {
  return [...new Set(Object.values(states).flatMap((state) => (state.kind === 'end' ? [state.outcome] : [])))]
}

export const unknownOutcome: Rule = {
  code: 'unknown-outcome',
  severity: 'error',
  needs: 'flow',
  about: 'An outcome that a tool, or a flow that is run, never has.',
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
  *check({ flow, flows, world }) {
    for (const state of Object.values(flow.states)) {
      const other = state.kind === 'run' ? flows.get(state.flow)?.flow : undefined
      const errors = state.kind === 'tool' ? world.tools?.[state.tool]?.errors : undefined
      // one that hands over may end as the other does
      const handsOver = Object.values(other?.states ?? {}).some(({ kind }) => kind === 'goto_flow')
      if ((errors === undefined && other === undefined) || handsOver) continue
      const known = other === undefined ? [...(errors ?? []), ...commonErrors] : [...endings(other), 'error']
      // an error for which it is tried again must be one that it can have
      const retried = state.kind === 'tool' && state.retry.max > 0 ? state.retry.errors : []
      for (const [index, error] of retried.entries()) {
        if (known.includes(error)) continue
        const advice = didYouMean(error, known) ?? `It can end in ${known.join(', ')}.`
        yield {
          path: ['states', state.name, 'retry', 'errors', index],
          message: `This tool never ends in "${error}": it would never be tried again for it.`,
          advice,
        }
      }
      const what = other === undefined ? 'tool' : 'flow'
      for (const outcome of Object.keys(state.outcomes)) {
        if (known.includes(outcome)) continue
        const advice = didYouMean(outcome, known) ?? `It can end in ${known.join(', ')}.`
        yield {
          path: ['states', state.name, 'outcomes', outcome],
          part: 'key',
          message: `This ${what} never ends in "${outcome}".`,
          advice,
        }
      }
    }
  },
}
