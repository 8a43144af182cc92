import type { Diagnostic } from '../language/diagnostic.ts'
import type { Json, JsonObject } from '../language/json.ts'
import { parseYaml } from '../language/parse.ts'
import { asNumber, asObject, asText, defined, isObject } from '../language/reading.ts'
import type { Path, Source } from '../language/source.ts'
import { fixturesOf, merged, Shared, type Fixture, type Fixtures } from './fixtures.ts'
import { answersOf, decisionOf, transferOf } from './read-answers.ts'
import { startOf, stepOf, usual } from './read-step.ts'
import type { Setting, TestCase } from './run-test.ts'
import { shapeOfTest, type TestFinding } from './test-shape.ts'
import { wrongValues } from './test-values.ts'

/** A file of conversation tests in its plain form. */
export interface TestFile {
  readonly flow: string
  readonly setting: Setting
  /** Whether the project's own tools answer where there is no stub. */
  readonly realTools: boolean
  readonly tests: readonly TestCase[]
  readonly source: Source
  /** The fixtures that were used. */
  readonly used: readonly Fixture[]
  /** Fixtures that there are not, and beginnings that come late: `checkTestNames` tells of them. */
  readonly faults: readonly TestFinding[]
}

export interface ReadTestFile {
  /** null where there is an error. */
  readonly file: TestFile | null
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads *.test.yaml. Never throws, whatever the text; `name` is only the file's name in the diagnostics. `fixtures` are
 * those of the folder. A file that has nothing but fixtures has no tests.
 */
export function readTestFile(text: string, name: string, fixtures: Fixtures = new Map()): ReadTestFile {
  const { source, diagnostics: syntax } = parseYaml(text, name)
  if (source === null) return { file: null, diagnostics: syntax }
  const data = asObject(source.data)
  const shape: readonly TestFinding[] = isObject(source.data)
    ? shapeOfTest(source.data)
    : [
        {
          code: 'wrong-type',
          path: [],
          message: 'A test file is a map of keys: flow, tests.',
          advice: 'Begin with "flow: name".',
        },
      ]
  const values = isObject(source.data) ? wrongValues(source.data, shape) : []
  const diagnostics = [...syntax, ...[...shape, ...values].map((finding) => diagnosticOf(finding, source))].sort(
    (a, b) => a.place.start - b.place.start,
  )
  if (diagnostics.length > 0) return { file: null, diagnostics }
  const shared = new Shared(fixturesOf(source, fixtures))
  const { head, steps: first, findings } = shared.head(data)
  const setting = settingOf(head)
  const found: TestFinding[] = [...findings]
  const tests = Object.entries(asObject(data['tests'])).map(([test, steps]): TestCase => {
    const path: Path = ['tests', test]
    const list = Array.isArray(steps) ? (steps as readonly Json[]) : []
    const brought = shared.steps(list, path, first)
    found.push(...brought.findings)
    return {
      name: test,
      path,
      steps: brought.steps.map(({ json, ...where }) => ({ ...where, step: stepOf(json) })),
      setting: brought.ownHead ? settingOf(merged(head, brought.head)) : setting,
    }
  })
  const flow = asText(data['flow']) ?? ''
  const file = { flow, setting, realTools: data['tools'] === 'real', tests, source, used: shared.used, faults: found }
  return { file, diagnostics }
}

function settingOf(head: JsonObject): Setting {
  return {
    clock: Date.parse(asText(head['clock']) ?? usual.clock),
    from: asText(head['from']) ?? usual.from,
    to: asText(head['to']) ?? usual.to,
    ...defined({ language: asText(head['language']) }),
    inputs: asObject(head['inputs']),
    seed: asNumber(head['seed']) ?? 1,
    stubs: Object.fromEntries(Object.entries(asObject(head['stubs'])).map(([tool, stub]) => [tool, answersOf(stub)])),
    startAt: startOf(head['start_at']),
    decides: head['decides'] === undefined ? null : decisionOf(asObject(head['decides'])),
    transfers: head['transfers'] === undefined ? null : transferOf(head['transfers']),
  }
}

/** A finding with its place in the file. */
export function diagnosticOf({ code, path, part = 'value', message, advice }: TestFinding, source: Source): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    ...(advice === undefined ? {} : { advice }),
    place: source.place(path, part),
    path,
  }
}
