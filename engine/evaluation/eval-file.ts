import type { Diagnostic } from '../language/diagnostic.ts'
import { parseDuration } from '../language/duration.ts'
import type { Flow } from '../language/flow.ts'
import { commandNames } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'
import { didYouMean } from '../language/nearest.ts'
import { parseYaml } from '../language/parse.ts'
import { asNumber, asObject, asText, asTexts, defined, isObject } from '../language/reading.ts'
import type { Path, Source } from '../language/source.ts'
import { normalise } from '../decide/normalise.ts'
import { shapeOfEval, type EvalFinding } from './eval-shape.ts'

/** An utterance, and what it means: an option, "knowledge:ID", "interrupt:NAME", "command:NAME", or "unsure". */
export interface Row {
  readonly state: string
  readonly utterance: string
  readonly meant: string
  readonly path: Path
}

/** What there is by the time a state is reached. */
export interface Given {
  readonly slots: JsonObject
  readonly saved: JsonObject
}

/** Shares are 0–1, times milliseconds. */
export interface Thresholds {
  readonly right?: number
  readonly unsure?: number
  readonly wrong?: number
  readonly wrong_with_consequences?: number
  readonly median?: number
  readonly p95?: number
  readonly cost?: number
}

export interface EvalFile {
  readonly flow: string
  /** Epoch milliseconds. */
  readonly clock: number
  readonly language?: string
  readonly inputs: JsonObject
  readonly thresholds: Thresholds
  readonly rows: readonly Row[]
  readonly given: Readonly<Record<string, Given>>
  /** Utterances that nobody has labelled yet. */
  readonly unlabelled: number
  readonly source: Source
}

/** Reads *.eval.yaml. Never throws, whatever the text; `name` is only the file's name in the diagnostics. `file` is null where there is an error. */
export function readEvalFile(
  text: string,
  name: string,
): { readonly file: EvalFile | null; readonly diagnostics: readonly Diagnostic[] } {
  const { source, diagnostics: syntax } = parseYaml(text, name)
  if (source === null) return { file: null, diagnostics: syntax }
  const data = asObject(source.data)
  const shape: readonly EvalFinding[] = isObject(source.data)
    ? shapeOfEval(source.data)
    : [
        {
          code: 'wrong-type',
          path: [],
          message: 'An evaluation is a map of keys: flow, states.',
          advice: 'Begin with "flow: name".',
        },
      ]
  const diagnostics = [...syntax, ...shape.map((finding) => placed(finding, source))].toSorted(
    (a, b) => a.place.start - b.place.start,
  )
  if (diagnostics.length > 0) return { file: null, diagnostics }
  const states = Object.entries(asObject(data['states'])).map(([state, said]) => ({ state, said: asObject(said) }))
  const file: EvalFile = {
    flow: asText(data['flow']) ?? '',
    clock: Date.parse(asText(data['clock']) ?? '2026-10-08T12:00:00Z'),
    ...defined({ language: asText(data['language']) }),
    inputs: asObject(data['inputs']),
    thresholds: thresholdsOf(asObject(data['thresholds'])),
    rows: states.flatMap(({ state, said }) => rowsOf(state, said)),
    given: Object.fromEntries(
      states.map(({ state, said }) => [state, { slots: asObject(said['slots']), saved: asObject(said['saved']) }]),
    ),
    unlabelled: states.reduce((sum, { said }) => sum + asTexts(said['unlabelled']).length, 0),
    source,
  }
  return { file, diagnostics }
}

/** Whether what it names is there in its flow, and whether what it asks is none of the flow's own examples. */
export function checkEvalNames({ source, rows }: EvalFile, flow: Flow): readonly Diagnostic[] {
  const found: EvalFinding[] = []
  const states = Object.keys(flow.states)
  for (const [name, said] of Object.entries(asObject(asObject(source.data)['states']))) {
    const state = flow.states[name]
    const path: Path = ['states', name]
    if (state === undefined || !('noinput' in state)) {
      const message =
        state === undefined
          ? `The flow "${flow.flow}" has no state "${name}".`
          : `The state "${name}" asks nothing: nobody is heard there.`
      const advice = didYouMean(name, states) ?? 'Name a decide, a gather or a confirm.'
      found.push({ code: 'unknown-state', path, part: 'key', message, advice })
      continue
    }
    if (state.kind === 'decide' && state.prompt === undefined)
      found.push({
        code: 'no-question',
        path,
        part: 'key',
        message: `"${name}" decides on what was said before, and asks nothing itself.`,
        advice: 'Evaluate it where the caller is asked.',
      })
    const known: Readonly<Record<string, readonly string[]>> = {
      options: state.kind === 'decide' ? Object.keys(state.options) : [],
      knowledge: flow.knowledge.map(({ id }) => id),
      interrupts: Object.keys(flow.interrupts),
      commands: commandNames,
    }
    for (const [kind, names] of Object.entries(known))
      for (const one of Object.keys(asObject(asObject(said)[kind])))
        if (!names.includes(one)) {
          const advice = didYouMean(one, names) ?? (names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`)
          const what = kind === 'knowledge' ? 'knowledge' : kind.slice(0, -1)
          found.push({
            code: `unknown-${what}`,
            path: [...path, kind, one],
            part: 'key',
            message: `Here is no ${what} "${one}".`,
            advice,
          })
        }
  }
  const diagnostics = found.map((finding) => placed(finding, source))
  const known = examplesOf(flow)
  for (const { state, utterance, path } of rows) {
    const where = known.get(normalise(utterance).key)?.find((one) => one.state === null || one.state === state)
    if (where === undefined) continue
    const message = `"${utterance}" is also an example of ${where.name}: that it is known tells nothing.`
    const advice = 'Write what callers say that the flow has not seen.'
    diagnostics.push({ ...placed({ code: 'also-an-example', path, message, advice }, source), severity: 'warning' })
  }
  return diagnostics
}

interface Example {
  /** null: heard in all states. */
  readonly state: string | null
  readonly name: string
}

function examplesOf(flow: Flow): ReadonlyMap<string, readonly Example[]> {
  const all: (readonly [string, Example])[] = []
  for (const state of Object.values(flow.states)) {
    if (state.kind !== 'decide') continue
    for (const [name, { examples }] of Object.entries(state.options))
      for (const text of examples) all.push([normalise(text).key, { state: state.name, name: `"${name}"` }])
  }
  for (const [name, { examples }] of Object.entries(flow.interrupts))
    for (const text of examples) all.push([normalise(text).key, { state: null, name: `the interrupt "${name}"` }])
  for (const { id, questions } of flow.knowledge)
    for (const text of questions) all.push([normalise(text).key, { state: null, name: `the knowledge "${id}"` }])
  return new Map([...Map.groupBy(all, ([key]) => key)].map(([key, list]) => [key, list.map(([, one]) => one)]))
}

function rowsOf(state: string, said: JsonObject): readonly Row[] {
  const at: Path = ['states', state]
  const of = (list: Json | undefined, meant: string, path: Path): readonly Row[] =>
    asTexts(list).map((utterance, index) => ({ state, utterance, meant, path: [...path, index] }))
  const kinds = { options: '', knowledge: 'knowledge:', interrupts: 'interrupt:', commands: 'command:' } as const
  return [
    ...Object.entries(kinds).flatMap(([kind, lead]) =>
      Object.entries(asObject(said[kind])).flatMap(([name, list]) => of(list, lead + name, [...at, kind, name])),
    ),
    ...of(said['unsure'], 'unsure', [...at, 'unsure']),
  ]
}

function thresholdsOf(data: JsonObject): Thresholds {
  const time = (key: string): number | undefined => parseDuration(asText(data[key]) ?? '') ?? undefined
  return defined({
    right: asNumber(data['right']),
    unsure: asNumber(data['unsure']),
    wrong: asNumber(data['wrong']),
    wrong_with_consequences: asNumber(data['wrong_with_consequences']),
    median: time('median'),
    p95: time('p95'),
    cost: asNumber(data['cost']),
  })
}

function placed({ code, path, part = 'value', message, advice }: EvalFinding, source: Source): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    ...(advice === undefined ? {} : { advice }),
    place: source.place(path, part),
    path,
  }
}
