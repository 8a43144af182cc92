import type { Rule } from '../rule.ts'
import { flowFactsOf } from '../graph.ts'

export const emptyChoice: Rule = {
  code: 'empty-choice',
  severity: 'error',
  needs: 'graph',
  about: 'A choice from a list that may not be there, or may be empty.',
  why: 'The caller would be asked to choose among nothing.',
  bad: `
    flow: demo
    start: look
    slots: { offer: { type: choice, from: options, label: at } }
    states:
      look: { tool: times, save: { options: result.times }, next: offer, outcomes: { error: bye } }
      offer: { gather: offer, prompt: "Which one?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: look
    slots: { offer: { type: choice, from: options, label: at } }
    states:
      look: { tool: times, save: { options: result.times }, next: [{ when: "size(options) == 0", to: bye }, { else: offer }], outcomes: { error: bye } }
      offer: { gather: offer, prompt: "Which one?", next: bye }
      bye: { end: Goodbye }
  `,
  *check(context) {
    const facts = flowFactsOf(context)
    for (const state of Object.values(context.flow.states)) {
      const known = facts.atEntry.get(state.name)
      if (state.kind !== 'gather' || known === undefined) continue
      for (const name of state.slots) {
        const from = context.flow.slots[name]?.from
        if (from === undefined || !context.names.saved.includes(from) || known.has(`items:${from}`)) continue
        const by = facts.witness(state.name, `items:${from}`)
        const way = by.length > 1 ? ` by way of ${by.join(' → ')}` : ''
        yield {
          path: ['states', state.name, 'gather'],
          message: `"${from}" may be empty here${way}: there would be nothing to choose.`,
          advice: `Lead elsewhere before: { when: "size(${from}) == 0", to: … }.`,
        }
      }
    }
  },
}
