import { typingOf } from './flow-typing.ts'
import type { RuleContext } from './rule.ts'
import { filledByDefault } from './sure-value.ts'
import type { Facts } from './sure-facts.ts'
import { Walk, type Evaluation } from './walk.ts'

interface Way {
  readonly from: string
  readonly to: string
  readonly facts: Facts
}

export interface FlowFacts {
  /** What is sure whenever a state is entered; absent for a state that no path reaches. */
  readonly atEntry: ReadonlyMap<string, Facts>
  readonly evaluations: readonly Evaluation[]
  /** States through which `state` is reached without `fact`, the start first. */
  readonly witness: (state: string, fact: string) => readonly string[]
}

/**
 * Follows every path from the start and keeps what holds on all of them (a forward data-flow analysis, intersection at
 * joins, until nothing changes). `resolve` maps a name in a route to the state that was meant.
 */
export function factsOf(context: RuleContext, resolve: (name: string) => string): FlowFacts {
  const { flow } = context
  const atEntry = new Map<string, Facts>()
  const ways = new Map<string, readonly Way[]>()
  const evaluated = new Map<string, readonly Evaluation[]>()
  const start = resolve(flow.start)
  const given = filledByDefault(Object.values(flow.slots), typingOf(context))
  if (flow.requires !== undefined) given.add(`granted:${flow.requires}`)
  const queue = [start]
  atEntry.set(start, given)
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const state = flow.states[name]
    if (state === undefined) continue
    const walk = new Walk(context, state, atEntry.get(name) ?? new Set())
    const out = walk.run().map(({ to, facts }) => ({ from: state.name, to: resolve(to), facts }))
    ways.set(name, out)
    evaluated.set(name, walk.evaluations)
    for (const { to, facts } of out) {
      const before = atEntry.get(to)
      const after = before === undefined ? facts : new Set([...before].filter((fact) => facts.has(fact)))
      if (before !== undefined && after.size === before.size) continue
      atEntry.set(to, after)
      if (!queue.includes(to)) queue.push(to)
    }
  }
  const into = Map.groupBy([...ways.values()].flat(), ({ to }) => to)
  const evaluations = [...evaluated.values()].flat()
  return { atEntry, evaluations, witness: (state, fact) => witness(into, start, state, fact) }
}

function witness(
  into: ReadonlyMap<string, readonly Way[]>,
  start: string,
  state: string,
  fact: string,
): readonly string[] {
  const path = [state]
  const seen = new Set(path)
  for (let at = state; at !== start;) {
    const way = into.get(at)?.find(({ from, facts }) => !facts.has(fact) && !seen.has(from))
    if (way === undefined) break
    path.unshift(way.from)
    seen.add(way.from)
    at = way.from
  }
  return path
}
