import type { Flow } from '../flow.ts'
import type { Value } from '../value.ts'
import type { Finding, Rule } from '../rule.ts'
import type { Path } from '../source.ts'

export const missingEquals: Rule = {
  code: 'missing-equals',
  severity: 'error',
  needs: 'flow',
  about: 'A value that is the name of a slot, without = before it.',
  why: 'It would be handed on as these very letters.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: look }
      look: { tool: look, with: { guests: slots.n }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: look }
      look: { tool: look, with: { guests: =slots.n }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  *check({ flow }) {
    for (const [name, { with: inputs }] of Object.entries(flow.interrupts))
      yield* inMap(inputs, ['interrupts', name, 'with'], flow)
    for (const slot of Object.values(flow.slots))
      if (slot.default !== undefined) yield* inValue(slot.default, ['slots', slot.name, 'default'], flow)
    for (const state of Object.values(flow.states)) {
      const at: Path = ['states', state.name]
      if ('with' in state) yield* inMap(state.with, [...at, 'with'], flow)
      yield* inMap(state.set, [...at, 'set'], flow)
      if (state.kind === 'decide')
        for (const [name, { set }] of Object.entries(state.options))
          yield* inMap(set, [...at, 'options', name, 'set'], flow)
    }
  },
}

function* inMap(values: Readonly<Record<string, Value>>, path: Path, flow: Flow): Iterable<Finding> {
  for (const [name, value] of Object.entries(values)) yield* inValue(value, [...path, name], flow)
}

function* inValue(value: Value, path: Path, flow: Flow): Iterable<Finding> {
  if ('object' in value) yield* inMap(value.object, path, flow)
  if ('list' in value) for (const [index, one] of value.list.entries()) yield* inValue(one, [...path, index], flow)
  if (!('literal' in value) || typeof value.literal !== 'string') return
  const text = value.literal.trim()
  const [, root, name] = /^(slots|inputs|call)\.(\w+)(?:[.[].*)?$/.exec(text) ?? []
  const isName =
    root === 'call' || (name !== undefined && Object.hasOwn(root === 'slots' ? flow.slots : flow.inputs, name))
  if (root === undefined || !isName) return
  yield { path, message: `This is the text "${text}", and no value of it.`, advice: `Write =${text}.` }
}
