import type { Flow } from '../language/flow.ts'
import { defaultFlows } from './default-flows.ts'

/**
 * A flow with the default repairs that it can come to among its `runs`, where the project has none of its own: what is
 * stored and hashed is whole, and a call in progress keeps the words that it began with.
 */
export function withPatterns(flow: Flow): Flow {
  const wanted = [flow, ...Object.values(flow.runs)].flatMap(patternsOf)
  const missing = [...new Set(wanted)].filter(
    (name) => name !== flow.flow && !Object.hasOwn(flow.runs, name) && Object.hasOwn(defaultFlows, name),
  )
  if (missing.length === 0) return flow
  const runs = { ...flow.runs, ...Object.fromEntries(missing.map((name) => [name, defaultFlows[name] as Flow])) }
  return { ...flow, runs: Object.fromEntries(Object.entries(runs).sort(([a], [b]) => (a < b ? -1 : 1))) }
}

function patternsOf(flow: Flow): string[] {
  const commands = Object.values(flow.commands).flatMap((command) =>
    typeof command === 'object' && 'pattern' in command ? [command.pattern] : [],
  )
  const corrections = Object.values(flow.states).some(({ kind, corrections }) => kind === 'gather' && corrections)
  return [
    ...commands,
    ...(commands.length + Object.keys(flow.interrupts).length > 0 ? ['pattern_repeat'] : []),
    ...(corrections ? ['pattern_correction', 'pattern_already_done'] : []),
    ...(flow.knowledge.length > 0 ? ['pattern_unanswerable'] : []),
  ]
}
