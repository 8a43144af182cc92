import { commandEdges, edgesOf } from './edges.ts'
import { factsOf } from './facts.ts'
import type { FlowFacts } from './facts.ts'
import type { State } from './state.ts'
import { nearest } from './nearest.ts'
import { notUnderstoodState, unheardState } from './normalise/listening.ts'
import type { RuleContext } from './rule.ts'

export interface Graph {
  readonly reached: ReadonlySet<string>
  /** States from which some path ends the call or hands it over. */
  readonly canEnd: ReadonlySet<string>
  /** Cycles in which nobody listens, each in the order it is gone round. */
  readonly silentCycles: readonly (readonly string[])[]
  /** Cycles that a caller who never says anything may be led round though there is an end, each in the order it is gone round. */
  readonly unheardCycles: readonly (readonly string[])[]
}

/** States that end the call, or hand it over. */
const endKinds: readonly string[] = ['end', 'transfer', 'goto_flow']

const graphs = new WeakMap<RuleContext, Graph>()

/** The flow as a graph, made once for all rules. A misspelt name counts as the state that was meant. */
export function graphOf(context: RuleContext): Graph {
  const known = graphs.get(context)
  if (known !== undefined) return known
  const { flow, writer } = context
  const resolve = resolver(context)
  const ways = new Map(
    Object.values(flow.states).map((state) => [
      state.name,
      [...edgesOf(state, writer), ...commandEdges(state, flow)].map(({ to }) => resolve(to)),
    ]),
  )
  const reached = reach([resolve(flow.start)], (name) => ways.get(name) ?? [])
  const back = new Map<string, string[]>()
  for (const [from, all] of ways) for (const to of all) back.set(to, [...(back.get(to) ?? []), from])
  // what the package says where nobody is understood is no end that a designer has written
  const ends = Object.values(flow.states).filter(
    ({ kind, name }) => endKinds.includes(kind) && !isBuiltIn(name, context),
  )
  // a route to a state that does not exist has been reported: it may have been the way out
  const lost = [...ways].filter(([, all]) => all.some((to) => !Object.hasOwn(flow.states, to))).map(([name]) => name)
  const canEnd = reach([...ends.map(({ name }) => name), ...lost], (name) => back.get(name) ?? [])
  const states = Object.values(flow.states).filter(({ name }) => reached.has(name))
  const silent = new Set(states.filter((state) => !listens(state)).map(({ name }) => name))
  const unheard = new Map(states.map((state) => [state.name, unheardWays(state, context).map(resolve)]))
  const graph = {
    reached,
    canEnd,
    silentCycles: cycles(silent, ways),
    unheardCycles: cycles(canEnd, unheard).filter((cycle) => cycle.some((name) => !silent.has(name))),
  }
  graphs.set(context, graph)
  return graph
}

const facts = new WeakMap<RuleContext, FlowFacts>()

/** What is sure in each state, made once for all rules. */
export function flowFactsOf(context: RuleContext): FlowFacts {
  const known = facts.get(context)
  if (known !== undefined) return known
  const made = factsOf(context, resolver(context))
  facts.set(context, made)
  return made
}

function resolver({ flow }: RuleContext): (name: string) => string {
  const names = Object.keys(flow.states)
  return (name) => (Object.hasOwn(flow.states, name) ? name : (nearest(name, names) ?? name))
}

function reach(from: readonly string[], ways: (name: string) => readonly string[]): Set<string> {
  const reached = new Set(from)
  for (const name of reached) for (const to of ways(name)) reached.add(to)
  return reached
}

/** What the package says where a caller is not heard or not understood, unless the flow has a state of that name. */
export function isBuiltIn(name: string, { source }: RuleContext): boolean {
  return (name === unheardState || name === notUnderstoodState) && source.node(['states', name]) === null
}

/** Whether the call stays in this state until the caller has had a chance to speak. */
function listens(state: State): boolean {
  return state.kind === 'gather' || state.kind === 'confirm' || (state.kind === 'decide' && state.prompt !== undefined)
}

/** Where the call goes on from a state if the caller says nothing, whatever the tools answer. */
function unheardWays(state: State, { writer }: RuleContext): readonly string[] {
  if (listens(state) && 'noinput' in state) return state.noinput.flatMap(({ to }) => to ?? [])
  return edgesOf(state, writer).flatMap(({ kind, to }) => (kind === 'undo' ? [] : [to]))
}

/** One cycle for each knot of these states, found by walking back from a state to itself. */
function cycles(
  among: ReadonlySet<string>,
  ways: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  const found: (readonly string[])[] = []
  const told = new Set<string>()
  for (const name of among) {
    if (told.has(name)) continue
    const cycle = shortestWay(name, (at) => (ways.get(at) ?? []).filter((to) => among.has(to)))
    if (cycle === null) continue
    for (const member of cycle) told.add(member)
    found.push(cycle)
  }
  return found
}

/** The shortest way from a state back to itself, or null. */
function shortestWay(start: string, ways: (name: string) => readonly string[]): readonly string[] | null {
  const from = new Map<string, string>()
  const queue = [start]
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const to of ways(at)) {
      if (to === start) {
        const path = [at]
        for (let step = at; step !== start;) {
          step = from.get(step) ?? start
          path.unshift(step)
        }
        return path
      }
      if (from.has(to)) continue
      from.set(to, at)
      queue.push(to)
    }
  }
  return null
}
