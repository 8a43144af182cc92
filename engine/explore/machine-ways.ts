import type { AnyStateMachine } from 'xstate'
import { toDirectedGraph } from 'xstate/graph'
import type { CompiledFlow } from '../machine/compile.ts'
import type { Way } from '../machine/node.ts'

/** What a transition is called: the same wherever in its state it may be taken. */
export function wayName({ flow, from, to, why }: Way): string {
  return JSON.stringify([flow ?? '', from, to, why])
}

/**
 * Every transition of the compiled machine that leads from a state of the flow to another, and of those that it runs, by
 * name. The repairs of the package are not among them, nor what leads from phase to phase. Pure.
 */
export function waysOf(compiled: CompiledFlow): ReadonlyMap<string, Way> {
  const { flow } = compiled
  const own = Object.keys(flow.runs).filter((name) => !name.startsWith('pattern_'))
  const inside = [compiled, ...own.flatMap((name) => compiled.inner(name) ?? [])]
  const ways = inside.flatMap(({ machine, flow: { states } }) =>
    inMachine(machine).filter(
      ({ from, to }) => from !== null && to !== null && Object.hasOwn(states, from) && Object.hasOwn(states, to),
    ),
  )
  return new Map(ways.map((way) => [wayName(way), way]))
}

function inMachine(machine: AnyStateMachine): readonly Way[] {
  const found: Way[] = []
  const nodes = [toDirectedGraph(machine)]
  for (const node of nodes) {
    nodes.push(...node.children)
    // Those that are taken at once belong to no event, and are no edges.
    const all = [...node.edges.map(({ transition }) => transition), ...(node.stateNode.always ?? [])]
    for (const { actions } of all) found.push(...actions.flatMap(told))
  }
  return found
}

/** The compiler puts the reason of a transition first among its actions. */
function told(action: unknown): readonly Way[] {
  const { type, params } = action as { readonly type?: unknown; readonly params?: unknown }
  return type === 'way' ? [params as Way] : []
}
