import type { Rule } from '../rule.ts'

export const unusedIgnore: Rule = {
  code: 'unused-ignore',
  severity: 'warning',
  needs: 'source',
  about: 'A comment that silences nothing, cannot silence, or does not say why.',
  why: 'A comment that outlives its reason hides the next mistake.',
  bad: `
    flow: demo
    start: ask
    states:
      # callchart-ignore unreachable-state: kept for the summer
      ask: { say: Hello, next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { say: Hello, next: bye }
      # callchart-ignore unreachable-state: kept for the summer
      summer: { say: We are closed in August, next: bye }
      bye: { end: Goodbye }
  `,
  // found when the comments are applied, after all other rules
  check: () => [],
}
