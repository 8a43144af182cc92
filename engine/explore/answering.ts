import type { Flow } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Manifest } from '../language/world.ts'
import type { Decide, ToolCall } from '../machine/effect.ts'
import type { Answering } from './oracle.ts'
import { expressionsOf, literalsWith } from './literals.ts'
import { samplesOf } from './sample-results.ts'

/** Answers of tools, by name, that are known to fit: those of written tests. */
export type KnownResults = Readonly<Record<string, readonly Json[]>>

/** Beyond so many results of one tool the others are left out. */
const mostResults = 12

/**
 * How tools and the model may answer in any call of these flows: every result that is known or that the tool's schema gives,
 * one of them late, every outcome that the flow or the tool names, and none in time; every option and request, unsure,
 * hardly sure, too late, and a value for what is open.
 */
export function answeringOf(flows: readonly Flow[], manifest: Manifest, known: KnownResults, nowMs: number): Answering {
  const stubs = new Map<string, readonly JsonObject[]>()
  return {
    toolStubs: ({ tool }: ToolCall) => {
      const made = stubs.get(tool) ?? stubsOf(tool, flows, manifest, known[tool] ?? [], nowMs)
      stubs.set(tool, made)
      return made
    },
    decisions,
  }
}

function stubsOf(
  tool: string,
  flows: readonly Flow[],
  manifest: Manifest,
  known: readonly Json[],
  nowMs: number,
): readonly JsonObject[] {
  const { output, errors = [], effect } = manifest[tool] ?? {}
  const results = known.length > 0 ? known : output === undefined ? guessed(tool, flows) : sampled(output, flows, nowMs)
  const states = flows.flatMap((flow) =>
    Object.values(flow.states).flatMap((state) => (state.kind === 'tool' && state.tool === tool ? [state] : [])),
  )
  const named = states.flatMap(({ outcomes }) => Object.keys(outcomes))
  const isWrite = effect === 'write' || states.some((state) => state.effect === 'write')
  const codes = [...new Set([...named, ...errors, 'unavailable', ...(isWrite ? ['uncertain'] : [])])].filter(
    (code) => code !== 'error' && code !== 'timeout',
  )
  const returned = results.slice(0, mostResults).map((result): JsonObject => ({ returns: result }))
  const [first = {}] = returned
  const fillers = states.map(({ filler, timeoutMs }) => Math.min(filler.afterMs + 300, timeoutMs - 1))
  const late = fillers.length === 0 ? [] : [{ ...first, takes: `${Math.max(...fillers)}ms` }]
  return [...returned, ...codes.map((code): JsonObject => ({ fails: code })), { times_out: true }, ...late]
}

function sampled(output: Json, flows: readonly Flow[], nowMs: number): readonly Json[] {
  const literals = flows.map((flow) => literalsWith('result', flow))
  const saved = flows.flatMap((flow) => savedNames(flow).map((name) => literalsWith(name, flow)))
  const all = [...literals, ...saved]
  return samplesOf(
    output,
    {
      numbers: [...new Set(all.flatMap(({ numbers }) => numbers))],
      texts: [...new Set(all.flatMap(({ texts }) => texts))],
    },
    nowMs,
  )
}

function savedNames(flow: Flow): readonly string[] {
  return Object.values(flow.states).flatMap((state) => (state.kind === 'tool' ? Object.keys(state.save) : []))
}

/** Where neither schema nor tests are known: the fields of `result` that the flow reads, as texts, and as lists where they are used so. */
function guessed(tool: string, flows: readonly Flow[]): readonly Json[] {
  const fields = new Map<string, Json>()
  for (const flow of flows) {
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'tool' || state.tool !== tool) continue
      const cels = [...Object.values(state.save), ...state.next.flatMap(({ when }) => when ?? [])].map(({ cel }) => cel)
      for (const cel of cels) {
        for (const [, field = ''] of cel.matchAll(/\bresult\.(\w+)/g)) fields.set(field, 'A1')
      }
      for (const [name, { cel }] of Object.entries(state.save)) {
        const field = /^result\.(\w+)$/.exec(cel)?.[1]
        if (field !== undefined && isList(name, flow)) fields.set(field, [itemOf(name, flow)])
        else if (field !== undefined && isCondition(name, flow)) fields.set(field, true)
      }
    }
  }
  const whole: JsonObject = Object.fromEntries(fields)
  const others = Object.entries(whole).flatMap(([name, value]): Json[] =>
    Array.isArray(value) ? [{ ...whole, [name]: [] }] : value === true ? [{ ...whole, [name]: false }] : [],
  )
  return [whole, ...others]
}

function isList(name: string, flow: Flow): boolean {
  return (
    Object.values(flow.slots).some(({ from }) => from === name) ||
    expressionsOf(flow).some((cel) => cel.includes(`size(${name})`) || cel.includes(`${name}[`))
  )
}

function isCondition(name: string, flow: Flow): boolean {
  return expressionsOf(flow).some((cel) => cel === name || cel === `!${name}`)
}

function itemOf(name: string, flow: Flow): Json {
  const slot = Object.values(flow.slots).find(({ from }) => from === name)
  return slot?.label === undefined ? 'A1' : { [slot.label]: 'first one' }
}

function decisions(asked: Decide): readonly JsonObject[] {
  const options = Object.keys(asked.options)
  const [open] = asked.fills?.slots ?? []
  const value = open?.type === 'boolean' ? true : Object.keys(open?.options ?? {})[0]
  return [
    { option: 'unsure' },
    ...options.map((option): JsonObject => ({ option })),
    ...(options[0] === undefined ? [] : [{ option: options[0], confidence: 0.1 }]),
    { option: options[0] ?? 'unsure', after: '20s' },
    ...(open === undefined || value === undefined ? [] : [{ slots: { [open.name]: { value } } }]),
  ]
}
