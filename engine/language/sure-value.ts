import type { Slot } from './slot.ts'
import type { Value } from './value.ts'
import type { FlowTyping } from './flow-typing.ts'

/** Whether a value is one whenever it can be had: not null, and not the number of a caller who withholds it. */
export function isSurelySomething(value: Value, facts: ReadonlySet<string>, typing: FlowTyping): boolean {
  if ('literal' in value) return value.literal !== null
  if (!('expression' in value)) return true
  const { reads, type, mayBeNull } = typing.check(value.expression, null)
  if (mayBeNull) return false
  const mayBeEmpty = reads.some(({ path, guarded }) => path === 'call.from' && !guarded && !facts.has(path))
  return !mayBeEmpty || (type !== 'text' && type !== 'any')
}

/** The facts of slots that their `default` fills in every call, each default seeing the ones before it. */
export function filledByDefault(slots: readonly Slot[], typing: FlowTyping): Set<string> {
  const filled = new Set<string>()
  for (const { name, default: value } of slots)
    if (value !== undefined && isSurelySomething(value, filled, typing)) filled.add(`slots.${name}`)
  return filled
}
