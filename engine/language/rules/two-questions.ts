import type { Rule } from '../rule.ts'

export const twoQuestions: Rule = {
  code: 'two-questions',
  severity: 'warning',
  needs: 'flow',
  about: 'A prompt that asks two questions.',
  why: 'Callers answer the last one, or talk over the second.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "Would you like a table? For how many?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "For how many would you like a table?", next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow, writer }) {
    for (const state of Object.values(flow.states)) {
      // a confirmation says back what it has heard, and then asks
      if (state.kind !== 'gather' && state.kind !== 'decide') continue
      for (const variant of state.prompt?.variants ?? []) {
        const questions = variant.flatMap((part) => (typeof part === 'string' ? [...part.matchAll(/\?/g)] : [])).length
        const path = writer.origins.get(variant)?.path
        if (path === undefined || questions < 2) continue
        yield {
          path,
          message: 'This asks two questions at once.',
          advice: 'Ask one of them here, and the other in a state of its own.',
        }
      }
    }
  },
}
