import type { Rule } from '../rule.ts'
import type { Finding } from '../rule.ts'

export const slotNotAsked: Rule = {
  code: 'slot-not-asked',
  severity: 'error',
  needs: 'flow',
  about: 'A question or a keypad for a slot that the state does not ask for.',
  why: 'It would never be used; often the slot is missing in "gather".',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer }, m: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", prompts: { m: "And how many of these?" }, next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer }, m: { type: integer } }
    states:
      ask: { gather: [n, m], prompt: "How many?", prompts: { m: "And how many of these?" }, next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow, names }) {
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'gather') continue
      const at = ['states', state.name]
      const keypad = state.keypad?.slot
      const named: Finding[] = Object.keys(state.prompts).map((name) => ({
        path: [...at, 'prompts', name],
        part: 'key',
        message: name,
      }))
      if (keypad !== undefined) named.push({ path: [...at, 'keypad', 'slot'], message: keypad })
      for (const { message: name, ...place } of named) {
        if (state.slots.includes(name) || !names.slots.includes(name)) continue
        yield {
          ...place,
          message: `The state "${state.name}" does not ask for "${name}".`,
          advice: `Add it: gather: [${[...state.slots, name].join(', ')}].`,
        }
      }
    }
  },
}
