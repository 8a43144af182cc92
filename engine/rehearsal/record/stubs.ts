import type { JsonObject, Json } from '../../language/json.ts'
import { asObject } from '../../language/reading.ts'
import type { ToolCall } from '../../machine/effect.ts'

/** A call of a tool in the rehearsed call, and how it was answered. */
export interface Answered {
  readonly call: Pick<ToolCall, 'tool' | 'input'>
  /** As a test file writes a stub. */
  readonly stub: JsonObject
}

/**
 * The stubs of a test, by tool: one where all its answers are the same; by what it is given where that tells them apart; else in
 * the order in which they came.
 */
export function stubsOf(answered: readonly Answered[]): JsonObject {
  const byTool = Map.groupBy(answered, ({ call }) => call.tool)
  return Object.fromEntries([...byTool].map(([tool, answers]): [string, Json] => [tool, answersOf(answers)]))
}

function answersOf(answers: readonly Answered[]): Json {
  const stubs = answers.map(({ stub }) => stub)
  const different = new Set(stubs.map((stub) => JSON.stringify(stub)))
  if (different.size <= 1) return stubs[0] ?? {}
  return byInput(answers) ?? stubs
}

/** Null where the same is answered otherwise another time. */
function byInput(answers: readonly Answered[]): Json | null {
  const key = answers
    .flatMap(({ call }) => Object.keys(asObject(call.input)))
    .find((name) => {
      const given = answers.map(({ call }) => asObject(call.input)[name])
      if (!given.every((value) => value !== undefined && (typeof value !== 'object' || value === null))) return false
      const kinds = new Map<string, Set<string>>()
      for (const [index, { stub }] of answers.entries()) {
        const value = JSON.stringify(given[index])
        kinds.set(value, (kinds.get(value) ?? new Set()).add(JSON.stringify(stub)))
      }
      return [...kinds.values()].every((one) => one.size === 1)
    })
  if (key === undefined) return null
  const each = new Map(
    answers.map(({ call, stub }) => {
      const value = asObject(call.input)[key] ?? null
      return [JSON.stringify(value), { with: { [key]: value }, ...stub }]
    }),
  )
  return [...each.values()]
}
