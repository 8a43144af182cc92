import { patternNames } from '../flow.ts'
import { nearest } from '../nearest.ts'
import type { Rule } from '../rule.ts'

export const unknownPattern: Rule = {
  code: 'unknown-pattern',
  severity: 'error',
  needs: 'flow',
  about: 'A flow named like a pattern that there is not.',
  why: 'It was written to replace a default, and would never be run.',
  bad: `
    flow: pattern_hlep
    start: say
    states:
      say: { say: "You can say a day, or operator.", next: back }
      back: { end: "" }
  `,
  good: `
    flow: pattern_help
    start: say
    states:
      say: { say: "You can say a day, or operator.", next: back }
      back: { end: "" }
  `,
  *check({ flow }) {
    const name = flow.flow
    if (!name.startsWith('pattern_') || (patternNames as readonly string[]).includes(name)) return
    const meant = nearest(name, patternNames)
    yield {
      path: ['flow'],
      message: `There is no pattern "${name}".`,
      advice: meant === null ? `There is: ${patternNames.join(', ')}.` : `Did you mean "${meant}"?`,
    }
  },
}
