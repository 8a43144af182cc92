import type { Rule } from '../rule.ts'
import { filterNames } from '../../answers/speak.ts'
import { expressionPlace } from '../expression-place.ts'
import { didYouMean } from '../nearest.ts'
import { usesOf } from '../uses.ts'

export const unknownFilter: Rule = {
  code: 'unknown-filter',
  severity: 'error',
  needs: 'flow',
  about: 'A filter that texts do not have.',
  why: 'The value could not be spoken.',
  bad: `
    flow: demo
    start: ask
    timezone: Europe/London
    slots: { at: { type: time } }
    states:
      ask: { gather: at, prompt: "When?", next: bye }
      bye: { end: "See you at {{ slots.at | tiem }}." }
  `,
  good: `
    flow: demo
    start: ask
    timezone: Europe/London
    slots: { at: { type: time } }
    states:
      ask: { gather: at, prompt: "When?", next: bye }
      bye: { end: "See you at {{ slots.at | time }}." }
  `,
  *check({ flow, source, writer }) {
    for (const { expression, filters } of usesOf(flow)) {
      for (const { name } of filters) {
        if (filterNames.includes(name)) continue
        const advice = didYouMean(name, filterNames) ?? `Filters: ${filterNames.join(', ')}.`
        yield {
          ...expressionPlace(expression, { start: 0, end: expression.cel.length }, source, writer),
          message: `There is no filter "${name}".`,
          advice,
        }
      }
    }
  },
}
