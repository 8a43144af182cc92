import type { Rule } from '../rule.ts'

/** Kinds that the machine does not compile yet. */
const later: readonly string[] = ['run', 'goto_flow', 'wait', 'record']

export const notSupportedYet: Rule = {
  code: 'not-supported-yet',
  severity: 'error',
  needs: 'flow',
  about: 'A word of the language that this version does not run.',
  why: 'The flow would be accepted and would not do what it says.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { record: Please leave a message., next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow }) {
    for (const { kind, name } of Object.values(flow.states)) {
      if (later.includes(kind))
        yield {
          path: ['states', name, kind],
          part: 'key',
          message: `"${kind}" is part of the language and not supported yet.`,
          advice: 'Take it out for now.',
        }
    }
  },
}
