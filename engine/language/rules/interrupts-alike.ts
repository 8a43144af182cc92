import { plainWords } from '../plain-words.ts'
import type { Finding, Rule } from '../rule.ts'
import type { Path } from '../source.ts'

export const interruptsAlike: Rule = {
  code: 'interrupts-alike',
  severity: 'error',
  needs: 'flow',
  about: 'Two interrupts, or answers in passing, with the same words.',
  why: 'Nobody could tell which of the two a caller means.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    knowledge:
      - { questions: [Do you have parking?, Where can I park?], answer: Behind the house. }
      - { questions: ["where can I park"], answer: In the street. }
    states:
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    knowledge:
      - { questions: [Do you have parking?, Where can I park?], answer: Behind the house. }
      - { questions: [How do I find you?], answer: Next to the station. }
    states:
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow, source }) {
    const said = new Map<string, string>()
    const place = (path: Path): string => {
      const { file, line } = source.place(path)
      return file === source.file ? `line ${line}` : `${file}, line ${line}`
    }
    function* take(words: readonly string[], path: Path, owner: string): Iterable<Finding> {
      for (const [index, word] of words.entries()) {
        const plain = plainWords(word)
        const other = said.get(plain)
        if (other === undefined) said.set(plain, owner)
        else if (other !== owner)
          yield {
            path: source.node([...path, index]) === null ? path : [...path, index],
            message: `"${word}" is also what a caller says for ${other}.`,
            advice: 'Leave it out of one of them.',
          }
      }
    }
    for (const [name, { examples }] of Object.entries(flow.interrupts))
      yield* take(examples, ['interrupts', name, 'examples'], `the interrupt "${name}"`)
    for (const [index, { questions }] of flow.knowledge.entries()) {
      const path = ['knowledge', index, 'questions']
      yield* take(questions, path, `the answer in ${place(path)}`)
    }
  },
}
