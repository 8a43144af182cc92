import type { Json, JsonObject } from '../language/json.ts'
import { didYouMean } from '../language/nearest.ts'
import { asObject, asTexts } from '../language/reading.ts'
import type { Path, Source } from '../language/source.ts'
import type { TestFinding } from './test-shape.ts'

/** What tests share under a name, and the file in which it is written. */
export interface Fixture {
  readonly name: string
  readonly data: JsonObject
  readonly source: Source
}

export type Fixtures = ReadonlyMap<string, Fixture>

/** A step's JSON and where it is written: in the test file, and where it came from a fixture, in that. */
export interface SharedStep {
  readonly json: JsonObject
  readonly path: Path
  readonly within?: { readonly fixture: string; readonly file: string; readonly line: number }
}

/** What fixtures come to where they are used: a head, and steps. */
interface Brought {
  readonly head: JsonObject
  readonly steps: readonly SharedStep[]
  readonly findings: readonly TestFinding[]
}

/** The fixtures of a file, those of the folder with them; its own go before. */
export function fixturesOf(source: Source, others: Fixtures = new Map()): Fixtures {
  const own = Object.entries(asObject(asObject(source.data)['fixtures'])).map(([name, data]): [string, Fixture] => [
    name,
    { name, data: asObject(data), source },
  ])
  return new Map([...others, ...own])
}

/** What a fixture brings that only a beginning can have. */
const beginnings = ['clock', 'from', 'to', 'language', 'inputs', 'seed', 'start_at'] as const

/** A test file's head and its tests' steps, with what they use in its place. */
export class Shared {
  readonly #fixtures: Fixtures
  readonly #used = new Map<string, Fixture>()

  constructor(fixtures: Fixtures) {
    this.#fixtures = fixtures
  }

  /** All that were used, each once. */
  get used(): readonly Fixture[] {
    return [...this.#used.values()]
  }

  /** What is used at the head: the head's own keys go before, and stubs are put together. */
  head(data: JsonObject): Brought {
    const brought = this.#bring(data['use'], ['use'], [])
    return { ...brought, head: merged(brought.head, data) }
  }

  /** The steps of a test after those of the head; what begins the call is taken into its own head. */
  steps(list: readonly Json[], path: Path, first: readonly SharedStep[]): Brought & { readonly ownHead: boolean } {
    const findings: TestFinding[] = []
    const steps: SharedStep[] = [...first]
    let head: JsonObject = {}
    let ownHead = false
    let isBeginning = true
    for (const [index, step] of list.entries()) {
      const json = asObject(step)
      const at = [...path, index]
      if (json['clock'] !== undefined || json['start_at'] !== undefined) {
        if (!isBeginning) findings.push(late([...at, Object.keys(json)[0] ?? '']))
        head = merged(head, json)
        ownHead = true
        continue
      }
      if (json['use'] === undefined) {
        isBeginning = false
        steps.push({ json, path: at })
        continue
      }
      const brought = this.#bring(json['use'], [...at, 'use'], [])
      findings.push(...brought.findings)
      if (isBeginning) {
        head = merged(head, brought.head)
        ownHead ||= Object.keys(brought.head).length > 0
      } else {
        const wrong = beginnings.find((key) => key in brought.head)
        if (wrong !== undefined) findings.push(late([...at, 'use'], wrong))
        steps.push(...changesOf(brought.head, [...at, 'use']))
      }
      if (brought.steps.length > 0) isBeginning = false
      steps.push(...brought.steps)
    }
    return { head, steps, findings, ownHead }
  }

  #bring(use: Json | undefined, path: Path, within: readonly string[]): Brought {
    const findings: TestFinding[] = []
    const steps: SharedStep[] = []
    let head: JsonObject = {}
    const isList = Array.isArray(use)
    for (const [index, name] of asTexts(use).entries()) {
      const at = isList ? [...path, index] : path
      const fixture = this.#fixtures.get(name)
      if (fixture === undefined) {
        findings.push(this.#unknown(name, at))
        continue
      }
      if (within.includes(name)) {
        findings.push({
          code: 'fixture-loop',
          path: at,
          message: `The fixture "${name}" uses itself: ${[...within, name].join(' → ')}.`,
          advice: 'Take one "use" out.',
        })
        continue
      }
      this.#used.set(name, fixture)
      const inner = this.#bring(fixture.data['use'], at, [...within, name])
      const { use: _, steps: own, ...rest } = fixture.data
      head = merged(head, merged(inner.head, rest))
      findings.push(...inner.findings)
      steps.push(...inner.steps, ...this.#stepsOf(fixture, own, at, [...within, name], findings))
    }
    return { head, steps, findings }
  }

  #stepsOf(
    { name, source }: Fixture,
    own: Json | undefined,
    at: Path,
    within: readonly string[],
    findings: TestFinding[],
  ): readonly SharedStep[] {
    return (Array.isArray(own) ? (own as readonly Json[]) : []).flatMap((step, index): readonly SharedStep[] => {
      const json = asObject(step)
      const { line } = source.place(['fixtures', name, 'steps', index], 'value')
      const here = { fixture: name, file: source.file, line }
      if (json['clock'] !== undefined || json['start_at'] !== undefined) {
        findings.push({ ...late(at, Object.keys(json)[0]), advice: `Write it in the fixture "${name}" itself.` })
        return []
      }
      if (json['use'] === undefined) return [{ json, path: at, within: here }]
      const brought = this.#bring(json['use'], at, within)
      findings.push(...brought.findings)
      return [...changesOf(brought.head, at), ...brought.steps]
    })
  }

  #unknown(name: string, path: Path): TestFinding {
    const known = [...this.#fixtures.keys()]
    const advice =
      didYouMean(name, known) ??
      (known.length === 0
        ? 'Write it under "fixtures:", in this file or in a *.test.yaml of this folder.'
        : `There is ${known.map((one) => `"${one}"`).join(', ')}.`)
    return { code: 'unknown-fixture', path, message: `There is no fixture "${name}".`, advice }
  }
}

function late(path: Path, brings?: string): TestFinding {
  return {
    code: 'late-start',
    path,
    part: brings === undefined ? 'key' : 'value',
    message:
      brings === undefined ? 'The call has begun already.' : `The call has begun already, and this brings "${brings}".`,
    advice: 'Make it the first step of the test.',
  }
}

/** In the middle of a call only the world around it can be set anew. */
function changesOf(head: JsonObject, path: Path): readonly SharedStep[] {
  const stubs = Object.entries(asObject(head['stubs'])).map(([name, stub]): SharedStep => {
    const json = Array.isArray(stub) ? { name, answers: stub } : { name, ...asObject(stub) }
    return { json: { stub: json }, path }
  })
  const others = (['decides', 'transfers'] as const).flatMap((key): readonly SharedStep[] => {
    const value = head[key]
    return value === undefined ? [] : [{ json: { [key]: value }, path }]
  })
  return [...stubs, ...others]
}

/** Two heads as one. The second goes before; stubs and inputs are put together by name. */
export function merged(first: JsonObject, second: JsonObject): JsonObject {
  const both = (key: string): JsonObject =>
    first[key] === undefined && second[key] === undefined
      ? {}
      : { [key]: { ...asObject(first[key]), ...asObject(second[key]) } }
  return { ...first, ...second, ...both('stubs'), ...both('inputs') }
}
