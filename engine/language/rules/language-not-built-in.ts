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
    for (const [index, tag] of [flow.language, ...flow.languages].entries()) {
      if (hasDefaultPhrases(tag) || !isLanguage(tag)) continue
      yield {
        path: index === 0 ? ['language'] : ['languages', index - 1],
        message: `Nothing is built in for "${tag}": default texts are English.`,
        advice: 'Write every ladder and filler yourself.',
      }
    }
  },
}
