import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { SourceFile } from '../../engine/language/source-library.ts'
import type { ToolCall } from '../../engine/machine/effect.ts'
import type { Stub } from '../../engine/rehearsal/test-step.ts'
import { findFlows, type FoundFlow } from './find-flows.ts'
import { findTests, FixtureFiles, flowsBeside } from './find-tests.ts'
import { projectOf, projectTools, RealTools, type ProjectTools } from './real-tools.ts'
import { runTests, type TestWorld } from './run-tests.ts'
import { progressBar } from './test-progress.ts'
import { github } from './test-report/github.ts'
import { htmlPages } from './test-report/html.ts'
import { json } from './test-report/json.ts'
import { junit } from './test-report/junit.ts'
import { lcov } from './test-report/lcov.ts'
import { pretty } from './test-report/pretty.ts'
import type { TestResults } from './test-report/results.ts'
import { drawShortfalls, shortfalls, type Thresholds } from './test-report/thresholds.ts'

export const testFormats = { pretty, json, junit, github }

/** What `callchart test` was asked for, read already. Plain data: a watching runner hands it to a thread. */
export interface TestRunArguments {
  readonly paths: readonly string[]
  readonly flow: string | null
  readonly filter: string | null
  readonly format: keyof typeof testFormats
  readonly tools: string | null
  readonly coverage: boolean
  readonly threshold: Thresholds | null
  /** Where LCOV's trace file is written; null: nowhere. */
  readonly lcov: string | null
  /** The folder of the HTML report; null: none. */
  readonly html: string | null
  readonly repeat: number
  readonly colours: boolean
  /** With real audio, to a server in this process; false: rehearsed. */
  readonly audio: boolean
  /** Instead of a server in this process; null: that. */
  readonly server: string | null
  /** Only these test files of what was found; null: all. */
  readonly only: readonly string[] | null
}

/** What is printed, and with which code it ends: 0 all passed, 1 tests failed or files have mistakes, 2 could not run. */
export interface TestRunOutcome {
  readonly out: string
  readonly problem: string
  readonly code: 0 | 1 | 2
}

/** Finds tests and runs them. Rejects with ProjectError or ToolLoadError where a project's tools cannot be had. */
export async function runTestFiles(args: TestRunArguments): Promise<TestRunOutcome> {
  const { files: found, problems } = await findTests(args.paths)
  if (problems.length > 0) return { out: '', problem: problems.join('\n'), code: 2 }
  const files = found.filter(({ file }) => args.only === null || args.only.includes(file))
  const measures = args.coverage || args.threshold !== null || args.lcov !== null || args.html !== null
  const bar = progressBar()
  const results = await runTests(files, await worldOf(files, args), {
    flow: args.flow,
    filter: args.filter,
    coverage: measures,
    repeat: args.repeat,
    onProgress: bar.show,
  })
  bar.clear()
  if (results.tests.length === 0 && results.diagnostics.length === 0) {
    const which = args.flow === null ? '' : ` of a flow "${args.flow}"`
    const named = args.filter === null ? '' : ` with "${args.filter}" in its name`
    return { out: '', problem: `There is no test${which}${named}.`, code: 2 }
  }
  await writeReports(results, args)
  const draw = testFormats[args.format]
  const shown = { ...results, coverage: args.coverage ? results.coverage : null }
  const missing = args.threshold === null ? [] : shortfalls(results.coverage ?? [], () => args.threshold ?? {})
  const isFine =
    results.tests.every(({ failure }) => failure === null) &&
    results.diagnostics.every(({ severity }) => severity !== 'error')
  return {
    out: draw(shown, { colours: args.colours }),
    problem: drawShortfalls(missing),
    code: isFine && missing.length === 0 ? 0 : 1,
  }
}

/** The tests that a changed file touches: those that are it, use its fixtures, or belong to what stands beside it. */
export async function touchedBy(changed: string, paths: readonly string[]): Promise<readonly string[]> {
  const { files } = await findTests(paths)
  const path = resolve(changed)
  const own = files.find(({ file }) => resolve(file) === path)
  if (own !== undefined && !/^fixtures:/m.test(own.text)) return [own.file]
  const below = (folder: string, file: string): boolean => resolve(file).startsWith(`${folder}/`)
  const folder = own === undefined ? (projectOf(changed) ?? dirname(path)) : dirname(path)
  return files.filter(({ file }) => below(folder, file)).map(({ file }) => file)
}

async function writeReports({ coverage, texts }: TestResults, args: TestRunArguments): Promise<void> {
  if (args.lcov !== null) {
    await mkdir(dirname(args.lcov), { recursive: true })
    await writeFile(args.lcov, lcov(coverage ?? []))
  }
  if (args.html === null) return
  await mkdir(args.html, { recursive: true })
  for (const { name, html } of htmlPages(coverage ?? [], texts)) await writeFile(join(args.html, name), html)
}

async function worldOf(
  files: readonly FoundFlow[],
  { tools: module, paths, audio, server }: TestRunArguments,
): Promise<TestWorld> {
  const tools = await toolsFor(files, module)
  const flows = await flowsFor(files, paths)
  const fixtures = await fixturesFor(files)
  const real = tools === null ? null : new RealTools(tools.registry)
  return {
    flowsFor: (file) => flows.get(file) ?? [],
    fixturesFor: (file) => fixtures.get(file) ?? [],
    world: tools?.world ?? {},
    realTool: real === null ? null : (call: ToolCall): Promise<Stub> => real.answer(call),
    ...(audio ? { aloud: await speaker(module, server), isElsewhere: server !== null } : {}),
  }
}

/** A whole server is loaded only where one is spoken to. */
async function speaker(module: string | null, server: string | null): Promise<NonNullable<TestWorld['aloud']>> {
  if (server !== null) {
    const { remoteServer, runRemote } = await import('./aloud/run-remote.ts')
    const there = remoteServer(server, process.env)
    return (compiled, test) => runRemote(compiled, test, there)
  }
  const { runAloud } = await import('./aloud/run-aloud.ts')
  return async (compiled, test, { file, all }) => {
    const folder = projectOf(file)
    const tools =
      module !== null ? await projectTools('.', resolve(module)) : folder === null ? null : await projectTools(folder)
    const own = all.find((one) => one.file === file)
    const beside = all.filter((one) => one.file !== file)
    return runAloud(compiled, test, {
      flows: own === undefined ? [] : [{ ...own, beside }],
      tools: tools?.registry.tools ?? [],
      destinations: tools?.world.destinations ?? [],
    })
  }
}

/** Tools are loaded only where a file asks for them, or a module is named: loading runs code. */
async function toolsFor(files: readonly FoundFlow[], module: string | null): Promise<ProjectTools | null> {
  if (module !== null) return projectTools('.', resolve(module))
  const asking = files.find(({ text }) => /^tools:\s*["']?real\b/m.test(text))
  const folder = asking === undefined ? null : projectOf(asking.file)
  return folder === null ? null : projectTools(folder)
}

/** Beside each test first, then in the folders that were named. */
async function flowsFor(
  files: readonly FoundFlow[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly FoundFlow[]>> {
  const named = (await findFlows(paths.filter((path) => !/\.ya?ml$/.test(path)))).flows
  const beside = new Map<string, Promise<readonly FoundFlow[]>>()
  const found = new Map<string, readonly FoundFlow[]>()
  for (const { file } of files) {
    const flows = beside.get(dirname(file)) ?? flowsBeside(file)
    beside.set(dirname(file), flows)
    found.set(file, [...(await flows), ...named])
  }
  return found
}

async function fixturesFor(files: readonly FoundFlow[]): Promise<ReadonlyMap<string, readonly SourceFile[]>> {
  const shared = new FixtureFiles()
  const found = new Map<string, readonly SourceFile[]>()
  for (const { file } of files) found.set(file, await shared.of(file))
  return found
}
