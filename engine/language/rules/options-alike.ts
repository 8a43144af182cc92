import { parse } from '../../answers/parse.ts'
import type { Flow } from '../flow.ts'
import type { Slot } from '../slot.ts'
import { plainWords } from '../plain-words.ts'
import type { Rule } from '../rule.ts'
import type { Finding } from '../rule.ts'
import type { Path } from '../source.ts'

interface Option {
  readonly name: string
  readonly words: readonly string[]
  readonly key: string | undefined
}

function* alike(options: readonly Option[], path: Path, list: string): Iterable<Finding> {
  const said = new Map<string, string>()
  const pressed = new Map<string, string>()
  for (const { name, words, key } of options) {
    for (const word of words) {
      const plain = plainWords(word)
      const other = said.get(plain)
      if (other === undefined) said.set(plain, name)
      else if (other !== name) {
        yield {
          path: [...path, name, list],
          part: 'key',
          message: `"${word}" is also what a caller says for "${other}".`,
          advice: 'Leave it out of one of them.',
        }
      }
    }
    const other = key === undefined ? undefined : pressed.get(key)
    if (key !== undefined && other === undefined) pressed.set(key, name)
    if (other !== undefined)
      yield {
        path: [...path, name, 'key'],
        message: `Key ${key ?? ''} also chooses "${other}".`,
        advice: 'Give each option a key of its own.',
      }
  }
}

export const optionsAlike: Rule = {
  code: 'options-alike',
  severity: 'error',
  needs: 'flow',
  about: 'Two options with the same words, or the same key.',
  why: 'Nobody could tell which of the two a caller means.',
  bad: `
    flow: demo
    start: ask
    states:
      ask:
        decide: Does the caller want to book or to cancel?
        prompt: Would you like to book or to cancel?
        options:
          book: { means: wants to book, examples: [book, an appointment], next: bye }
          cancel: { means: wants to cancel, examples: [cancel, "An appointment!"], next: bye }
        unsure: bye
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    states:
      ask:
        decide: Does the caller want to book or to cancel?
        prompt: Would you like to book or to cancel?
        options:
          book: { means: wants to book, examples: [book, an appointment], next: bye }
          cancel: { means: wants to cancel, examples: [cancel, cancel my appointment], next: bye }
        unsure: bye
      bye: { end: Goodbye }
  `,
  *check({ flow }) {
    for (const state of Object.values(flow.states)) {
      if (state.kind === 'decide') {
        const options = Object.entries(state.options).map(([name, { examples, key }]) => ({
          name,
          words: examples,
          key,
        }))
        yield* alike(options, ['states', state.name, 'options'], 'examples')
      }
    }
    for (const slot of Object.values(flow.slots)) {
      const options = Object.entries(slot.options ?? {}).map(([name, { synonyms, key }]) => ({
        name,
        words: synonyms,
        key,
      }))
      const same = [...alike(options, ['slots', slot.name, 'options'], 'synonyms')]
      yield* same
      if (same.length === 0) yield* heardAsAnother(slot, options, flow)
    }
  },
}

/** What the spoken grammar takes for another option than the one that it is written under. */
function* heardAsAnother(slot: Slot, options: readonly Option[], { language, timezone }: Flow): Iterable<Finding> {
  for (const { name, words } of options) {
    for (const [index, word] of words.entries()) {
      const { value } = parse([{ text: word, confidence: 1 }], { language, slot, nowMs: 0, timezone })
      if (value === null || value === name || !options.some((other) => other.name === value)) continue
      yield {
        path: ['slots', slot.name, 'options', name],
        part: 'key',
        message: `"${word}" is heard as ${JSON.stringify(value)}.`,
        advice: index === 0 ? 'Give it a synonym of its own.' : 'Leave it out, or say it in other words.',
      }
    }
  }
}
