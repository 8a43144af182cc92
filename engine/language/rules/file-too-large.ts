import type { Rule } from '../rule.ts'

export const fileTooLarge: Rule = {
  code: 'file-too-large',
  severity: 'error',
  needs: 'source',
  about: 'A file that is too large or too deeply nested to be a flow.',
  why: 'It would keep the checker, or a server that loads it, busy for minutes.',
  bad: `
    flow: demo
    start: ask
    states: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
  `,
  good: `
    flow: demo
    start: ask
    states: { ask: { end: Goodbye } }
  `,
  // found by the parser
  check: () => [],
}
