import { fitsInput } from '../input-value.ts'
import type { Rule } from '../rule.ts'

export const inputDefault: Rule = {
  code: 'input-default',
  severity: 'error',
  needs: 'flow',
  about: 'An input whose default is of another type, or an expression.',
  why: 'Inputs are bound before the call: there is nothing that an expression could read.',
  bad: `
    flow: demo
    start: bye
    inputs: { seats: { type: integer, default: many } }
    states:
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: bye
    inputs: { seats: { type: integer, default: 4 } }
    states:
      bye: { end: Goodbye }
  `,
  *check({ flow }) {
    for (const [name, { type, default: byDefault }] of Object.entries(flow.inputs)) {
      const why = byDefault === undefined ? null : fitsInput(byDefault, type)
      if (why !== null) yield { path: ['inputs', name, 'default'], message: `The default ${why}.` }
    }
  },
}
