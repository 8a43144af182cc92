import type { Rule } from '../rule.ts'
import { expressionFindings } from '../expression-findings.ts'
import { didYouMean } from '../nearest.ts'

export const unknownName: Rule = {
  code: 'unknown-name',
  severity: 'error',
  needs: 'flow',
  about: 'A name that nothing saves.',
  why: 'The expression would have nothing to read.',
  bad: `
    flow: demo
    start: look
    states:
      look: { tool: times, save: { options: result.times }, next: tell, outcomes: { error: tell } }
      tell: { end: "There are {{ size(option) }}." }
  `,
  good: `
    flow: demo
    start: look
    states:
      look: { tool: times, save: { options: result.times }, next: tell, outcomes: { error: sorry } }
      tell: { end: "There are {{ size(options) }}." }
      sorry: { end: Sorry }
  `,
  *check(context) {
    const { flow, names } = context
    for (const slot of Object.values(flow.slots)) {
      if (slot.from === undefined || names.saved.includes(slot.from)) continue
      const advice = didYouMean(slot.from, names.saved) ?? 'Save it in a tool: save: { name: result.field }.'
      yield { path: ['slots', slot.name, 'from'], message: `Nothing saves "${slot.from}".`, advice }
    }
    yield* expressionFindings(context, ['unknown-name'])
  },
}
