import type { Rule } from '../rule.ts'
import { inputFindings } from '../tool-input.ts'
import type { ToolGiven } from '../tool-input.ts'

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
    const given: readonly ToolGiven[] = [
      ...Object.values(flow.states).flatMap((state) =>
        state.kind === 'tool' ? [{ ...state, path: ['states', state.name, 'with'], state }] : [],
      ),
      ...Object.values(flow.slots).flatMap(({ name, candidates }) =>
        candidates === undefined ? [] : [{ ...candidates, path: ['slots', name, 'candidates', 'with'], state: null }],
      ),
    ]
    for (const one of given) {
      const schema = world.tools?.[one.tool]?.input
      if (schema !== undefined) yield* inputFindings(one, schema, context)
    }
  },
}
