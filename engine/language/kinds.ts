import type { StateKind } from './state.ts'
import type { JsonObject } from './json.ts'

/** The keys that say what kind a state is. `set` and `say` are also options of other kinds: they count when alone. */
export const kindKeys = [
  'greeting',
  'say',
  'gather',
  'confirm',
  'decide',
  'tool',
  'branch',
  'set',
  'run',
  'goto_flow',
  'wait',
  'transfer',
  'record',
  'end',
] as const

/** The one kind of a state, or null when there is none, or more than one. */
export function kindOf(state: JsonObject): StateKind | null {
  const kinds = kindsOf(state)
  return kinds.length === 1 ? (kinds[0] ?? null) : null
}

/** Every kind that a state's keys claim. */
export function kindsOf(state: JsonObject): readonly StateKind[] {
  const present = kindKeys.filter((key) => state[key] !== undefined)
  const withoutOptions = present.filter((key) => key !== 'set' && !(key === 'say' && present.includes('transfer')))
  return withoutOptions.length === 0 ? present : withoutOptions
}
