import type { Hypothesis } from '../answers/answer.ts'
import type { Diagnostic } from '../language/diagnostic.ts'
import { parseDuration } from '../language/duration.ts'
import type { Json, JsonObject } from '../language/json.ts'
import { parseYaml } from '../language/parse.ts'
import { asNumber, asObject, asText, asTexts, defined, isObject } from '../language/reading.ts'
import type { Path, Source } from '../language/source.ts'
import type { ToolOutcome, TransferOutcome } from '../machine/event.ts'
import type { Setting, TestCase } from './run-test.ts'
import { shapeOfTest, type TestFinding } from './test-shape.ts'
import type { StartAt } from './started-at.ts'
import type { Answers, DecidedValue, Decision, Expected, RecordedHow, Step, Stub, TransferStub } from './test-step.ts'

/** A file of conversation tests in its plain form. */
export interface TestFile {
  readonly flow: string
  readonly setting: Setting
  /** Whether the project's own tools answer where there is no stub. */
  readonly realTools: boolean
  readonly tests: readonly TestCase[]
  readonly source: Source
}

export interface ReadTestFile {
  /** null where there is an error. */
  readonly file: TestFile | null
  readonly diagnostics: readonly Diagnostic[]
}

/** What a test begins with where it does not say: the numbers are Ofcom's for plays, 020 7946 0000 to 0999. */
export const usual = {
  from: '+442079460000',
  to: '+442079460001',
  clock: '2026-10-08T12:00:00Z',
  bargeinAt: '500ms',
  reconnectAway: '300ms',
  crashAway: '2s',
}

/** Reads *.test.yaml. Never throws, whatever the text; `name` is only the file's name in the diagnostics. */
export function readTestFile(text: string, name: string): ReadTestFile {
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
  const clock = Date.parse(asText(data['clock']) ?? usual.clock)
  const wrongClock: readonly TestFinding[] =
    Number.isNaN(clock) && shape.every(({ path }) => path[0] !== 'clock')
      ? [
          {
            code: 'wrong-value',
            path: ['clock'],
            message: 'There is no such moment.',
            advice: 'Look at the day and the hour.',
          },
        ]
      : []
  const diagnostics = [...syntax, ...[...shape, ...wrongClock].map((finding) => diagnosticOf(finding, source))].sort(
    (a, b) => a.place.start - b.place.start,
  )
  if (diagnostics.length > 0) return { file: null, diagnostics }
  const setting: Setting = {
    clock,
    from: asText(data['from']) ?? usual.from,
    to: asText(data['to']) ?? usual.to,
    ...defined({ language: asText(data['language']) }),
    inputs: asObject(data['inputs']),
    seed: asNumber(data['seed']) ?? 1,
    stubs: Object.fromEntries(Object.entries(asObject(data['stubs'])).map(([tool, stub]) => [tool, answersOf(stub)])),
    startAt: startOf(data['start_at']),
    decides: data['decides'] === undefined ? null : decisionOf(asObject(data['decides'])),
    transfers: data['transfers'] === undefined ? null : transferOf(data['transfers']),
  }
  const tests = Object.entries(asObject(data['tests'])).map(([test, steps]): TestCase => {
    const path: Path = ['tests', test]
    const list = Array.isArray(steps) ? (steps as readonly Json[]) : []
    const written = list.map((step, index) => ({ json: asObject(step), path: [...path, index] }))
    return {
      name: test,
      path,
      steps: written
        .filter(({ json }) => !('start_at' in json))
        .map(({ json, path: at }) => ({ step: stepOf(json), path: at })),
      startAt: startOf(written[0]?.json['start_at']),
    }
  })
  const flow = asText(data['flow']) ?? ''
  return { file: { flow, setting, realTools: data['tools'] === 'real', tests, source }, diagnostics }
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

/** One answer, or several: by what the tool is given, or in order. */
function answersOf(stub: Json): Answers {
  const all = Array.isArray(stub) ? (stub as readonly Json[]) : [stub]
  return all.map((one) => {
    const { with: given } = asObject(one)
    return { ...(given === undefined ? {} : { with: asObject(given) }), stub: stubOf(asObject(one)) }
  })
}

function startOf(start: Json | undefined): StartAt | null {
  if (start === undefined) return null
  const { state, slots, saved, granted } = asObject(start)
  return { state: asText(state) ?? '', slots: asObject(slots), saved: asObject(saved), granted: asTexts(granted) }
}

/** A stub from its JSON, as a test file, a step of it and `/stub` of a chat write it. */
export function stubOf(stub: JsonObject): Stub {
  const fails = asText(stub['fails'])
  const outcome: ToolOutcome =
    fails === undefined ? { ok: true, result: stub['returns'] ?? {} } : { ok: false, error: fails, message: '' }
  return { outcome, takesMs: stub['times_out'] === true ? null : durationOf(stub['takes'], '100ms') }
}

/** What the model answers, from its JSON, as a test file, a step of it and `/decide` of a chat write it. */
export function decisionOf(decides: JsonObject): Decision {
  const option = asText(decides['option']) ?? 'unsure'
  return {
    option: option === 'unsure' ? null : option,
    confidence: asNumber(decides['confidence']) ?? 1,
    afterMs: durationOf(decides['after'], '100ms'),
    slots: Object.fromEntries(Object.entries(asObject(decides['slots'])).map(([name, said]) => [name, valueOf(said)])),
  }
}

/** `at: "19:30"`, or with the words that say it: `at: { value: "19:30", quote: half seven }`. */
function valueOf(said: Json): DecidedValue {
  const { value, quote } = asObject(said)
  const isWhole = value !== undefined || quote !== undefined
  return isWhole && asObject(said)['amount'] === undefined
    ? { ...(value === undefined ? {} : { value }), ...(quote === undefined ? {} : { quote: asText(quote) ?? '' }) }
    : { value: said }
}

function transferOf(transfers: Json): TransferStub {
  const { outcome, after } = asObject(typeof transfers === 'string' ? { outcome: transfers } : transfers)
  return { outcome: (asText(outcome) ?? 'completed') as TransferOutcome, afterMs: durationOf(after, '5s') }
}

function durationOf(value: Json | undefined, usually: string): number {
  return parseDuration(asText(value) ?? usually) ?? 0
}

function hypothesesOf(says: Json | undefined): readonly Hypothesis[] {
  const list = Array.isArray(says) ? (says as readonly Json[]) : says === undefined ? [] : [says]
  return list.map((one) => {
    const { text, confidence } = asObject(typeof one === 'string' ? { text: one } : one)
    return { text: asText(text) ?? '', confidence: asNumber(confidence) ?? 1 }
  })
}

function stepOf(step: JsonObject): Step {
  const [key = '', value = null] = Object.entries(step)[0] ?? []
  const options = asObject(value)
  const afterMs = durationOf(options['after'], '0s')
  switch (key) {
    case 'says':
      return { move: 'says', hypotheses: hypothesesOf(value) }
    case 'presses':
      return { move: 'presses', keys: asText(value) ?? '' }
    case 'silence':
      return { move: 'silence', ms: durationOf(value, '0s') }
    case 'bargein': {
      const at = asText(options['at']) ?? usual.bargeinAt
      const ms = parseDuration(at)
      const keys = asText(options['presses']) ?? ''
      return {
        move: 'bargein',
        at: ms === null ? { after: at } : { ms },
        hypotheses: hypothesesOf(options['says']),
        keys,
      }
    }
    case 'hangup':
      return { move: 'hangup', afterMs }
    case 'reconnect':
      return { move: 'reconnect', afterMs, awayMs: durationOf(options['away'], usual.reconnectAway) }
    case 'crash':
      return {
        move: 'crash',
        afterMs,
        awayMs: durationOf(options['away'], usual.crashAway),
        isUncertain: options['uncertain'] === true,
      }
    case 'event':
      return { move: 'event', name: asText(options['name']) ?? '', data: options['data'] ?? null, afterMs }
    case 'stub':
      return { change: 'stub', name: asText(options['name']) ?? '', answers: answersOf(options['answers'] ?? options) }
    case 'decides':
      return { change: 'decides', decision: decisionOf(options) }
    case 'transfers':
      return { change: 'transfers', transfer: transferOf(value) }
    case 'records':
      return { change: 'records', how: (asText(value) ?? 'silence') as RecordedHow }
    case 'hears':
      return { check: 'hears', words: asTexts(value) }
    default:
      return { check: 'expect', expected: expectedOf(options) }
  }
}

function expectedOf(expect: JsonObject): Expected {
  const { state, slots, saved, called, attempts, ended, transferred } = expect
  const nameOrNull = (value: Json | undefined): string | null | undefined => (value === false ? null : asText(value))
  return defined({
    state: asText(state),
    slots: slots === undefined ? undefined : asObject(slots),
    saved: saved === undefined ? undefined : asObject(saved),
    called:
      called === undefined
        ? undefined
        : Object.fromEntries(
            Object.entries(asObject(called)).map(([tool, wanted]) => [
              tool,
              typeof wanted === 'number'
                ? { times: wanted }
                : defined({
                    times: asNumber(asObject(wanted)['times']),
                    with: asObject(wanted)['with'] === undefined ? undefined : asObject(asObject(wanted)['with']),
                  }),
            ]),
          ),
    attempts:
      attempts === undefined
        ? undefined
        : defined({
            noinput: asNumber(asObject(attempts)['noinput']),
            nomatch: asNumber(asObject(attempts)['nomatch']),
          }),
    ended: nameOrNull(ended),
    transferred: nameOrNull(transferred),
  })
}
