import type { Rule } from '../rule.ts'
import { promptsOf } from '../uses.ts'

/** A voice says about sixteen characters a second. */
const msPerCharacter = 60
/** Characters: twenty seconds. */
const longest = 330

export const promptTooLong: Rule = {
  code: 'prompt-too-long',
  severity: 'warning',
  needs: 'flow',
  about: 'A text that takes too long to be spoken.',
  why: 'Callers stop listening after about twenty seconds.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { end: "We are open from Monday to Friday. We are open from Monday to Friday. We are open from Monday to Friday. We are open from Monday to Friday. We are open from Monday to Friday. We are open from Monday to Friday. We are open from Monday to Friday. We are open from Monday to Friday. We are open from Monday to Friday. We are open from Monday to Friday. " }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { end: We are open from Monday to Friday. }
  `,
  *check({ flow, writer }) {
    for (const prompt of Object.values(flow.states).flatMap(promptsOf)) {
      for (const variant of prompt.variants) {
        const length = variant.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 10), 0)
        const path = writer.origins.get(variant)?.path
        if (path === undefined || length <= longest) continue
        yield {
          path,
          message: `This takes about ${Math.round((length * msPerCharacter) / 1000)} seconds to say.`,
          advice: 'Say less, or ask something in between.',
        }
      }
    }
  },
}
