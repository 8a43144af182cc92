import { checkSsml } from '../../prompts/ssml.ts'
import type { Rule } from '../rule.ts'
import { allPrompts, templatesOf } from '../uses.ts'

export const badSsml: Rule = {
  code: 'bad-ssml',
  severity: 'error',
  needs: 'flow',
  about: 'SSML that no voice would read: a tag that is not known, not closed, or has what it cannot have.',
  why: 'One voice would read the tag aloud, another would refuse the prompt, and the caller would hear nothing.',
  bad: `
    flow: demo
    start: hello
    states:
      hello: { say: { ssml: "Your code is <say-as>4821</say-as>." }, next: bye }
      bye: { end: Goodbye. }
  `,
  good: `
    flow: demo
    start: hello
    states:
      hello: { say: { ssml: 'Your code is <say-as interpret-as="digits">4821</say-as>.' }, next: bye }
      bye: { end: Goodbye. }
  `,
  *check({ flow, writer }) {
    for (const prompt of allPrompts(flow)) {
      if (prompt.ssml !== true) continue
      for (const template of templatesOf(prompt)) {
        const path = (writer.origins.get(template) ?? writer.origins.get(prompt))?.path
        // A value is words, whatever it is.
        const [fault] = checkSsml(template.map((part) => (typeof part === 'string' ? part : 'value')).join(''))
        if (path === undefined || fault === undefined) continue
        const { message, advice } = fault
        yield { path, message, ...(advice === undefined ? {} : { advice }) }
      }
    }
  },
}
