import type { Rule } from '../rule.ts'

export const templateSyntax: Rule = {
  code: 'template-syntax',
  severity: 'error',
  needs: 'flow',
  about: 'A {{ … }} in a text that cannot be read.',
  why: 'The caller would hear the braces.',
  bad: `
    flow: demo
    start: ask
    states:
      ask: { end: "You called {{ call.to." }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask: { end: "You called {{ call.to }}." }
  `,
  *check({ source, writer }) {
    for (const { path, fault } of writer.templateFaults) {
      const node = source.closest(path)
      const at = node.scalar?.source.indexOf('{{', fault.start) ?? -1
      const place = at < 0 ? {} : { start: node.start + at, end: node.start + at + fault.end - fault.start }
      yield { path, ...place, message: fault.message, advice: fault.advice }
    }
  },
}
