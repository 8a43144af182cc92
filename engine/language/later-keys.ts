/** Words of the language that this version does not run yet, by where they stand. A flow that uses one is told so. */
export const laterKeys = {
  flow: ['commands', 'interrupts', 'knowledge', 'imports', 'outputs', 'persona', 'prompts'],
  /** Kinds of states. */
  states: ['run', 'goto_flow', 'wait', 'record'],
  /** Options of states, options and outcomes. */
  options: ['commands', 'interrupts', 'knowledge', 'requires', 'grants', 'dedupe_on', 'slots', 'persona'],
  slots: ['candidates', 'validate', 'items', 'fields', 'of', 'currency', 'undo'],
  prompts: ['languages', 'audio', 'ssml', 'bargein'],
  hours: ['holidays'],
} as const satisfies Readonly<Record<string, readonly string[]>> as Readonly<
  Record<'flow' | 'states' | 'options' | 'slots' | 'prompts' | 'hours', readonly string[]>
>

/** Whether this key, unknown to the schema in this place, is one that will be known. */
export function isLaterKey(key: string, path: readonly (string | number)[], siblings: readonly string[]): boolean {
  if (siblings.includes('variants')) return laterKeys.prompts.includes(key)
  if (path.length === 0) return laterKeys.flow.includes(key)
  if (path[0] === 'slots') return laterKeys.slots.includes(key)
  if (path[0] === 'hours') return laterKeys.hours.includes(key)
  return path[0] === 'states' && (laterKeys.options.includes(key) || laterKeys.states.includes(key))
}
