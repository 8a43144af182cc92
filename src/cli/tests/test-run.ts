import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { findTests } from './find-tests.ts'
import { projectOf, readProject } from '../project/project.ts'
import { runShared } from './test-shares.ts'
import { progressBar, spokenProgress } from './test-progress.ts'
import { github } from './report/github.ts'
import { htmlPages } from './report/html.ts'
import { json } from './report/json.ts'
import { junit } from './report/junit.ts'
import { lcov } from './report/lcov.ts'
import { pretty } from './report/pretty.ts'
import type { FlowCoverage, TestResults } from './report/results.ts'
import { drawShortfalls, shortfalls, type Thresholds } from './report/thresholds.ts'

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
  const bar = progressBar()
  const results = await runShared(files, args, {
    onProgress: bar.show,
    ...(args.audio ? spokenProgress(bar.clear) : {}),
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
  const missing = shortfalls(results.coverage ?? [], await leastOf(results.coverage ?? [], args))
  const isFine =
    results.tests.every(({ failure }) => failure === null) &&
    results.diagnostics.every(({ severity }) => severity !== 'error')
  return {
    out: draw(shown, { colours: args.colours }),
    problem: drawShortfalls(missing),
    code: isFine && missing.length === 0 ? 0 : 1,
  }
}

/** What is asked for; else what the flow's project says, where all of its tests were run. Rejects with ProjectError. */
async function leastOf(
  coverage: readonly FlowCoverage[],
  { threshold, filter, flow, audio, only }: TestRunArguments,
): Promise<(flow: FlowCoverage) => Thresholds> {
  if (threshold !== null) return () => threshold
  if (filter !== null || flow !== null || audio || only !== null) return () => ({})
  const folders = new Set(coverage.flatMap(({ file }) => projectOf(file) ?? []))
  const projects = await Promise.all([...folders].map(async (folder) => [folder, await readProject(folder)] as const))
  const known = new Map(projects.map(([folder, { tests }]) => [folder, tests?.thresholds ?? {}]))
  return ({ file }) => known.get(projectOf(file) ?? '') ?? {}
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
