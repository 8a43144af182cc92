import { importFindings } from '../imports.ts'
import type { Rule } from '../rule.ts'

export const importCycle: Rule = {
  code: 'import-cycle',
  severity: 'error',
  needs: 'source',
  about: 'Files that import each other.',
  why: 'Nobody could say which of them comes first.',
  files: [
    { file: 'a.yaml', text: 'imports: b.yaml' },
    { file: 'b.yaml', text: 'imports: a.yaml' },
    { file: 'c.yaml', text: 'slots: { at: { type: text } }' },
  ],
  bad: `
    flow: demo
    start: ask
    imports: a.yaml
    states:
      ask: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    imports: c.yaml
    states:
      ask: { end: Goodbye }
  `,
  check: importFindings('import-cycle'),
}
