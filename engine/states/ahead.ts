import { commandEdges, edgesOf } from '../language/edges.ts'
import type { Flow } from '../language/flow.ts'
import type { GatherState } from '../language/state.ts'
import { Writer } from '../language/writer.ts'

const known = new WeakMap<Flow, Map<string, ReadonlySet<string>>>()

/**
 * Whether every way to `state` leads through `here`: a call that is here has not been there, or has come back from there to
 * begin again. Its slots may be filled all the same, by a default or by a caller who told more than was asked.
 */
export function isAhead(flow: Flow, here: string, state: string): boolean {
  const ofFlow = known.get(flow) ?? new Map<string, ReadonlySet<string>>()
  known.set(flow, ofFlow)
  const others = ofFlow.get(here) ?? reachedPast(flow, here)
  ofFlow.set(here, others)
  return state !== here && !others.has(state)
}

/** The gathers that every way to `state` leads through, which were left with their answers by whoever came there. */
export function gathersBefore(flow: Flow, state: string): readonly GatherState[] {
  return Object.values(flow.states).flatMap((one) =>
    one.kind === 'gather' && isAhead(flow, one.name, state) ? [one] : [],
  )
}

/** The states that the start leads to without coming here. */
function reachedPast(flow: Flow, here: string): ReadonlySet<string> {
  const reached = new Set([flow.start].filter((name) => name !== here))
  for (const name of reached) {
    const state = flow.states[name]
    if (state === undefined) continue
    for (const { to } of [...edgesOf(state, new Writer()), ...commandEdges(state, flow)])
      if (to !== here) reached.add(to)
  }
  return reached
}
