import type { Rule } from '../rule.ts'
import { shapeFindings } from '../shape-findings.ts'
export const badName: Rule = {
  code: 'bad-name',
  severity: 'error',
  needs: 'source',
  about: 'A name that expressions could not read.',
  why: 'Names stand in expressions, logs and snapshots: letters, digits and _ only.',
  bad: `
    flow: demo
    start: ask
    slots: { party-size: { type: integer } }
    states:
      ask: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { party_size: { type: integer } }
    states:
      ask: { end: Goodbye }
  `,
  check: shapeFindings('bad-name'),
}
