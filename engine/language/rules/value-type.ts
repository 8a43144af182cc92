import { familyOf, nameOf } from '../../expressions/typing.ts'
import type { ExpressionType } from '../../expressions/typing.ts'
import type { Slot } from '../slot.ts'
import type { State } from '../state.ts'
import type { Value } from '../value.ts'
import { typeOfSlot, typingOf } from '../flow-typing.ts'
import { literalType } from '../literal-type.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import type { Path } from '../source.ts'

export const valueType: Rule = {
  code: 'value-type',
  severity: 'error',
  needs: 'flow',
  about: 'A slot that is given a value which it cannot have.',
  why: 'What reads the slot later would fail in the middle of the call.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { say: A table for two., set: { slots.n: two }, next: bye }
      bye: { end: "Goodbye, {{ slots.n | number }}." }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { say: A table for two., set: { slots.n: 2 }, next: bye }
      bye: { end: "Goodbye, {{ slots.n | number }}." }
  `,
  *check(context) {
    const { flow } = context
    for (const slot of Object.values(flow.slots))
      if (slot.default !== undefined) yield* misfits(slot.default, slot, ['slots', slot.name, 'default'], null, context)
    for (const state of Object.values(flow.states)) {
      const at: Path = ['states', state.name]
      const changes = [{ set: state.set, path: at }]
      if (state.kind === 'decide')
        for (const [name, { set }] of Object.entries(state.options))
          changes.push({ set, path: [...at, 'options', name] })
      for (const { set, path } of changes)
        for (const [target, value] of Object.entries(set)) {
          const slot = target.startsWith('slots.') ? flow.slots[target.slice('slots.'.length)] : undefined
          if (slot !== undefined) yield* misfits(value, slot, [...path, 'set', target], state, context)
        }
    }
  },
}

function* misfits(value: Value, slot: Slot, path: Path, state: State | null, context: RuleContext): Iterable<Finding> {
  // null empties a slot
  if ('literal' in value && value.literal === null) return
  const type = typeOf(value, state, context)
  const wanted = typeOfSlot[slot.type]
  const options = Object.keys(slot.options ?? {})
  if (
    'literal' in value &&
    typeof value.literal === 'string' &&
    options.length > 0 &&
    !options.includes(value.literal)
  ) {
    const message = `"${value.literal}" is none of the options of "${slot.name}".`
    yield { path, message, advice: `It has ${options.join(', ')}.` }
    return
  }
  const [given, needed] = [familyOf(type), familyOf(wanted)]
  const isOpen =
    given === 'any' || needed === 'any' || given === 'nothing' || (slot.type === 'choice' && options.length === 0)
  if (!isOpen && given !== needed)
    yield { path, message: `The slot "${slot.name}" holds ${nameOf(wanted)}, and this is ${nameOf(type)}.` }
}

function typeOf(value: Value, state: State | null, context: RuleContext): ExpressionType {
  if ('literal' in value) return literalType(value.literal)
  if ('expression' in value) return typingOf(context).check(value.expression, state).type
  return 'list' in value ? { list: 'any' } : { object: {}, open: true }
}
