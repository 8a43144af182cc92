import { toolsCalled } from '../../engine/language/tools-called.ts'
import { performance } from 'node:perf_hooks'
import { dirname } from 'node:path'
import { checkFlows, type CheckedFlow } from '../../engine/language/check.ts'
import type { Diagnostic } from '../../engine/language/diagnostic.ts'
import type { Flow } from '../../engine/language/flow.ts'
import { didYouMean } from '../../engine/language/nearest.ts'
import { parseYaml } from '../../engine/language/parse.ts'
import type { SourceFile } from '../../engine/language/source-library.ts'
import type { World } from '../../engine/language/world.ts'
import { compileFlow, type CompiledFlow } from '../../engine/machine/compile.ts'
import type { Way } from '../../engine/machine/node.ts'
import type { ToolCall } from '../../engine/machine/effect.ts'
import { fixturesOf, type Fixtures } from '../../engine/rehearsal/fixtures.ts'
import { runTest, type TestCase } from '../../engine/rehearsal/run-test.ts'
import type { Acting } from '../../engine/rehearsal/call-under-way.ts'
import { diagnosticOf, readTestFile, type TestFile } from '../../engine/rehearsal/test-file.ts'
import { checkTestNames } from '../../engine/rehearsal/test-names.ts'
import type { Stub } from '../../engine/rehearsal/test-step.ts'
import type { FoundFlow } from './find-flows.ts'
import { nameOfFlow } from './find-tests.ts'
import { unspeakable, type Spoken } from './aloud/spoken.ts'
import { FlowSources } from './flow-sources.ts'
import { eachOnce, type TestResult, type TestResults } from './test-report/results.ts'

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
  let done = 0
  for (const one of meant) {
    options.onProgress?.(done++, meant.length, one.test.name)
    await run.test(one, options.repeat ?? 1)
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
    this.#diagnostics.push(...faults, ...this.#unanswered(file, compiled.flow))
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

  /** Ends with the first time that it fails. */
  async test(meant: Meant, repeat: number): Promise<void> {
    const { file, test, flowFile } = meant
    const refused = this.#world.aloud === undefined ? null : unspeakable(test, this.#world.isElsewhere)
    if (refused !== null) return this.#leaveOut(file, test, refused)
    const started = performance.now()
    let ran: Ran | null = null
    let n = 0
    for (; n < repeat && (ran === null || ran.failure === null); n++) ran = await this.#once(meant, n)
    if (ran === null) return
    const { failure, notes, phase, state, ways, callMs } = ran
    const told = n === 1 ? '' : ` (With other variants and timing: seed ${test.setting.seed + n - 1}, in run ${n}.)`
    const diagnosticFor = (one: NonNullable<Ran['failure']>): Diagnostic =>
      diagnosticOf({ code: 'test-failed', path: one.path, message: `${one.message}${told}` }, file.source)
    this.#tests.push({
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
    })
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

  #leaveOut(file: TestFile, test: TestCase, { what, path }: NonNullable<ReturnType<typeof unspeakable>>): void {
    const message = `"${test.name}" cannot be spoken: there is no ${what} with audio. It was left out.`
    const finding = { code: 'not-aloud', path: path ?? test.path, part: 'key', message } as const
    this.#diagnostics.push({ ...diagnosticOf(finding, file.source), severity: 'warning' })
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

  /** A tool that nobody answers would look like a failing tool. */
  #unanswered(file: TestFile, flow: Flow): readonly Diagnostic[] {
    if ((file.realTools && this.#world.realTool !== null) || this.#world.isElsewhere === true) return []
    if (file.realTools) {
      const message = 'The tools are to be real, and this project has none.'
      const advice = 'Name their module: callchart test --tools tools.ts, or write callchart.config.ts.'
      return [diagnosticOf({ code: 'no-tools', path: ['tools'], message, advice }, file.source)]
    }
    const named = new Set(
      file.tests.flatMap(({ steps, setting }) => [
        ...Object.keys(setting.stubs),
        ...steps.flatMap(({ step }) => ('change' in step && step.change === 'stub' ? [step.name] : [])),
      ]),
    )
    const missing = toolsCalled(flow).filter((tool) => !(tool in file.setting.stubs) && !named.has(tool))
    if (missing.length === 0) return []
    const message = `The flow calls ${missing.map((tool) => `"${tool}"`).join(', ')}, and nothing says what that returns: where it is called it fails as unavailable.`
    const advice = `Add it: stubs: { ${missing[0] ?? ''}: { returns: … } }.`
    return [{ ...diagnosticOf({ code: 'no-stub', path: ['flow'], message, advice }, file.source), severity: 'warning' }]
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

const unstubbed: Stub = { outcome: { ok: false, error: 'unavailable', message: 'There is no stub.' }, takesMs: 0 }
