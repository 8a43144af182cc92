import { importFindings } from '../imports.ts'
import type { Rule } from '../rule.ts'

export const unknownFile: Rule = {
  code: 'unknown-file',
  severity: 'error',
  needs: 'source',
  about: 'A file that is not there.',
  why: 'What it holds would be missing in the call.',
  files: [{ file: 'shared.yaml', text: 'slots: { at: { type: text } }' }],
  bad: `
    flow: demo
    start: ask
    imports: shraed.yaml
    slots: { n: { type: integer } }
    states:
      ask: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    imports: shared.yaml
    slots: { n: { type: integer } }
    states:
      ask: { end: Goodbye }
  `,
  check: importFindings('unknown-file'),
}
