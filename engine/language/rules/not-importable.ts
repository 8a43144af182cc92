import { importFindings } from '../imports.ts'
import type { Rule } from '../rule.ts'

export const notImportable: Rule = {
  code: 'not-importable',
  severity: 'error',
  needs: 'source',
  about: 'A file that holds what cannot be imported.',
  why: 'It would be left out without a word.',
  files: [
    { file: 'shared.yaml', text: 'slots: { at: { type: text } }\ndefaults: { noinput_after: 5s }' },
    { file: 'slots.yaml', text: 'slots: { at: { type: text } }' },
  ],
  bad: `
    flow: demo
    start: ask
    imports: shared.yaml
    states:
      ask: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    imports: slots.yaml
    states:
      ask: { end: Goodbye }
  `,
  check: importFindings('not-importable'),
}
