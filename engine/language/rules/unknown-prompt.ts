import type { Rule } from '../rule.ts'
import { didYouMean } from '../nearest.ts'

export const unknownPrompt: Rule = {
  code: 'unknown-prompt',
  severity: 'error',
  needs: 'flow',
  about: 'A named prompt that there is not, or that only names another.',
  why: 'There would be nothing to say.',
  bad: `
    flow: demo
    start: bye
    prompts: { farewell: [Goodbye., Good day.] }
    states:
      bye: { end: { use: farwell } }
  `,
  good: `
    flow: demo
    start: bye
    prompts: { farewell: [Goodbye., Good day.] }
    states:
      bye: { end: { use: farewell } }
  `,
  *check({ writer, names }) {
    for (const { name, path } of writer.unknownPrompts) {
      const known = names.prompts
      yield known.includes(name)
        ? { path, message: `"${name}" only names another prompt.`, advice: 'Name that one.' }
        : {
            path,
            message: `There is no prompt "${name}".`,
            advice: didYouMean(name, known) ?? 'Add it under "prompts".',
          }
    }
  },
}
