import type { Flow } from './flow.ts'
import { toolsCalled } from './tools-called.ts'

/** What a call of a flow needs of the server that it is on: tools and destinations by name, of all that it runs, each once. */
export function needsOf(flow: Flow): { readonly tools: readonly string[]; readonly destinations: readonly string[] } {
  const all = [flow, ...Object.values(flow.runs)]
  const states = all.flatMap((one) => Object.values(one.states))
  return {
    tools: [...new Set(all.flatMap(toolsCalled))],
    destinations: [...new Set(states.flatMap((state) => (state.kind === 'transfer' ? [state.destination] : [])))],
  }
}
