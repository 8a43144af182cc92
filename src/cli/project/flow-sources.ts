import type { Flow } from '../../../engine/language/flow.ts'
import { withImports } from '../../../engine/language/imports.ts'
import { normalise } from '../../../engine/language/normalise.ts'
import { checkShape } from '../../../engine/language/shape.ts'
import type { Source } from '../../../engine/language/source.ts'
import { SourceLibrary } from '../../../engine/language/source-library.ts'
import type { Writer } from '../../../engine/language/writer.ts'
import type { Way } from '../../../engine/machine/node.ts'
import type { Place } from '../../../engine/language/diagnostic.ts'
import { Coverage, type Covered } from '../../../engine/rehearsal/coverage.ts'
import type { FoundFlow } from './find-flows.ts'
import { nameOfFlow } from '../tests/find-tests.ts'
import type { FlowCoverage } from '../tests/report/results.ts'

/** A file with a flow, read when somebody asks for more than its name: most runs of tests never do. */
class Written {
  readonly flow: string
  readonly file: string
  readonly #library: SourceLibrary
  #read: ReturnType<typeof readWhole> | undefined
  #coverage: Coverage | undefined

  constructor(flow: string, file: string, library: SourceLibrary) {
    this.flow = flow
    this.file = file
    this.#library = library
  }

  /** What was reached so far. */
  get coverage(): Coverage {
    return (this.#coverage ??= this.fresh())
  }

  fresh(): Coverage {
    const { whole, flow, writer } = this.#whole
    return new Coverage(flow, whole, writer)
  }

  placeOf(state: string): Place {
    const { whole } = this.#whole
    return whole.place(whole.node(['states', state]) === null ? ['start'] : ['states', state], 'key')
  }

  lineOf(state: string): number {
    return this.#whole.whole.place(['states', state], 'key').line
  }

  get #whole(): ReturnType<typeof readWhole> {
    return (this.#read ??= readWhole(this.file, this.#library))
  }
}

/** Only of files that are YAML: the flow was compiled from it. */
function readWhole(file: string, library: SourceLibrary): { whole: Source; flow: Flow; writer: Writer } {
  const source = library.read(file)?.source ?? null
  if (source === null) throw new TypeError(`${file} cannot be read as a flow.`)
  const whole = withImports(source, library).source
  const { flow, writer } = normalise(checkShape(whole).repaired)
  return { whole, flow, writer }
}

/** Where the flows that tests reach are written, those that they run among them, and what of each was reached. */
export class FlowSources {
  readonly #written = new Map<string, Written>()

  /** A flow, and those of its own files that it runs. What is built in counts for nobody. */
  add(flow: Flow, files: readonly FoundFlow[]): void {
    const library = new SourceLibrary(files)
    for (const name of [flow.flow, ...Object.keys(flow.runs)]) {
      const found = files.find((one) => /\.ya?ml$/.test(one.file) && nameOfFlow(one.text) === name)
      if (found === undefined || this.#written.has(found.file)) continue
      this.#written.set(found.file, new Written(name, found.file, library))
    }
  }

  /** The ways of a call of the flow in this file, and the test that it was. */
  reached(file: string, ways: readonly Way[], test: string): void {
    const project = this.#written.get(file)?.flow
    if (project !== undefined) for (const { coverage } of this.#written.values()) coverage.add(ways, project, test)
  }

  /** What one call of the flow in this file reaches by itself, of that flow and of those that it runs. */
  reachedBy(file: string, ways: readonly Way[]): readonly Covered[] {
    const project = this.#written.get(file)?.flow
    if (project === undefined) return []
    return [...this.#written.values()].flatMap((one) => {
      const coverage = one.fresh()
      coverage.add(ways, project)
      return coverage.result.filter(({ hits }) => hits > 0)
    })
  }

  /** Where a state is written; of what is built in, where the flow of this file begins. */
  placeOf(flow: string, state: string, file: string): Place {
    const found = [...this.#written.values()].find((one) => one.flow === flow) ?? this.#written.get(file)
    if (found === undefined) throw new TypeError(`${file} was not added.`)
    return found.placeOf(state)
  }

  /** Where the state that acted last is written. */
  acted(file: string, ways: readonly Way[], state: string): { file: string; line: number; state: string } {
    const flow = ways.at(-1)?.flow
    const inner = flow === undefined ? undefined : [...this.#written.values()].find((one) => one.flow === flow)
    const at = inner ?? this.#written.get(file)
    return { file: at?.file ?? file, line: at?.lineOf(state) ?? 1, state }
  }

  get coverage(): readonly FlowCoverage[] {
    return [...this.#written.values()].map(({ flow, file, coverage }) => ({ flow, file, covered: coverage.result }))
  }
}
