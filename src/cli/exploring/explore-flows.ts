import { dirname } from 'node:path'
import { asObject } from '../../../engine/language/reading.ts'
import type { Json } from '../../../engine/language/json.ts'
import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import type { World } from '../../../engine/language/world.ts'
import { startOf, writeConversations } from '../../../engine/explore/conversation.ts'
import { severityOf } from '../../../engine/explore/danger.ts'
import { explore, type Explored, type ExploreOptions } from '../../../engine/explore/explore.ts'
import type { Progress } from '../../../engine/explore/searched.ts'
import type { Leg } from '../../../engine/explore/spot.ts'
import type { Covered } from '../../../engine/rehearsal/coverage.ts'
import { compileFlow, type CompiledFlow } from '../../../engine/machine/compile.ts'
import { readTestFile } from '../../../engine/rehearsal/test-file.ts'
import type { FoundFlow } from '../project/find-flows.ts'
import { findTests, flowsBeside } from '../tests/find-tests.ts'
import { readFlow } from '../project/flow-argument.ts'
import { FlowSources } from '../project/flow-sources.ts'
import { runTests } from '../tests/run-tests.ts'

/** What was found in one flow. */
export interface ExploredFlow {
  readonly flow: string
  readonly file: string
  readonly diagnostics: readonly Diagnostic[]
  /** A test file for each diagnostic that a call shows, in the same order; null where none does. */
  readonly examples: readonly (string | null)[]
  readonly explored: Explored
  /** What explored calls reach of the flow and those that it runs, and what there is. */
  readonly parts: { readonly reached: number; readonly total: number }
  /** Conversations for what no written test reaches, as test files: calls that begin alike are in one. */
  readonly missing: readonly string[]
  readonly texts: ReadonlyMap<string, string>
}

/** Bounds, as the command line has them. */
export type Bounds = Pick<ExploreOptions, 'depth' | 'runs' | 'seed'>

/** Explores a flow with what the tests beside it teach of its tools and callers. Rejects with UnsoundFlow where it has an error. */
export async function exploreFlow(
  found: FoundFlow,
  world: World,
  bounds: Bounds,
  onProgress: (flow: string, progress: Progress) => void,
): Promise<ExploredFlow> {
  const flow = await readFlow(found, world, false)
  const compiled = compileFlow(flow)
  const beside = await flowsBeside(found.file)
  const sources = new FlowSources()
  sources.add(flow, beside)
  const tests = await testsBeside(found.file)
  const running = explore(compiled, {
    ...bounds,
    ...learntFrom(tests, flow.flow),
    ...(world.tools === undefined ? {} : { tools: world.tools }),
    reached: (ways) => sources.reachedBy(found.file, ways).map(keyOf),
  })
  let next = running.next()
  for (; next.done !== true; next = running.next()) {
    onProgress(flow.flow, next.value)
    // A bar that moves, and a key that stops it, need a turn of the loop.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const explored = next.value
  const all = sources.coverage.flatMap(({ covered }) => covered)
  const written = await reachedByTests(tests, flow.flow, beside, world)
  const unreached = all.filter((part) => !explored.reached.has(keyOf(part)) && !written.has(keyOf(part)))
  const wanted = all.filter((part) => explored.reached.has(keyOf(part)) && !written.has(keyOf(part)))
  return {
    flow: flow.flow,
    file: found.file,
    diagnostics: [
      ...explored.dangers.map(({ danger }): Diagnostic => ({
        code: danger.code,
        severity: severityOf(danger.code),
        message: `${danger.state}: ${danger.message}`,
        place: sources.placeOf(danger.flow, danger.state, found.file),
        path: ['states', danger.state],
      })),
      ...unreached.map(({ kind, name, place }): Diagnostic => ({
        code: 'not-reached',
        severity: severityOf('not-reached'),
        message: `No explored call and no test reaches the ${kind} "${name}".`,
        place,
        path: [],
      })),
    ],
    examples: [
      ...explored.dangers.map(({ danger, leg }) =>
        writeConversations(compiled, [
          {
            name: `${danger.code} in ${danger.state}`,
            leg,
            about: danger.message,
            ...(danger.expect === undefined ? {} : { expect: danger.expect }),
          },
        ]),
      ),
      ...unreached.map(() => null),
    ],
    explored,
    parts: { reached: all.length - unreached.length, total: all.length },
    missing: conversationsFor(compiled, wanted, explored, (leg) =>
      sources.reachedBy(found.file, leg.course.ways).map(keyOf),
    ),
    texts: new Map([found, ...beside].map(({ file, text }) => [file, text])),
  }
}

function keyOf({ kind, name, place }: Covered): string {
  return `${place.file} ${kind} ${name}`
}

/** As few calls as a greedy choice finds, in files by how they begin. */
function conversationsFor(
  compiled: CompiledFlow,
  wanted: readonly Covered[],
  { reached }: Explored,
  reachedBy: (leg: Leg) => readonly string[],
): readonly string[] {
  const left = new Map(wanted.map((part) => [keyOf(part), part]))
  const candidates = [...new Set([...left.keys()].flatMap((key) => reached.get(key) ?? []))].map((leg) => ({
    leg,
    parts: reachedBy(leg),
  }))
  const chosen = new Map<string, { readonly name: string; readonly leg: Leg }[]>()
  const gain = (parts: readonly string[]): number => parts.filter((part) => left.has(part)).length
  for (;;) {
    const [best] = candidates.toSorted((a, b) => gain(b.parts) - gain(a.parts))
    if (best === undefined || gain(best.parts) === 0) break
    const [first] = best.parts.flatMap((part) => left.get(part) ?? [])
    const start = JSON.stringify(startOf(best.leg))
    const name = `comes to ${first?.kind ?? 'the state'} ${first?.name ?? ''}`
    chosen.set(start, [...(chosen.get(start) ?? []), { name, leg: best.leg }])
    for (const part of best.parts) left.delete(part)
  }
  return [...chosen.values()].map((calls) => writeConversations(compiled, calls))
}

async function testsBeside(file: string): Promise<readonly FoundFlow[]> {
  return (await findTests([dirname(file)])).files
}

/** What callers say in written tests, what tools answer there, and how calls begin. */
function learntFrom(tests: readonly FoundFlow[], flow: string): Pick<ExploreOptions, 'words' | 'results' | 'starts'> {
  const words = new Set<string>()
  const results = new Map<string, Map<string, Json>>()
  const starts: NonNullable<ExploreOptions['starts']>[number][] = []
  const learn = (tool: string, result: Json): void => {
    const known = results.get(tool) ?? new Map<string, Json>()
    results.set(tool, known.set(JSON.stringify(result), result))
  }
  for (const { text, file: name } of tests) {
    const { file } = readTestFile(text, name)
    if (file === null || file.flow !== flow) continue
    const { clock, from, to, language, inputs, seed, stubs } = file.setting
    starts.push({ at: clock, from, to, inputs, seed, ...(language === undefined ? {} : { language }) })
    for (const [tool, answers] of Object.entries(stubs))
      for (const { stub } of answers) if (stub.outcome.ok) learn(tool, stub.outcome.result)
    for (const { step } of file.tests.flatMap(({ steps }) => steps)) {
      if ('move' in step && (step.move === 'says' || step.move === 'bargein')) words.add(step.hypotheses[0]?.text ?? '')
      if ('change' in step && step.change === 'stub')
        for (const { stub } of step.answers) if (stub.outcome.ok) learn(step.name, stub.outcome.result)
    }
  }
  const isWhole = (result: Json): boolean => Object.keys(asObject(result)).length > 0
  const kept = [...results].map(([tool, all]) => {
    const list = [...all.values()]
    return [tool, list.some(isWhole) ? list.filter(isWhole) : list] as const
  })
  return { words: [...words].filter((text) => text !== ''), results: Object.fromEntries(kept), starts }
}

async function reachedByTests(
  tests: readonly FoundFlow[],
  flow: string,
  beside: readonly FoundFlow[],
  world: World,
): Promise<ReadonlySet<string>> {
  if (tests.length === 0) return new Set()
  const { coverage } = await runTests(
    tests,
    { flowsFor: () => beside, world, realTool: null },
    { flow, coverage: true },
  )
  const covered = (coverage ?? []).flatMap((one) => one.covered)
  return new Set(covered.filter(({ hits }) => hits > 0).map(keyOf))
}
