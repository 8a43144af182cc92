import type { Slot } from '../slot.ts'
import type { Finding, Rule } from '../rule.ts'
import type { Path } from '../source.ts'

export const slotBounds: Rule = {
  code: 'slot-bounds',
  severity: 'error',
  needs: 'flow',
  about: 'Bounds of a slot that no value keeps, or that its default does not keep.',
  why: 'Whatever the caller says would be refused.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer, min: 10, max: 1 } }
    states:
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer, min: 1, max: 10 } }
    states:
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow }) {
    for (const slot of Object.values(flow.slots)) yield* faults(slot, ['slots', slot.name])
  },
}

const pairs = [
  ['min', 'max', 'min', 'max'],
  ['minLength', 'maxLength', 'min_length', 'max_length'],
  ['minItems', 'maxItems', 'min', 'max'],
] as const

function* faults(slot: Slot, path: Path): Iterable<Finding> {
  for (const [low, high, least, most] of pairs) {
    const [a, b] = [slot[low], slot[high]]
    if (a === undefined || b === undefined || a <= b) continue
    const message = `"${least}" is ${a} and "${most}" is ${b}: there is nothing between them.`
    yield { path: [...path, least], message, advice: 'Change them over.' }
  }
  const value = slot.default !== undefined && 'literal' in slot.default ? slot.default.literal : null
  const { min = -Infinity, max = Infinity } = slot
  if (typeof value === 'number' && min <= max && (value < min || value > max))
    yield {
      path: [...path, 'default'],
      message: `The default ${value} is not ${value < min ? `at least ${min}` : `at most ${max}`}, as a caller's answer must be.`,
    }
  for (const [name, field] of Object.entries(slot.of ?? {})) yield* faults(field, [...path, 'of', name])
}
