import type { Json } from '../language/json.ts'
import type { Manifest } from '../language/world.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import type { Way } from '../machine/node.ts'
import type { RehearsalStart } from '../rehearsal/call-under-way.ts'
import { answeringOf } from './answering.ts'
import { severityOf, type DangerCode } from './danger.ts'
import { graphFaults, type FoundDanger } from './graph-faults.ts'
import { waysOf } from './machine-ways.ts'
import { search } from './search.ts'
import type { Progress } from './searched.ts'
import type { Leg } from './spot.ts'
import { startsOf } from './starts.ts'

export interface ExploreOptions {
  /** What is known of the tools. */
  readonly tools?: Manifest
  /** Results of tools that written tests use, by tool. */
  readonly results?: Readonly<Record<string, readonly Json[]>>
  /** How written tests begin. */
  readonly starts?: readonly RehearsalStart[]
  /** Words of callers in written tests. */
  readonly words?: readonly string[]
  /** Moves from the beginning of a call. */
  readonly depth?: number
  /** How many legs are tried at most; about a millisecond each. */
  readonly runs?: number
  readonly seed?: number
  /** Tells apart also what hardly matters, and tries everything in every order: slow, and what the usual way is held against. */
  readonly isWhole?: boolean
  /** What of the flow's text the ways of a whole call reach. */
  readonly reached?: (ways: readonly Way[]) => readonly string[]
}

export const usualDepth = 60
export const usualRuns = 20_000

export interface Explored {
  /** The shortest call for each, errors first. */
  readonly dangers: readonly FoundDanger[]
  /** The shortest call that reaches each part of the flow. */
  readonly reached: ReadonlyMap<string, Leg>
  /** The transitions of the machine between states, by name; the shortest call that takes each, null where none does. */
  readonly transitions: ReadonlyMap<string, Leg | null>
  /** Calls at rest that the exploration tells apart. */
  readonly spots: number
  readonly runs: number
  /** Nothing was left out for want of depth or runs. */
  readonly isComplete: boolean
}

/**
 * Goes through the calls that a flow can have: from every rest of a call everything that a caller, the line, the tools and
 * the model may do next, and in between. Pure and seeded; yields how far it is. What it takes for alike is told by
 * `abstractionOf`: what it finds did happen, in a call that can be had again; what it does not find may still be there.
 */
export function* explore(compiled: CompiledFlow, options: ExploreOptions = {}): Generator<Progress, Explored> {
  const { tools = {}, seed = 1 } = options
  const flows = [compiled.flow, ...Object.values(compiled.flow.runs)]
  const starts = startsOf(compiled.flow, options.starts ?? [], seed)
  const answering = answeringOf(flows, tools, options.results ?? {}, starts[0]?.at ?? 0)
  const searched = yield* search(compiled, {
    starts,
    answering,
    writes: writesOf(compiled, tools),
    harvest: options.words ?? [],
    depth: options.depth ?? usualDepth,
    runs: options.runs ?? usualRuns,
    seed,
    isWhole: options.isWhole ?? false,
    reached: options.reached ?? (() => []),
  })
  const dangers = [...searched.dangers, ...graphFaults(searched, flows, answering)]
  const rank = (code: DangerCode): number => (severityOf(code) === 'error' ? 0 : 1)
  return {
    dangers: dangers.toSorted((a, b) => rank(a.danger.code) - rank(b.danger.code)),
    reached: searched.reached,
    transitions: new Map([...waysOf(compiled).keys()].map((name) => [name, searched.taken.get(name) ?? null])),
    spots: searched.spots.length,
    runs: searched.runs,
    isComplete: searched.isComplete,
  }
}

/** As the tools or the flow declare it. */
function writesOf({ flow }: CompiledFlow, tools: Manifest): ReadonlySet<string> {
  const states = [flow, ...Object.values(flow.runs)].flatMap((one) => Object.values(one.states))
  const declared = states.flatMap((state) =>
    state.kind === 'tool' && (state.effect === 'write' || state.undo !== undefined || state.dedupeOn !== undefined)
      ? [state.tool]
      : [],
  )
  const written = Object.entries(tools).flatMap(([name, { effect }]) => (effect === 'write' ? [name] : []))
  return new Set([...declared, ...written])
}
