import type { Rule } from '../rule.ts'

export const yamlSyntax: Rule = {
  code: 'yaml-syntax',
  severity: 'error',
  needs: 'source',
  about: 'The text is not YAML.',
  why: 'Nothing of a file that cannot be read can be checked or run.',
  bad: `
    flow: demo
    start: ask
    states:
      ask:
        say: "Hello
        next: bye
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask:
        say: "Hello"
        next: bye
      bye: { end: Goodbye }
  `,
  // found by the parser
  check: () => [],
}
