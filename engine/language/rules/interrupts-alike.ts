import { matchExamples } from '../../decide/match.ts'
import { exactly } from '../../hearing/besides.ts'
import { commandScores } from '../../hearing/commands.ts'
import { commandNames, type Flow } from '../flow.ts'
import { plainWords } from '../plain-words.ts'
import type { Rule } from '../rule.ts'
import type { Path } from '../source.ts'

export const interruptsAlike: Rule = {
  code: 'interrupts-alike',
  severity: 'error',
  needs: 'flow',
  about: 'Interrupts, answers in passing or commands that cannot be told apart.',
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
    const place = (path: Path): string => {
      const { file, line } = source.place(path)
      return file === source.file ? `line ${line}` : `${file}, line ${line}`
    }
    const heard: Heard[] = [
      ...Object.entries(flow.interrupts).map(([name, { examples }]) => ({
        words: examples,
        path: ['interrupts', name, 'examples'],
        owner: `the interrupt "${name}"`,
        isInterrupt: true,
      })),
      ...flow.knowledge.map(({ questions }, index) => {
        const path = ['knowledge', index, 'questions']
        return { words: questions, path, owner: `the answer in ${place(path)}`, isInterrupt: false }
      }),
    ]
    const commands = commandNames.filter((name) => flow.commands[name] !== 'off')
    const said = new Map<string, string>()
    for (const { words, path, owner, isInterrupt } of heard) {
      for (const [index, word] of words.entries()) {
        const at = { path: source.node([...path, index]) === null ? path : [...path, index] }
        const plain = plainWords(word)
        const other = said.get(plain)
        if (other === undefined) said.set(plain, owner)
        const [command] = Object.entries(commandScores(word, commands, flow.language)).find(
          ([, score]) => score === exactly,
        ) ?? [null]
        const [interrupt] = isInterrupt ? [null] : interruptFor(word, flow)
        if (other !== undefined && other !== owner)
          yield {
            ...at,
            message: `"${word}" is also what a caller says for ${other}.`,
            advice: 'Leave it out of one of them.',
          }
        else if (command !== null)
          yield {
            ...at,
            message: `"${word}" is heard as the command "${command}", which comes first.`,
            advice: `Say it in more words, or switch the command off: commands: { ${command}: false }.`,
          }
        else if (interrupt !== null)
          yield {
            ...at,
            message: `"${word}" is heard as the interrupt "${interrupt}", which comes first.`,
            advice: 'Leave it out of one of them, or ask it in other words.',
          }
      }
    }
  },
}

interface Heard {
  readonly words: readonly string[]
  readonly path: Path
  readonly owner: string
  readonly isInterrupt: boolean
}

/** The interrupt whose very words these are, as a call hears them: hesitations and politeness aside. */
function interruptFor(words: string, { interrupts }: Flow): [string | null] {
  if (Object.keys(interrupts).length === 0) return [null]
  const [name, score] = Object.entries(matchExamples(words, interrupts)).sort((a, b) => b[1] - a[1])[0] ?? [null, 0]
  return [score === exactly ? name : null]
}
