import type { Diagnostic } from '../language/diagnostic.ts'
import { commandNames, type Flow } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'
import { didYouMean } from '../language/nearest.ts'
import { asObject, asText } from '../language/reading.ts'
import type { Path } from '../language/source.ts'
import type { Manifest } from '../language/world.ts'
import { unanswerable } from '../states/besides.ts'
import { variantsOf } from './heard.ts'
import { answersFindings } from './stub-names.ts'
import { toolsCalled } from '../language/tools-called.ts'
import { diagnosticOf, type TestFile } from './test-file.ts'
import { languageMeant } from '../machine/call-language.ts'
import type { TestFinding } from './test-shape.ts'

/**
 * Whether what a test file names is there in its flow: tools, states, slots, options; and whether stubs are of the right
 * shape. Of fixtures those that it uses, in their own file: they may hold stubs for tools of other flows.
 */
export function checkTestNames(file: TestFile, flow: Flow, tools: Manifest | undefined): readonly Diagnostic[] {
  const names = new Names(flow, tools)
  const data = asObject(file.source.data)
  const own = [...names.ofHead(data, []), ...stepsOf(data['tests']).flatMap((one) => [...names.ofSteps(...one)])]
  const shared = file.used.flatMap(({ name, data: fixture, source }) => {
    const path: Path = ['fixtures', name]
    const { stubs, ...rest } = fixture
    const called = Object.entries(asObject(stubs)).filter(([tool]) => toolsCalled(flow).includes(tool))
    const head = { ...rest, stubs: Object.fromEntries(called) }
    const findings = [...names.ofHead(head, path), ...names.ofSteps(listOf(fixture['steps']), [...path, 'steps'])]
    return findings.map((finding) => diagnosticOf(finding, source))
  })
  return [...[...own, ...file.faults].map((finding) => diagnosticOf(finding, file.source)), ...shared]
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

function stepsOf(tests: Json | undefined): readonly (readonly [readonly Json[], Path])[] {
  return Object.entries(asObject(tests)).map(([name, steps]) => [listOf(steps), ['tests', name]] as const)
}

type Kind = 'tool' | 'state' | 'slot' | 'input' | 'option' | 'destination'

class Names {
  readonly #flow: Flow
  readonly #tools: Manifest | undefined
  readonly #names: Readonly<Record<Kind, readonly string[]>>
  readonly #besides: readonly string[]

  constructor(flow: Flow, tools: Manifest | undefined) {
    this.#flow = flow
    this.#tools = tools
    const states = Object.values(flow.states)
    const options = states.flatMap((state) => (state.kind === 'decide' ? Object.keys(state.options) : []))
    this.#besides = [
      ...commandNames.map((name) => `command:${name}`),
      ...Object.keys(flow.interrupts).map((name) => `interrupt:${name}`),
      ...flow.knowledge.map(({ id }) => `knowledge:${id}`),
      unanswerable,
    ]
    this.#names = {
      tool: toolsCalled(flow),
      state: Object.keys(flow.states),
      slot: Object.keys(flow.slots),
      input: Object.keys(flow.inputs),
      option: [...options, 'unsure'],
      destination: states.flatMap((state) => (state.kind === 'transfer' ? [state.destination] : [])),
    }
  }

  *ofHead(data: JsonObject, at: Path): Iterable<TestFinding> {
    const language = asText(data['language'])
    if (language !== undefined && languageMeant(this.#flow, language) === null)
      yield {
        code: 'unknown-language',
        path: [...at, 'language'],
        part: 'value',
        message: `The flow "${this.#flow.flow}" is not spoken in "${language}".`,
        advice: `It is in ${[this.#flow.language, ...this.#flow.languages].join(', ')}.`,
      }
    for (const name of Object.keys(asObject(data['inputs'])))
      yield* this.#unknown('input', name, [...at, 'inputs', name], 'key')
    for (const [name, stub] of Object.entries(asObject(data['stubs']))) {
      yield* this.#unknown('tool', name, [...at, 'stubs', name], 'key')
      yield* answersFindings(name, stub, [...at, 'stubs', name], this.#flow, this.#tools)
    }
    yield* this.#ofDecision(asObject(data['decides']), [...at, 'decides'])
    for (const [kind, name, path] of startNames(data['start_at'], [...at, 'start_at']))
      yield* this.#unknown(kind, name, path, kind === 'slot' ? 'key' : 'value')
  }

  *ofSteps(steps: readonly Json[], at: Path): Iterable<TestFinding> {
    for (const [index, step] of steps.entries()) yield* this.#ofStep(asObject(step), [...at, index])
  }

  *#ofStep(step: JsonObject, path: Path): Iterable<TestFinding> {
    for (const [kind, name, at] of startNames(step['start_at'], [...path, 'start_at']))
      yield* this.#unknown(kind, name, at, kind === 'slot' ? 'key' : 'value')
    const { stub, decides, expect } = step
    const stubName = asText(asObject(stub)['name'])
    if (stubName !== undefined) {
      yield* this.#unknown('tool', stubName, [...path, 'stub', 'name'], 'value')
      const { answers } = asObject(stub)
      const at: Path = answers === undefined ? [...path, 'stub'] : [...path, 'stub', 'answers']
      yield* answersFindings(stubName, answers ?? stub ?? {}, at, this.#flow, this.#tools)
    }
    yield* this.#ofDecision(asObject(decides), [...path, 'decides'])
    for (const key of ['hears', 'not_hears'] as const) yield* this.#ofWords(step[key], [...path, key])
    const { state, slots, called, transferred } = asObject(expect)
    const at: Path = [...path, 'expect']
    const top = asText(state)?.split('.')[0]
    if (top !== undefined && !top.startsWith('$')) yield* this.#unknown('state', top, [...at, 'state'], 'value')
    for (const name of Object.keys(asObject(slots))) yield* this.#unknown('slot', name, [...at, 'slots', name], 'key')
    for (const name of Object.keys(asObject(called))) yield* this.#unknown('tool', name, [...at, 'called', name], 'key')
    const destination = asText(transferred)
    if (destination !== undefined) yield* this.#unknown('destination', destination, [...at, 'transferred'], 'value')
  }

  *#ofWords(words: Json | undefined, path: Path): Iterable<TestFinding> {
    for (const [index, one] of (Array.isArray(words) ? listOf(words) : [words ?? null]).entries()) {
      const variant = asText(asObject(one)['variant_of'])
      if (variant === undefined) continue
      const at = [...path, ...(Array.isArray(words) ? [index] : []), 'variant_of']
      const [state = ''] = variant.split('.')
      const unknown = this.#unknown('state', state, at, 'value')
      yield* unknown
      if (unknown.length === 0 && variantsOf(this.#flow, variant) === null)
        yield {
          code: 'unknown-prompt',
          path: at,
          message: `There is no prompt "${variant}".`,
          advice: 'Write a state that speaks, or a part of one: "ask.noinput.1", "ask.prompts.at", "find.filler.1".',
        }
    }
  }

  *#ofDecision(decides: JsonObject, path: Path): Iterable<TestFinding> {
    const option = asText(decides['option'])
    if (option !== undefined) yield* this.#unknown('option', option, [...path, 'option'], 'value')
    for (const name of Object.keys(asObject(decides['slots'])))
      yield* this.#unknown('slot', name, [...path, 'slots', name], 'key')
    if (decides['late'] === true && decides['refuses'] === true)
      yield {
        code: 'two-answers',
        path: [...path, 'refuses'],
        part: 'key',
        message: 'The model either refuses or is late.',
        advice: 'Leave one of them out.',
      }
  }

  #unknown(kind: Kind, name: string, path: Path, part: 'key' | 'value'): readonly TestFinding[] {
    const known = this.#names[kind]
    if (known.includes(name) || (kind === 'option' && this.#besides.includes(name))) return []
    const advice = didYouMean(name, known) ?? (known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`)
    const message = `The flow "${this.#flow.flow}" has no ${kind} "${name}".`
    return [{ code: `unknown-${kind}`, path, part, message, advice }]
  }
}

/** A state, and slots, that a call can begin with. */
function startNames(start: Json | undefined, path: Path): readonly (readonly ['state' | 'slot', string, Path])[] {
  const { state, slots } = asObject(start)
  const name = asText(state)
  const filled = Object.keys(asObject(slots)).map((slot) => ['slot', slot, [...path, 'slots', slot]] as const)
  return name === undefined ? filled : [['state', name, [...path, 'state']], ...filled]
}
