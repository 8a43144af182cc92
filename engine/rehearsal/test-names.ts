import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Diagnostic } from '../language/diagnostic.ts'
import { commandNames, type Flow } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'
import { didYouMean, nearest } from '../language/nearest.ts'
import { asObject, asText } from '../language/reading.ts'
import type { Path } from '../language/source.ts'
import type { Manifest } from '../language/world.ts'
import { commonErrors } from '../language/world.ts'
import { unanswerable } from '../states/besides.ts'
import { toolsCalled } from '../language/tools-called.ts'
import { diagnosticOf, type TestFile } from './test-file.ts'
import { languageMeant } from '../machine/call-language.ts'
import type { TestFinding } from './test-shape.ts'

/** Whether what a test file names is there in its flow: tools, states, slots, options; and whether stubs are of the right shape. */
export function checkTestNames(file: TestFile, flow: Flow, tools: Manifest | undefined): readonly Diagnostic[] {
  return [...findings(asObject(file.source.data), flow, tools)].map((finding) => diagnosticOf(finding, file.source))
}

function* findings(data: JsonObject, flow: Flow, manifest: Manifest | undefined): Iterable<TestFinding> {
  const states = Object.values(flow.states)
  const tools = toolsCalled(flow)
  const options = states.flatMap((state) => (state.kind === 'decide' ? Object.keys(state.options) : []))
  const besides = [
    ...commandNames.map((name) => `command:${name}`),
    ...Object.keys(flow.interrupts).map((name) => `interrupt:${name}`),
    ...flow.knowledge.map(({ id }) => `knowledge:${id}`),
    unanswerable,
  ]
  const names = {
    tool: tools,
    state: Object.keys(flow.states),
    slot: Object.keys(flow.slots),
    input: Object.keys(flow.inputs),
    option: [...options, 'unsure'],
    destination: states.flatMap((state) => (state.kind === 'transfer' ? [state.destination] : [])),
  }
  const unknown = (
    kind: keyof typeof names,
    name: string,
    path: Path,
    part: 'key' | 'value',
  ): readonly TestFinding[] => {
    if (names[kind].includes(name) || (kind === 'option' && besides.includes(name))) return []
    const advice =
      didYouMean(name, names[kind]) ?? (names[kind].length === 0 ? 'It has none.' : `It has ${names[kind].join(', ')}.`)
    return [
      { code: `unknown-${kind}`, path, part, message: `The flow "${flow.flow}" has no ${kind} "${name}".`, advice },
    ]
  }
  const language = asText(data['language'])
  if (language !== undefined && languageMeant(flow, language) === null)
    yield {
      code: 'unknown-language',
      path: ['language'],
      part: 'value',
      message: `The flow "${flow.flow}" is not spoken in "${language}".`,
      advice: `It is in ${[flow.language, ...flow.languages].join(', ')}.`,
    }
  for (const name of Object.keys(asObject(data['inputs']))) yield* unknown('input', name, ['inputs', name], 'key')
  for (const [name, stub] of Object.entries(asObject(data['stubs']))) {
    yield* unknown('tool', name, ['stubs', name], 'key')
    yield* answersFindings(name, stub, ['stubs', name], flow, manifest)
  }
  function* ofDecision(decides: JsonObject, path: Path): Iterable<TestFinding> {
    const option = asText(decides['option'])
    if (option !== undefined) yield* unknown('option', option, [...path, 'option'], 'value')
    for (const name of Object.keys(asObject(decides['slots'])))
      yield* unknown('slot', name, [...path, 'slots', name], 'key')
  }
  yield* ofDecision(asObject(data['decides']), ['decides'])
  for (const [kind, name, path] of startNames(data['start_at'], ['start_at']))
    yield* unknown(kind, name, path, kind === 'slot' ? 'key' : 'value')
  for (const [test, steps] of Object.entries(asObject(data['tests']))) {
    for (const [index, step] of (Array.isArray(steps) ? (steps as readonly Json[]) : []).entries()) {
      const path: Path = ['tests', test, index]
      const start = asObject(step)['start_at']
      for (const [kind, name, at] of startNames(start, [...path, 'start_at']))
        yield* unknown(kind, name, at, kind === 'slot' ? 'key' : 'value')
      if (start !== undefined && index > 0)
        yield {
          code: 'late-start',
          path: [...path, 'start_at'],
          part: 'key',
          message: 'The call has begun already.',
          advice: 'Make it the first step of the test.',
        }
      const { stub, decides, expect } = asObject(step)
      const stubName = asText(asObject(stub)['name'])
      if (stubName !== undefined) {
        yield* unknown('tool', stubName, [...path, 'stub', 'name'], 'value')
        const { answers } = asObject(stub)
        const at: Path = answers === undefined ? [...path, 'stub'] : [...path, 'stub', 'answers']
        yield* answersFindings(stubName, answers ?? stub ?? {}, at, flow, manifest)
      }
      yield* ofDecision(asObject(decides), [...path, 'decides'])
      const { state, slots, called, transferred } = asObject(expect)
      const at: Path = [...path, 'expect']
      const top = asText(state)?.split('.')[0]
      if (top !== undefined && !top.startsWith('$')) yield* unknown('state', top, [...at, 'state'], 'value')
      for (const name of Object.keys(asObject(slots))) yield* unknown('slot', name, [...at, 'slots', name], 'key')
      for (const name of Object.keys(asObject(called))) yield* unknown('tool', name, [...at, 'called', name], 'key')
      const destination = asText(transferred)
      if (destination !== undefined) yield* unknown('destination', destination, [...at, 'transferred'], 'value')
    }
  }
}

/** A state, and slots, that a call can begin with. */
function startNames(start: Json | undefined, path: Path): readonly (readonly ['state' | 'slot', string, Path])[] {
  const { state, slots } = asObject(start)
  const name = asText(state)
  const filled = Object.keys(asObject(slots)).map((slot) => ['slot', slot, [...path, 'slots', slot]] as const)
  return name === undefined ? filled : [['state', name, [...path, 'state']], ...filled]
}

function* answersFindings(
  tool: string,
  answers: Json,
  path: Path,
  flow: Flow,
  manifest: Manifest | undefined,
): Iterable<TestFinding> {
  if (!Array.isArray(answers)) {
    yield* stubFindings(tool, asObject(answers), path, flow, manifest)
    return
  }
  for (const [index, answer] of (answers as readonly Json[]).entries())
    yield* stubFindings(tool, asObject(answer), [...path, index], flow, manifest)
}

function* stubFindings(
  tool: string,
  { returns, fails, times_out: timesOut }: JsonObject,
  path: Path,
  flow: Flow,
  manifest: Manifest | undefined,
): Iterable<TestFinding> {
  const said = Object.entries({ returns, fails, times_out: timesOut }).flatMap(([key, value]) =>
    value === undefined ? [] : [key],
  )
  const second = said[1]
  if (second !== undefined) {
    const message = `A tool either returns, fails, or times out; this does two of them: ${said.join(' and ')}.`
    yield { code: 'two-answers', path: [...path, second], part: 'key', message, advice: 'Leave one of them out.' }
  }
  const known = manifest?.[tool]
  const code = asText(fails)
  if (code !== undefined && known?.errors !== undefined) {
    const codes = [...known.errors, ...commonErrors]
    if (!codes.includes(code)) {
      const advice = didYouMean(code, codes) ?? `It fails with ${codes.join(', ')}.`
      yield {
        code: 'unknown-error',
        path: [...path, 'fails'],
        message: `The tool "${tool}" never fails as "${code}".`,
        advice,
      }
    }
  }
  if (code !== undefined || timesOut !== undefined) return
  if (known?.output !== undefined) {
    const why = refusal(known.output, returns ?? {})
    if (why !== null)
      yield {
        code: 'stub-shape',
        path: [...path, 'returns'],
        part: 'key',
        message: `The tool "${tool}" cannot return this: ${why}.`,
      }
    return
  }
  const given = asObject(returns)
  for (const field of fieldsRead(tool, flow)) {
    if (field in given) continue
    const unread = Object.keys(given).filter((key) => !fieldsRead(tool, flow).includes(key))
    const meant = nearest(field, unread)
    yield {
      code: 'stub-shape',
      path: [...path, 'returns'],
      part: 'key',
      message: `The flow reads "result.${field}" of "${tool}", and this stub does not return it.`,
      advice: meant === null ? `Add it: returns: { ${field}: … }.` : `Write "${field}" for "${meant}".`,
    }
  }
}

/** The fields of a tool's result that the flow saves, without a guard. */
function fieldsRead(tool: string, flow: Flow): readonly string[] {
  const sources = Object.values(flow.states).flatMap((state) =>
    state.kind === 'tool' && state.tool === tool ? Object.values(state.save).map(({ cel }) => cel) : [],
  )
  const fields = sources
    .filter((cel) => !/\b(has|filled|or)\(/.test(cel))
    .flatMap((cel) => [...cel.matchAll(/\bresult\.([A-Za-z_]\w*)/g)].map(([, field]) => field ?? ''))
  return [...new Set(fields)]
}

/** Why a value is not of a schema, or null; a schema that cannot be used refuses nothing. */
function refusal(schema: Json, value: Json): string | null {
  try {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false })
    const validate = ajv.compile(asObject(schema))
    if (validate(value)) return null
    const { instancePath = '', message = 'it is refused' } = validate.errors?.[0] ?? {}
    return `${instancePath === '' ? 'it' : instancePath.slice(1).replaceAll('/', '.')} ${message}`
  } catch {
    return null
  }
}
