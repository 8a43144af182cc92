import type { Rule } from '../rule.ts'

export const listInList: Rule = {
  code: 'list-in-list',
  severity: 'error',
  needs: 'flow',
  about: 'A list whose items hold lists.',
  why: 'Nobody can keep two lists apart on the phone: "that is all" could end either of them.',
  bad: `
    flow: demo
    start: ask
    slots:
      rooms: { type: list, of: { name: { type: text, ask: "Which room?" }, things: { type: list, ask: "What is in it?" } } }
    states:
      ask: { gather: rooms, prompt: "Which rooms were flooded?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots:
      things: { type: list, of: { name: { type: text, ask: "What else?" }, room: { type: text, ask: "In which room?" } } }
    states:
      ask: { gather: things, prompt: "What was damaged?", next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow }) {
    for (const { name, of, item } of Object.values(flow.slots)) {
      const at = ['slots', name, 'of']
      const inner = Object.values(of ?? {}).filter(({ type }) => type === 'list')
      for (const field of inner) {
        yield {
          path: [...at, field.name, 'type'],
          message: `"${field.name}" is a list in the list "${name}".`,
          advice: 'Put what belongs together into one item, or gather the lists one after the other.',
        }
      }
      if (item?.type === 'list')
        yield { path: [...at, 'type'], message: `The items of "${name}" are lists.`, advice: 'Say what one item is.' }
    }
  },
}
