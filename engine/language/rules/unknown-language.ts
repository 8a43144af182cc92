import { isLanguage } from '../language-tag.ts'
import type { Rule } from '../rule.ts'

export const unknownLanguage: Rule = {
  code: 'unknown-language',
  severity: 'error',
  needs: 'flow',
  about: 'A language tag that names no language.',
  why: 'No voice and no recogniser would know it.',
  bad: `
    flow: demo
    language: eng-UK
    start: ask
    states:
      ask: { end: Goodbye }
  `,
  good: `
    flow: demo
    language: en-GB
    start: ask
    states:
      ask: { end: Goodbye }
  `,
  *check({ flow }) {
    if (isLanguage(flow.language)) return
    yield {
      path: ['language'],
      message: `"${flow.language}" names no language.`,
      advice: 'Write a tag such as en-GB, es-ES or de-DE.',
    }
  },
}
