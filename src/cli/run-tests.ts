import { toolsCalled } from '../../engine/language/tools-called.ts'
import { performance } from 'node:perf_hooks'
import { checkFlows } from '../../engine/language/check.ts'
import type { Diagnostic } from '../../engine/language/diagnostic.ts'
import type { Flow } from '../../engine/language/flow.ts'
import { didYouMean } from '../../engine/language/nearest.ts'
import type { World } from '../../engine/language/world.ts'
import { compileFlow, type CompiledFlow } from '../../engine/machine/compile.ts'
import type { ToolCall } from '../../engine/machine/effect.ts'
import { runTest, type TestCase } from '../../engine/rehearsal/run-test.ts'
import type { Acting } from '../../engine/rehearsal/call-under-way.ts'
import { diagnosticOf, readTestFile, type TestFile } from '../../engine/rehearsal/test-file.ts'
import { checkTestNames } from '../../engine/rehearsal/test-names.ts'
import type { Stub } from '../../engine/rehearsal/test-step.ts'
import type { FoundFlow } from './find-flows.ts'
import { nameOfFlow } from './find-tests.ts'
import { FlowSources } from './flow-sources.ts'
import type { TestResult, TestResults } from './test-report/results.ts'

/** Everything that tests are run with: read already. */
export interface TestWorld {
  /** Where a test file's flow may be, the nearest first. */
  readonly flowsFor: (testFile: string) => readonly FoundFlow[]
  /** What flows and stubs are checked against. */
  readonly world: World
  /** Answers a tool that has no stub, where the file says `tools: real`; null where there is no such tool. */
  readonly realTool: ((call: ToolCall) => Promise<Stub>) | null
}

export interface TestOptions {
  /** Only tests of this flow. */
  readonly flow: string | null
  /** Only tests whose name has this in it, whatever its case. */
  readonly filter?: string | null
  readonly coverage: boolean
}

/** Runs test files. Reads and prints nothing; what tools are real is the world's. */
export async function runTests(
  files: readonly FoundFlow[],
  world: TestWorld,
  options: TestOptions,
): Promise<TestResults> {
  const run = new Run(world)
  for (const file of files) await run.file(file, options)
  return run.results(options.coverage)
}

interface LoadedFlow {
  readonly compiled: CompiledFlow | null
  readonly file: string
}

class Run {
  readonly #world: TestWorld
  readonly #tests: TestResult[] = []
  readonly #diagnostics: Diagnostic[] = []
  readonly #texts = new Map<string, string>()
  readonly #flows = new Map<string, LoadedFlow>()
  readonly #sources = new FlowSources()

  constructor(world: TestWorld) {
    this.#world = world
  }

  async file({ file: name, text }: FoundFlow, { flow: only, filter }: TestOptions): Promise<void> {
    this.#texts.set(name, text)
    const { file, diagnostics } = readTestFile(text, name)
    if (file === null) {
      if (only === null || nameOfFlow(text) === only) this.#diagnostics.push(...diagnostics)
      return
    }
    if (only !== null && file.flow !== only) return
    const loaded = this.#flowOf(file, name)
    if (loaded === null || loaded.compiled === null) return
    const faults = checkTestNames(file, loaded.compiled.flow, this.#world.world.tools)
    this.#diagnostics.push(...faults, ...this.#unanswered(file, loaded.compiled.flow))
    if (faults.length > 0) return
    const isMeant = (test: TestCase): boolean => test.name.toLowerCase().includes((filter ?? '').toLowerCase())
    for (const test of file.tests.filter(isMeant)) await this.#test(file, name, test, loaded)
  }

  results(withCoverage: boolean): TestResults {
    return {
      tests: this.#tests,
      diagnostics: this.#diagnostics,
      texts: this.#texts,
      coverage: withCoverage ? this.#sources.coverage : null,
    }
  }

  async #test(file: TestFile, name: string, test: TestCase, { compiled, file: flowFile }: LoadedFlow): Promise<void> {
    if (compiled === null) return
    const started = performance.now()
    const { rehearsal, failure } = await this.#drive(file, runTest(compiled, file.setting, test))
    this.#sources.reached(flowFile, rehearsal.ways)
    const diagnostic =
      failure === null
        ? null
        : diagnosticOf({ code: 'test-failed', path: failure.path, message: failure.message }, file.source)
    this.#tests.push({
      file: name,
      flow: file.flow,
      name: test.name,
      line: file.source.place(test.path, 'key').line,
      failure:
        diagnostic === null
          ? null
          : {
              diagnostic,
              notes: rehearsal.journal.notes,
              state: rehearsal.phase,
              acted: this.#sources.acted(flowFile, rehearsal.ways, rehearsal.state),
            },
      ms: performance.now() - started,
      callMs: rehearsal.now - file.setting.clock,
    })
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
    if (file.realTools && this.#world.realTool !== null) return []
    if (file.realTools) {
      const message = 'The tools are to be real, and this project has none.'
      const advice = 'Name their module: callchart test --tools tools.ts, or write callchart.config.ts.'
      return [diagnosticOf({ code: 'no-tools', path: ['tools'], message, advice }, file.source)]
    }
    const named = new Set(
      file.tests.flatMap(({ steps }) =>
        steps.flatMap(({ step }) => ('change' in step && step.change === 'stub' ? [step.name] : [])),
      ),
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
    const { results } = checkFlows(flows, this.#world.world)
    const { flow, diagnostics } = results.find((one) => one.file === found.file) ?? { flow: null, diagnostics: [] }
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    this.#diagnostics.push(...errors)
    if (flow === null && errors.length === 0) {
      const message = `The flow "${file.flow}" cannot be compiled by itself: it may run or import what is not here.`
      this.#diagnostics.push(diagnosticOf({ code: 'unknown-flow', path: ['flow'], message }, file.source))
    }
    const loaded = {
      compiled: flow === null ? null : compileFlow(flow),
      file: found.file,
    }
    if (flow !== null) this.#sources.add(flow, flows)
    this.#flows.set(found.file, loaded)
    return loaded
  }
}

const unstubbed: Stub = { outcome: { ok: false, error: 'unavailable', message: 'There is no stub.' }, takesMs: 0 }
