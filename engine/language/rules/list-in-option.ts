import type { Rule } from '../rule.ts'

export const listInOption: Rule = {
  code: 'list-in-option',
  severity: 'error',
  needs: 'flow',
  about: 'An option that is to fill a list from the words that chose it.',
  why: 'It would stay empty: a list is filled by asking for its items, one after the other.',
  bad: `
    flow: demo
    start: ask
    slots: { parts: { type: list, of: { part: { type: text, ask: "Which part?" } } } }
    states:
      ask:
        decide: Does the caller order parts, or not?
        prompt: Would you like to order parts?
        options:
          order: { means: orders parts, examples: ["yes", some parts], slots: [parts], next: list }
          leave: { means: orders nothing, examples: ["no", nothing], next: bye }
        unsure: bye
      list: { gather: parts, prompt: "Which part?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { parts: { type: list, of: { part: { type: text, ask: "Which part?" } } } }
    states:
      ask:
        decide: Does the caller order parts, or not?
        prompt: Would you like to order parts?
        options:
          order: { means: orders parts, examples: ["yes", some parts], next: list }
          leave: { means: orders nothing, examples: ["no", nothing], next: bye }
        unsure: bye
      list: { gather: parts, prompt: "Which part?", next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow }) {
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'decide') continue
      for (const [option, { slots }] of Object.entries(state.options))
        for (const [index, name] of slots.entries())
          if (flow.slots[name]?.type === 'list')
            yield {
              path: ['states', state.name, 'options', option, 'slots', index],
              message: `"${name}" is a list, and an option takes no list from the words that chose it.`,
              advice: 'Ask for it in a gather, where the option leads.',
            }
    }
  },
}
