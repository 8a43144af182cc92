import type { Rule } from '../rule.ts'
import { promptsOf } from '../uses.ts'

const pattern = /https?:\/\/\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,64}\.\w+/i

export const promptWithAddress: Rule = {
  code: 'prompt-with-address',
  severity: 'warning',
  needs: 'flow',
  about: 'A text with an address of the Web or of e-mail in it.',
  why: 'A voice stumbles over it, and nobody can write it down.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { end: "Please see https://www.example.com/help/opening." }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { end: Please see our web site. }
  `,
  *check({ flow, writer }) {
    for (const prompt of Object.values(flow.states).flatMap(promptsOf)) {
      for (const variant of prompt.variants) {
        const path = writer.origins.get(variant)?.path
        const address = variant
          .map((part) => (typeof part === 'string' ? pattern.exec(part)?.[0] : undefined))
          .find(Boolean)
        if (path === undefined || address === undefined) continue
        yield { path, message: `"${address}" cannot be spoken.`, advice: 'Offer to send it, or say it in words.' }
      }
    }
  },
}
