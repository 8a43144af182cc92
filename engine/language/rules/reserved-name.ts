import type { Rule } from '../rule.ts'
import type { Finding } from '../rule.ts'
import { reservedWords, roots } from '../../expressions/scope.ts'
import type { Path } from '../source.ts'

export const reservedName: Rule = {
  code: 'reserved-name',
  severity: 'error',
  needs: 'flow',
  about: 'A slot, input or saved name that expressions read as something else.',
  why: 'An expression could not name it, or would read something else.',
  bad: `
    flow: demo
    start: look
    states:
      look: { tool: times, save: { result: result.times }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: look
    states:
      look: { tool: times, save: { times: result.times }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  *check({ names, flow, source }) {
    const finding = (name: string, path: Path): Finding => ({
      path,
      part: 'key',
      message: `"${name}" is a word of expressions and cannot be a name.`,
      advice: `Call it something else, such as "${name}_value".`,
    })
    for (const name of names.slots) if (reservedWords.includes(name)) yield finding(name, ['slots', name])
    for (const name of names.inputs) if (reservedWords.includes(name)) yield finding(name, ['inputs', name])
    const taken = [...reservedWords, ...roots]
    for (const state of Object.values(flow.states)) {
      const saved = 'save' in state && typeof state.save === 'object' ? Object.keys(state.save) : []
      const paths: Path[] = [
        ...saved.map((name): Path => ['states', state.name, 'save', name]),
        ...Object.keys(state.set).map((name): Path => ['states', state.name, 'set', name]),
      ]
      for (const path of paths) {
        const name = String(path.at(-1))
        if (taken.includes(name) && source.node(path) !== null) yield finding(name, path)
      }
      if (state.kind === 'record' && state.save !== undefined && taken.includes(state.save))
        yield { ...finding(state.save, ['states', state.name, 'save']), part: 'value' }
    }
  },
}
