import type { Flow } from './flow.ts'
import type { Manifest } from './world.ts'

/** The flow with each tool's `effect`, as the manifest declares it: the machine treats what was written as done. */
export function withToolEffects(flow: Flow, tools: Manifest | undefined): Flow {
  if (tools === undefined) return flow
  const states = Object.entries(flow.states).map(([name, state]) => {
    const effect = state.kind === 'tool' && Object.hasOwn(tools, state.tool) ? tools[state.tool]?.effect : undefined
    return [name, effect === undefined ? state : { ...state, effect }] as const
  })
  return { ...flow, states: Object.fromEntries(states) }
}
