import { performance } from 'node:perf_hooks'
import { dirname } from 'node:path'
import { checkFlows, type CheckedFlow } from '../../../engine/language/check.ts'
import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import { didYouMean } from '../../../engine/language/nearest.ts'
import { parseYaml } from '../../../engine/language/parse.ts'
import type { SourceFile } from '../../../engine/language/source-library.ts'
import type { World } from '../../../engine/language/world.ts'
import { compileFlow, type CompiledFlow } from '../../../engine/machine/compile.ts'
import type { Way } from '../../../engine/machine/node.ts'
import type { ToolCall } from '../../../engine/machine/effect.ts'
import { fixturesOf, type Fixtures } from '../../../engine/rehearsal/fixtures.ts'
import { drive } from '../../../engine/rehearsal/rehearsal.ts'
import { runTest, type TestCase } from '../../../engine/rehearsal/run-test.ts'
import type { Acting } from '../../../engine/rehearsal/call-under-way.ts'
import { diagnosticOf, readTestFile, type TestFile } from '../../../engine/rehearsal/test-file.ts'
import { checkTestNames } from '../../../engine/rehearsal/test-names.ts'
import type { Stub } from '../../../engine/rehearsal/test-step.ts'
import type { FoundFlow } from '../project/find-flows.ts'
import { nameOfFlow } from './find-tests.ts'
import { unspeakable, type Spoken } from './aloud/spoken.ts'
import { FlowSources } from '../project/flow-sources.ts'
import { eachOnce, type TestResult, type TestResults } from './report/results.ts'
import { unansweredTools } from './unanswered-tools.ts'

/** Everything that tests are run with: read already. */
export interface TestWorld {
  /** Where a test file's flow may be, the nearest first. */
  readonly flowsFor: (testFile: string) => readonly FoundFlow[]
  /** Test files whose fixtures a test file may use, the nearest last. */
  readonly fixturesFor?: (testFile: string) => readonly SourceFile[]
  /** What flows and stubs are checked against. */
  readonly world: World
  /** Answers a tool that has no stub, where the file says `tools: real`; null where there is no such tool. */
  readonly realTool: ((call: ToolCall) => Promise<Stub>) | null
  /** Whether that server's world is its own: no stub reaches it. */
  readonly isElsewhere?: boolean
  /** Speaks a test to a server instead of rehearsing it; the files are those that its flow needs. */
  readonly aloud?: (compiled: CompiledFlow, test: TestCase, files: FlowFiles) => Promise<Spoken>
}

/** A flow's own file, and those that stand beside it. */
export interface FlowFiles {
  readonly file: string
  readonly all: readonly SourceFile[]
}

export interface TestOptions {
  /** Only tests of this flow. */
  readonly flow: string | null
  /** Only tests whose name has this in it, whatever its case. */
  readonly filter?: string | null
  readonly coverage: boolean
  /** Each test so often, the first time with its own seed, and then with others. Once unless told. */
  readonly repeat?: number
  /** Called before each test: how many have been run, of how many, and what is next. */
  readonly onProgress?: (run: number, all: number, name: string) => void
  /** Called before the first: how many there are, and how long their calls would be, milliseconds, as they are rehearsed. */
  readonly onPlan?: (tests: number, callsMs: number) => void
  /** Called as each has ended. */
  readonly onResult?: (result: TestResult) => void
}

/** Runs test files. Reads and prints nothing; what tools are real is the world's. */
export async function runTests(
  files: readonly FoundFlow[],
  world: TestWorld,
  options: TestOptions,
): Promise<TestResults> {
  const from = performance.now()
  const run = new Run(world, options.coverage)
  const meant = files.flatMap((file) => run.read(file, options))
  const repeat = options.repeat ?? 1
  if (options.onPlan !== undefined) {
    const spoken = meant.filter(({ test }) => unspeakable(test, world.isElsewhere) === null)
    options.onPlan(spoken.length, spoken.reduce((sum, one) => sum + rehearsedMs(one), 0) * repeat)
  }
  let done = 0
  for (const one of meant) {
    options.onProgress?.(done++, meant.length, one.test.name)
    const result = await run.test(one, repeat)
    if (result !== null) options.onResult?.(result)
  }
  return { ...run.results(), tookMs: performance.now() - from }
}

interface LoadedFlow {
  readonly compiled: CompiledFlow | null
  readonly file: string
  readonly files: readonly SourceFile[]
}

/** A test that is to be run, and of what. */
interface Meant {
  readonly file: TestFile
  readonly test: TestCase
  readonly compiled: CompiledFlow
  readonly flowFile: string
  readonly files: readonly SourceFile[]
}

/** How a test went, rehearsed or spoken. */
interface Ran extends Spoken {
  readonly ways: readonly Way[]
}

class Run {
  readonly #world: TestWorld
  readonly #measures: boolean
  readonly #tests: TestResult[] = []
  readonly #diagnostics: Diagnostic[] = []
  readonly #texts = new Map<string, string>()
  readonly #flows = new Map<string, LoadedFlow>()
  readonly #sources = new FlowSources()
  readonly #fixtures = new Map<string, Fixtures>()

  constructor(world: TestWorld, measures: boolean) {
    this.#world = world
    this.#measures = measures
  }

  /** The tests of a file that are meant; none where it has a mistake. */
  read({ file: name, text }: FoundFlow, { flow: only, filter }: TestOptions): readonly Meant[] {
    this.#texts.set(name, text)
    const { file, diagnostics } = readTestFile(text, name, this.#fixturesFor(name))
    if (file === null) {
      if (only === null || nameOfFlow(text) === only) this.#diagnostics.push(...diagnostics)
      return []
    }
    // a file of fixtures alone
    if (file.tests.length === 0 || (only !== null && file.flow !== only)) return []
    const loaded = this.#flowOf(file, name)
    if (loaded === null || loaded.compiled === null) return []
    const { compiled, file: flowFile, files } = loaded
    const faults = checkTestNames(file, compiled.flow, this.#world.world.tools)
    this.#diagnostics.push(...faults, ...unansweredTools(file, compiled.flow, this.#world))
    if (faults.length > 0) return []
    const isMeant = (test: TestCase): boolean => test.name.toLowerCase().includes((filter ?? '').toLowerCase())
    return file.tests.filter(isMeant).map((test) => ({ file, test, compiled, flowFile, files }))
  }

  results(): Omit<TestResults, 'tookMs'> {
    return {
      tests: this.#tests,
      diagnostics: eachOnce(this.#diagnostics),
      texts: this.#texts,
      coverage: this.#measures ? this.#sources.coverage : null,
    }
  }

  /** Ends with the first time that it fails; null where it was left out. */
  async test(meant: Meant, repeat: number): Promise<TestResult | null> {
    const { file, test, flowFile } = meant
    const refused = this.#world.aloud === undefined ? null : unspeakable(test, this.#world.isElsewhere)
    if (refused !== null) return this.#leaveOut(file, test, refused)
    const started = performance.now()
    let ran: Ran | null = null
    let n = 0
    for (; n < repeat && (ran === null || ran.failure === null); n++) ran = await this.#once(meant, n)
    if (ran === null) return null
    const { failure, notes, phase, state, ways, callMs } = ran
    const told = n === 1 ? '' : ` (With other variants and timing: seed ${test.setting.seed + n - 1}, in run ${n}.)`
    const diagnosticFor = (one: NonNullable<Ran['failure']>): Diagnostic =>
      diagnosticOf({ code: 'test-failed', path: one.path, message: `${one.message}${told}` }, file.source)
    const result: TestResult = {
      file: file.source.file,
      flow: file.flow,
      name: test.name,
      line: file.source.place(test.path, 'key').line,
      failure:
        failure === null
          ? null
          : {
              diagnostic: diagnosticFor(failure),
              notes,
              state: phase,
              acted: this.#sources.acted(flowFile, ways, state),
            },
      ms: performance.now() - started,
      callMs,
    }
    this.#tests.push(result)
    return result
  }

  async #once({ file, test, compiled, flowFile, files }: Meant, n: number): Promise<Ran> {
    const { aloud } = this.#world
    const { setting } = test
    if (aloud !== undefined) return { ways: [], ...(await aloud(compiled, test, { file: flowFile, all: files })) }
    const seed = setting.seed + n
    const { rehearsal, failure } = await this.#drive(
      file,
      runTest(compiled, { ...setting, seed, ...(n === 0 ? {} : { timing: seed }) }, test),
    )
    const { ways, phase, state, journal, now } = rehearsal
    if (this.#measures) this.#sources.reached(flowFile, ways, `${file.source.file}: ${test.name}`)
    return { failure, notes: journal.notes, ways, phase, state, callMs: now - setting.clock }
  }

  #leaveOut(file: TestFile, test: TestCase, { what, path }: NonNullable<ReturnType<typeof unspeakable>>): null {
    const message = `"${test.name}" cannot be spoken: there is no ${what} with audio. It was left out.`
    const finding = { code: 'not-aloud', path: path ?? test.path, part: 'key', message } as const
    this.#diagnostics.push({ ...diagnosticOf(finding, file.source), severity: 'warning' })
    return null
  }

  /** Of the test files of a folder and those above it. What is wrong with one is told of once. */
  #fixturesFor(name: string): Fixtures {
    let all: Fixtures = new Map()
    for (const { file, text } of this.#world.fixturesFor?.(name) ?? []) {
      if (file === name) continue
      let own = this.#fixtures.get(file)
      if (own === undefined) {
        this.#texts.set(file, text)
        const { source, diagnostics } = parseYaml(text, file)
        this.#diagnostics.push(...diagnostics, ...(source === null ? [] : readTestFile(text, file).diagnostics))
        own = source === null ? new Map() : fixturesOf(source)
        this.#fixtures.set(file, own)
      }
      all = new Map([...all, ...own])
    }
    return all
  }

  async #drive<T>({ realTools }: TestFile, acting: Acting<T>): Promise<T> {
    let next = acting.next()
    while (next.done !== true) {
      const real = realTools ? this.#world.realTool : null
      next = acting.next(real === null ? unstubbed : await real(next.value))
    }
    return next.value
  }

  #flowOf(file: TestFile, testFile: string): LoadedFlow | null {
    const flows = this.#world.flowsFor(testFile)
    const found = flows.find(({ text }) => nameOfFlow(text) === file.flow)
    if (found === undefined) {
      const names = flows.flatMap(({ text }) => nameOfFlow(text) ?? [])
      const advice =
        didYouMean(file.flow, names) ??
        (names.length === 0 ? 'Put the test beside its flow.' : `There is ${names.join(', ')}.`)
      const message = `There is no flow "${file.flow}" beside this test.`
      this.#diagnostics.push(diagnosticOf({ code: 'unknown-flow', path: ['flow'], message, advice }, file.source))
      return null
    }
    const known = this.#flows.get(found.file)
    if (known !== undefined) return known
    this.#texts.set(found.file, found.text)
    // What it runs and imports may stand in any of them; mistakes of those that it does not need are not its own.
    const { flow, diagnostics, files } = this.#check(found, flows)
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    this.#diagnostics.push(...errors)
    if (flow === null && errors.length === 0) {
      const message = `The flow "${file.flow}" cannot be compiled by itself: it may run or import what is not here.`
      this.#diagnostics.push(diagnosticOf({ code: 'unknown-flow', path: ['flow'], message }, file.source))
    }
    const loaded = {
      files,
      compiled: flow === null ? null : compileFlow(flow),
      file: found.file,
    }
    if (flow !== null) {
      for (const { file: beside, text } of files) this.#texts.set(beside, text)
      this.#sources.add(flow, files)
    }
    this.#flows.set(found.file, loaded)
    return loaded
  }

  /** With the files that it names; where something of another folder is missing, with all that there are. */
  #check(found: FoundFlow, flows: readonly FoundFlow[]): CheckedFlow & { readonly files: readonly SourceFile[] } {
    const near = nearOf(found, flows)
    const checked = (files: readonly SourceFile[]): CheckedFlow =>
      checkFlows(files, this.#world.world).results.find((one) => one.file === found.file) ?? {
        flow: null,
        diagnostics: [],
      }
    const first = checked(near)
    return first.flow !== null || near.length === flows.length
      ? { ...first, files: near }
      : { ...checked(flows), files: flows }
  }
}

/** A flow, what it imports, and what stands in its folder: most flows need no more. */
function nearOf({ file }: FoundFlow, flows: readonly FoundFlow[]): readonly FoundFlow[] {
  return flows.filter((other) => dirname(other.file) === dirname(file))
}

/** How long the call of a test is where nobody is called. */
function rehearsedMs({ test, compiled }: Meant): number {
  const { rehearsal } = drive(runTest(compiled, test.setting, test), () => unstubbed)
  return rehearsal.now - test.setting.clock
}

const unstubbed: Stub = { outcome: { ok: false, error: 'unavailable', message: 'There is no stub.' }, takesMs: 0 }
