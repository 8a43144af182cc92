import { importFindings } from '../imports.ts'
import type { Rule } from '../rule.ts'

export const nameClash: Rule = {
  code: 'name-clash',
  severity: 'error',
  needs: 'source',
  about: 'Two files that declare the same name.',
  why: 'Only one of the two could count, and which is a matter of luck.',
  files: [{ file: 'shared.yaml', text: 'slots: { at: { type: text } }' }],
  bad: `
    flow: demo
    start: ask
    imports: shared.yaml
    slots: { at: { type: integer } }
    states:
      ask: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    imports: shared.yaml
    slots: { day: { type: integer } }
    states:
      ask: { end: Goodbye }
  `,
  check: importFindings('name-clash'),
}
