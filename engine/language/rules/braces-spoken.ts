import type { Rule } from '../rule.ts'
import { promptsOf, templatesOf } from '../uses.ts'

/** Templates of other tools: `{ slots.n }`, `${slots.n}`, `{% if %}`, `%{name}`, `<slot>`. */
const foreign = /[$%#]?\{[^{}]*\}|\{%|%\}|<(?:slot|name|n)[^>]*>/i

export const bracesSpoken: Rule = {
  code: 'braces-spoken',
  severity: 'warning',
  needs: 'flow',
  about: 'Braces in a text that are no value.',
  why: 'They would be read out to the caller.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: "A table for { slots.n }." }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: "A table for {{ slots.n }}." }
  `,
  *check({ flow, writer }) {
    for (const state of Object.values(flow.states)) {
      for (const prompt of promptsOf(state)) {
        if (prompt.ssml === true) continue
        for (const template of templatesOf(prompt)) {
          const path = writer.origins.get(template)?.path
          const [found] = template.flatMap((part) =>
            typeof part === 'string' && !part.includes('{{') ? (foreign.exec(part)?.[0] ?? []) : [],
          )
          if (path === undefined || found === undefined) continue
          const inside = found.replace(/^[^{<]*[{<]%?\s*|\s*%?[}>]$/g, '')
          yield {
            path,
            message: `"${found}" would be read out as it stands.`,
            advice: /^[\w.]+$/.test(inside)
              ? `Write {{ ${inside} }}.`
              : 'A value is {{ expression | filter }}; what depends on something is a state of its own.',
          }
        }
      }
    }
  },
}
