import type { Prompt } from '../prompt.ts'
import { primaryLanguage } from '../language-tag.ts'
import type { Finding, Rule } from '../rule.ts'
import { allPrompts } from '../uses.ts'

export const missingTranslation: Rule = {
  code: 'missing-translation',
  severity: 'error',
  needs: 'flow',
  about: 'A prompt that is missing in one of the languages of its flow.',
  why: 'The caller would suddenly hear another language.',
  bad: `
    flow: demo
    start: hello
    language: en-GB
    languages: [de-DE]
    states:
      hello: { say: { languages: { en-GB: Hello., de-DE: Guten Tag. } }, next: bye }
      bye: { end: Goodbye. }
  `,
  good: `
    flow: demo
    start: hello
    language: en-GB
    languages: [de-DE]
    states:
      hello: { say: { languages: { en-GB: Hello., de-DE: Guten Tag. } }, next: bye }
      bye: { end: { text: Goodbye., languages: { de-DE: Auf Wiederhören. } } }
  `,
  *check({ flow, writer }) {
    const told = new Set<string>()
    for (const prompt of allPrompts(flow)) {
      const path = writer.origins.get(prompt)?.path
      if (path === undefined || told.has(path.join(' '))) continue
      told.add(path.join(' '))
      const missing = missingIn(prompt, flow.languages)
      const found: Finding[] = []
      if (missing.length > 0)
        found.push({
          path,
          message: `This is not there in ${missing.join(', ')}.`,
          advice: `Add it: { text: …, languages: { ${missing[0] ?? ''}: … } }.`,
        })
      // a translation, and nothing that it is a translation of
      if (prompt.languages !== undefined && prompt.audio === undefined && isSilent(prompt))
        found.push({
          path,
          message: `This is not there in ${flow.language}, the language of the flow.`,
          advice: `Add it: languages: { ${flow.language}: … }.`,
        })
      yield* found
    }
  },
}

function missingIn({ languages = {}, audio }: Prompt, wanted: readonly string[]): readonly string[] {
  if (audio !== undefined) return []
  const there = Object.keys(languages)
  return wanted.filter(
    (tag) => !there.some((other) => other === tag || primaryLanguage(other) === primaryLanguage(tag)),
  )
}

function isSilent({ variants }: Prompt): boolean {
  return variants.every((variant) => variant.every((part) => part === ''))
}
