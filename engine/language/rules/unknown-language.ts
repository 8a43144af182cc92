import { isLanguage } from '../language-tag.ts'
import { languageMeant } from '../../machine/call-language.ts'
import type { Finding, Rule } from '../rule.ts'
import type { Path } from '../source.ts'
import { allPrompts } from '../uses.ts'

export const unknownLanguage: Rule = {
  code: 'unknown-language',
  severity: 'error',
  needs: 'flow',
  about: 'A language tag that names no language, or a call that is to go on in a language that its flow has not.',
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
  *check({ flow, writer }) {
    const unknown = (tag: string, path: Path): Finding[] =>
      isLanguage(tag)
        ? []
        : [{ path, message: `"${tag}" names no language.`, advice: 'Write a tag such as en-GB, es-ES or de-DE.' }]
    yield* unknown(flow.language, ['language'])
    for (const [index, tag] of flow.languages.entries()) yield* unknown(tag, ['languages', index])
    const spoken = [flow.language, ...flow.languages]
    for (const state of Object.values(flow.states)) {
      const changes = [
        { set: state.set, path: ['states', state.name, 'set'] },
        ...(state.kind === 'decide'
          ? Object.entries(state.options).map(([name, { set }]) => ({
              set,
              path: ['states', state.name, 'options', name, 'set'],
            }))
          : []),
      ]
      for (const { set, path } of changes) {
        const value = set['call.language']
        if (value === undefined || !('literal' in value)) continue
        const { literal } = value
        if (typeof literal === 'string' && languageMeant(flow, literal) !== null) continue
        yield {
          path: [...path, 'call.language'],
          message: `The flow is not spoken in ${typeof literal === 'string' ? `"${literal}"` : 'this'}.`,
          advice: `It is in ${spoken.join(', ')}. Others go into \`languages\`.`,
        }
      }
    }
    for (const prompt of allPrompts(flow)) {
      const path = writer.origins.get(prompt)?.path
      if (path === undefined) continue
      for (const tag of Object.keys(prompt.languages ?? {}))
        for (const finding of unknown(tag, [...path, 'languages', tag])) yield { ...finding, part: 'key' }
    }
  },
}
