import type { Rule } from '../rule.ts'
import { didYouMean } from '../nearest.ts'

export const unknownTool: Rule = {
  code: 'unknown-tool',
  severity: 'error',
  needs: 'flow',
  about: 'A tool that nobody has written.',
  why: 'The call would fail there.',
  bad: `
    flow: demo
    start: look
    states:
      look: { tool: tmies, with: { guests: 2 }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: look
    states:
      look: { tool: times, with: { guests: 2 }, next: bye, outcomes: { error: bye } }
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
    if (world.tools === undefined) return
    const known = Object.keys(world.tools)
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'tool' || known.includes(state.tool)) continue
      const advice =
        didYouMean(state.tool, known) ?? (known.length === 0 ? 'There are no tools.' : `Tools: ${known.join(', ')}.`)
      yield { path: ['states', state.name, 'tool'], message: `There is no tool "${state.tool}".`, advice }
    }
  },
}
