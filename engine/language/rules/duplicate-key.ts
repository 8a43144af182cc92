import type { Rule } from '../rule.ts'

export const duplicateKey: Rule = {
  code: 'duplicate-key',
  severity: 'error',
  needs: 'source',
  about: 'The same key twice in one place.',
  why: 'Only one of the two could count, and which one is not what you see.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: bye }
      bye: { end: Goodbye }
      ask: { say: Good morning, next: bye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { say: [Hello, Good morning], next: bye }
      bye: { end: Goodbye }
  `,
  // found by the parser
  check: () => [],
}
