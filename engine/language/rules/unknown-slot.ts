import type { Rule } from '../rule.ts'
import { expressionFindings } from '../expression-findings.ts'
import { didYouMean } from '../nearest.ts'
import { slotNames } from '../slot-names.ts'

export const unknownSlot: Rule = {
  code: 'unknown-slot',
  severity: 'error',
  needs: 'flow',
  about: 'A slot that the flow does not declare.',
  why: 'It could be neither asked for nor read.',
  bad: `
    flow: demo
    start: ask
    slots: { party_size: { type: integer } }
    states:
      ask: { gather: party_siz, prompt: "For how many?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { party_size: { type: integer } }
    states:
      ask: { gather: party_size, prompt: "For how many?", next: bye }
      bye: { end: Goodbye }
  `,
  *check(context) {
    const known = context.names.slots
    for (const state of Object.values(context.flow.states)) {
      for (const { name, path, part } of slotNames(state)) {
        if (known.includes(name)) continue
        const advice = didYouMean(name, known) ?? 'Declare it under "slots".'
        yield { path, ...(part === undefined ? {} : { part }), message: `There is no slot "${name}".`, advice }
      }
    }
    yield* expressionFindings(context, ['unknown-slot'])
  },
}
