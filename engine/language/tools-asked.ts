import type { ExpressionType } from '../expressions/typing.ts'
import { GrowingShape } from './read-shape.ts'
import type { ReadShape } from './read-shape.ts'
import { resultsRead } from './results-read.ts'
import type { RuleContext } from './rule.ts'
import type { State } from './state.ts'
import type { Value } from './value.ts'
import { typeOfValue } from './value-type.ts'
import { commonErrors } from './world.ts'

/** What flows ask of one tool: all that a handler must hold to, as far as they tell. */
export interface AskedOfTool {
  readonly tool: string
  /** Where it is called: flow, and state or slot. */
  readonly by: readonly { readonly flow: string; readonly place: string }[]
  /** What it is given, by place. */
  readonly given: readonly Readonly<Record<string, ExpressionType>>[]
  /** What is read of its result. */
  readonly read: ReadShape
  /** Errors of its own that are routed, or for which it is tried again. */
  readonly errors: readonly string[]
  /** Where only one of them makes sense; null where either does. */
  readonly effect: 'read' | 'write' | null
}

/** What these flows ask of their tools, by tool in alphabetical order. */
export function toolsAsked(contexts: readonly RuleContext[]): readonly AskedOfTool[] {
  const asked = new Map<string, Asking>()
  const shapes = new Map<string, GrowingShape>()
  const askingOf = (tool: string): Asking => {
    const known = asked.get(tool) ?? { by: [], given: [], errors: new Set<string>(), effect: null }
    asked.set(tool, known)
    return known
  }
  for (const context of contexts) {
    const { flow } = context
    const given = (values: Readonly<Record<string, Value>>, state: State | null): Record<string, ExpressionType> =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeOfValue(value, state, context)]))
    resultsRead(flow, shapes)
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'tool') continue
      const asking = askingOf(state.tool)
      asking.by.push({ flow: flow.flow, place: state.name })
      asking.given.push(given(state.with, state))
      const { outcomes, retry, again, dedupeOn, undo } = state
      for (const error of [...Object.keys(outcomes), ...(retry.max > 0 ? retry.errors : [])])
        if (!commonErrors.includes(error)) asking.errors.add(error)
      if (again || dedupeOn !== undefined || undo !== undefined || 'uncertain' in outcomes) asking.effect = 'write'
    }
    for (const { name, candidates } of Object.values(flow.slots)) {
      if (candidates === undefined) continue
      const asking = askingOf(candidates.tool)
      asking.by.push({ flow: flow.flow, place: `slots.${name}` })
      asking.given.push(given(candidates.with, null))
      asking.effect ??= 'read'
    }
  }
  return [...asked]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([tool, { errors, ...asking }]) => ({
      tool,
      ...asking,
      errors: [...errors].toSorted(),
      read: shapes.get(`tool:${tool}`) ?? new GrowingShape(),
    }))
}

interface Asking {
  readonly by: { readonly flow: string; readonly place: string }[]
  readonly given: Readonly<Record<string, ExpressionType>>[]
  readonly errors: Set<string>
  effect: 'read' | 'write' | null
}
