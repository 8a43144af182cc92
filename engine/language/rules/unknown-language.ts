import type { Rule } from '../rule.ts'

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })
const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })

/** A language and, where there is one, a region that exist. "eng" is English too, but no voice is listed under it. */
function isLanguage(tag: string): boolean {
  try {
    const { language, region } = new Intl.Locale(tag)
    const written = tag.split('-')[0]?.toLowerCase()
    return (
      written === language &&
      names.of(language) !== undefined &&
      (region === undefined || regions.of(region) !== undefined)
    )
  } catch {
    return false
  }
}

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
