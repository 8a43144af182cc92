import type { Rule } from '../rule.ts'
import { expressionFindings } from '../expression-findings.ts'

export const unknownOption: Rule = {
  code: 'unknown-option',
  severity: 'error',
  needs: 'flow',
  about: 'A value that a choice does not have.',
  why: 'The comparison could never be true.',
  bad: `
    flow: demo
    start: ask
    slots: { size: { type: choice, options: [small, large] } }
    states:
      ask: { gather: size, prompt: "Small or large?", next: [{ when: "slots.size == 'smal'", to: bye }, { else: bye }] }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { size: { type: choice, options: [small, large] } }
    states:
      ask: { gather: size, prompt: "Small or large?", next: [{ when: "slots.size == 'small'", to: bye }, { else: bye }] }
      bye: { end: Goodbye }
  `,
  check: (context) => expressionFindings(context, ['unknown-option']),
}
