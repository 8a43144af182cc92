import type { Rule } from '../rule.ts'
import { inputFindings } from '../tool-input.ts'

export const toolInput: Rule = {
  code: 'tool-input',
  severity: 'error',
  needs: 'flow',
  about: 'Input that a tool does not take, or that it lacks.',
  why: 'The tool would refuse it in the call.',
  bad: `
    flow: demo
    start: look
    states:
      look: { tool: times, with: { guests: two }, next: bye, outcomes: { error: bye } }
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
  *check(context) {
    const { flow, world } = context
    for (const state of Object.values(flow.states)) {
      const schema = state.kind === 'tool' ? world.tools?.[state.tool]?.input : undefined
      if (state.kind === 'tool' && schema !== undefined) yield* inputFindings(state, schema, context)
    }
  },
}
