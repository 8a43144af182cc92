import type { Rule } from '../rule.ts'
import { hasDefaultPhrases } from '../default-phrases.ts'
import { isLanguage } from '../language-tag.ts'

export const languageNotBuiltIn: Rule = {
  code: 'language-not-built-in',
  severity: 'warning',
  needs: 'flow',
  about: 'A language for which nothing is built in.',
  why: 'What the flow does not say itself would be said in English, and values would be read as in English.',
  bad: `
    flow: demo
    language: sv-SE
    start: ask
    states:
      ask: { end: Hejdå }
  `,
  good: `
    flow: demo
    language: de-DE
    start: ask
    states:
      ask: { end: Auf Wiederhören }
  `,
  *check({ flow }) {
    if (hasDefaultPhrases(flow.language) || !isLanguage(flow.language)) return
    yield {
      path: ['language'],
      message: `Nothing is built in for "${flow.language}": default texts are English.`,
      advice: 'Write every ladder and filler yourself.',
    }
  },
}
