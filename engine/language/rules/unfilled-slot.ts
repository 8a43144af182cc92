import type { Rule } from '../rule.ts'
import { expressionPlace } from '../expression-place.ts'
import { typingOf } from '../flow-typing.ts'
import { flowFactsOf } from '../graph.ts'

export const unfilledSlot: Rule = {
  code: 'unfilled-slot',
  severity: 'error',
  needs: 'graph',
  about: 'A slot or saved name that is read where it may not be filled yet.',
  why: 'The call would fail there, on exactly the path that nobody tried.',
  bad: `
    flow: demo
    start: greet
    slots: { n: { type: integer } }
    states:
      greet: { say: "A table for {{ slots.n }}?", next: ask }
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: tell }
      tell: { say: "A table for {{ slots.n }}.", next: bye }
      bye: { end: Goodbye }
  `,
  *check(context) {
    const { source, writer } = context
    const typing = typingOf(context)
    const facts = flowFactsOf(context)
    for (const { expression, state, facts: known } of facts.evaluations) {
      for (const read of typing.check(expression, state).reads) {
        if (read.guarded || known.has(read.path)) continue
        const place = expressionPlace(expression, read, source, writer)
        if (read.path === 'result') {
          yield {
            ...place,
            message: '"result" is there only in the state of its tool.',
            advice: 'Keep what you need of it: save: { name: result.field }.',
          }
          continue
        }
        const by = facts.witness(state.name, read.path)
        const way = by.length > 1 ? `: by way of ${by.join(' → ')}` : ''
        const isSlot = read.path.startsWith('slots.')
        yield {
          ...place,
          message: `${isSlot ? read.path : `"${read.path}"`} may not be ${isSlot ? 'filled' : 'saved'} when "${state.name}" is reached${way}.`,
          advice: `${isSlot ? 'Gather it' : 'Call the tool that saves it'} on every way there, or guard it: filled(${read.path}), or(${read.path}, …).`,
        }
      }
    }
  },
}
