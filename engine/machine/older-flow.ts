import type { Command, CommandName, Flow } from '../language/flow.ts'
import type { State } from '../language/state.ts'
import { commandNames } from '../language/flow.ts'

const nothingIsHeard = Object.fromEntries(commandNames.map((name) => [name, 'off'])) as Record<CommandName, Command>

/**
 * A flow with all that this version knows. A call that began before a release goes on with the flow that the store has
 * kept: what that flow does not know of is what it would have been without it. The content hash is of the flow as it was.
 */
export function completed(given: Flow): Flow {
  const flow = given as Partial<Flow> & Flow
  if (flow.runs !== undefined && flow.commands !== undefined) return flow
  return {
    ...flow,
    outputs: flow.outputs ?? {},
    commands: flow.commands ?? nothingIsHeard,
    interrupts: flow.interrupts ?? {},
    knowledge: flow.knowledge ?? [],
    runs: flow.runs ?? {},
    states: Object.fromEntries(Object.entries(flow.states).map(([name, state]) => [name, olderState(state)])),
  }
}

function olderState(state: State): State {
  const older = { commands: false, interrupts: false, corrections: false, knowledge: false, outcomeGrants: {} }
  return { ...older, ...(state.kind === 'gather' ? { confirm: {} } : {}), ...(state as object) } as State
}
