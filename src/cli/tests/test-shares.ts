import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { FoundFlow } from '../project/find-flows.ts'
import { ProjectError } from '../project/project.ts'
import { runTests, type TestOptions } from './run-tests.ts'
import { eachOnce, type FlowCoverage, type TestResults } from './report/results.ts'
import type { TestRunArguments } from './test-run.ts'
import { worldOf } from './test-world.ts'

/** As it stands here: TypeScript in the repository, JavaScript in the package. */
const thread = import.meta.url.endsWith('.ts')
  ? new URL('./share-thread.ts', import.meta.url)
  : new URL('./share-thread.js', import.meta.url)

/** A thread reads the modules and warms up once more: measured, 120,000 characters of tests are quicker in one than in two. */
const worthAThread = 100_000
const mostThreads = 8

/** What a thread is given: everything, and where all of them keep what is done. */
export interface ThreadWork {
  readonly groups: readonly (readonly FoundFlow[])[]
  readonly args: TestRunArguments
  /** The next group that nobody has taken; tests that have been run. Shared by all threads. */
  readonly counts: Int32Array
}

/** The results of a group, by its number. */
export type GroupResults = readonly (readonly [group: number, results: TestResults])[]

/**
 * Runs tests, a folder a time, on several threads where there are enough of them: a folder's tests stay together, and the
 * results are in the order of the files. Real tools may know each other, and audio has the machine to itself: then in one.
 * Rejects with ProjectError or ToolLoadError where tools cannot be had.
 */
export async function runShared(
  files: readonly FoundFlow[],
  args: TestRunArguments,
  told: Required<Pick<TestOptions, 'onProgress'>> & Pick<TestOptions, 'onPlan' | 'onResult'>,
): Promise<TestResults> {
  const from = performance.now()
  const groups = foldersOf(files)
  const weight = files.reduce((sum, { text }) => sum + text.length, 0) * args.repeat
  const threads = Math.min(availableParallelism(), mostThreads, groups.length, Math.floor(weight / worthAThread))
  const isAlone =
    threads < 2 ||
    args.audio ||
    args.tools !== null ||
    args.flow !== null ||
    args.filter !== null ||
    files.some(asksForTools)
  if (isAlone) return runTests(files, await worldOf(files, args), { ...optionsOf(args), ...told })
  const all = files.reduce((sum, { text }) => sum + namesIn(text), 0)
  const work: ThreadWork = { groups, args, counts: new Int32Array(new SharedArrayBuffer(8)) }
  const show = (name: string): void => {
    const run = Atomics.load(work.counts, 1)
    told.onProgress(run, Math.max(run, all), name)
  }
  const others = Array.from({ length: threads - 1 }, () => inThread(work))
  const waiting = setInterval(show, 100, '')
  try {
    const done = await Promise.all([runGroups(work, show), ...others])
    return { ...merged(done.flat()), tookMs: performance.now() - from }
  } finally {
    clearInterval(waiting)
  }
}

/** Takes one group after the other, until there is none. */
export async function runGroups(
  { groups, args, counts }: ThreadWork,
  show: (name: string) => void = () => {},
): Promise<GroupResults> {
  const world = await worldOf(groups.flat(), args)
  const results: [number, TestResults][] = []
  for (let n = Atomics.add(counts, 0, 1); n < groups.length; n = Atomics.add(counts, 0, 1)) {
    const files = groups[n] ?? []
    const onProgress = (_run: number, _all: number, name: string): void => {
      Atomics.add(counts, 1, 1)
      show(name)
    }
    results.push([n, await runTests(files, world, { ...optionsOf(args), onProgress })])
  }
  return results
}

function inThread(work: ThreadWork): Promise<GroupResults> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(thread, { workerData: work })
    worker.once('message', (answer: GroupResults | { readonly problem: string }) => {
      if ('problem' in answer) reject(new ProjectError(answer.problem))
      else resolve(answer)
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('A thread of tests has ended without its results.')))
  })
}

function optionsOf({ flow, filter, coverage, threshold, lcov, html, repeat }: TestRunArguments): {
  readonly flow: string | null
  readonly filter: string | null
  readonly coverage: boolean
  readonly repeat: number
} {
  return { flow, filter, coverage: coverage || threshold !== null || lcov !== null || html !== null, repeat }
}

/** In the order of their first file. */
function foldersOf(files: readonly FoundFlow[]): readonly (readonly FoundFlow[])[] {
  const folders = new Map<string, FoundFlow[]>()
  for (const file of files) folders.set(dirname(file.file), [...(folders.get(dirname(file.file)) ?? []), file])
  return [...folders.values()]
}

/** In the order of the groups. A flow that tests of several folders reach is one. */
function merged(done: GroupResults): Omit<TestResults, 'tookMs'> {
  const all = done.toSorted(([a], [b]) => a - b).map(([, results]) => results)
  return {
    tests: all.flatMap(({ tests }) => tests),
    diagnostics: eachOnce(all.flatMap(({ diagnostics }) => diagnostics)),
    texts: new Map(all.flatMap(({ texts }) => [...texts])),
    coverage: all.some(({ coverage }) => coverage === null) ? null : together(all.flatMap((one) => one.coverage ?? [])),
  }
}

function together(coverage: readonly FlowCoverage[]): readonly FlowCoverage[] {
  const files = new Map<string, FlowCoverage>()
  for (const one of coverage) {
    const known = files.get(one.file)
    if (known === undefined) files.set(one.file, one)
    else {
      const covered = known.covered.map((part, index) => {
        const other = one.covered[index]
        return other === undefined
          ? part
          : { ...part, hits: part.hits + other.hits, by: [...new Set([...part.by, ...other.by])] }
      })
      files.set(one.file, { ...known, covered })
    }
  }
  return [...files.values()]
}

function asksForTools({ text }: FoundFlow): boolean {
  return /^tools:\s*["']?real\b/m.test(text)
}

/** About how many tests there are, without reading the file: for the bar. */
function namesIn(text: string): number {
  const tests = text.split(/^tests:/m)[1] ?? ''
  return tests.match(/^ {2}[^\s#].*:\s*$/gm)?.length ?? 0
}
