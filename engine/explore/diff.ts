import type { Flow } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'
import { whatBreaks } from '../language/rules/breaks-calls.ts'

/** One thing that is other in the newer flow. */
export interface Change {
  /** The flow that it is in: the one compared, or one that it runs. */
  readonly flow: string
  /** "state ask", "slot at", "interrupt directions", "timezone" … */
  readonly what: string
  readonly how: 'added' | 'removed' | 'changed'
  /** Which of its keys are other, with what they were and are in a few words; empty where it was added or removed. */
  readonly keys: readonly { readonly key: string; readonly before: string; readonly after: string }[]
}

export interface FlowDiff {
  readonly changes: readonly Change[]
  /** What a call that is in progress would not survive, were it moved to the newer flow. */
  readonly breaks: readonly { readonly flow: string; readonly message: string; readonly advice: string }[]
}

/** Compares two checked flows and all that they run. The same flows give the same diff; the order is the newer file's. */
export function diffFlows(before: Flow, after: Flow): FlowDiff {
  const pairs = flowPairs(before, after)
  return {
    changes: pairs.flatMap(([name, old, now]) => changesOf(name, old, now)),
    breaks: pairs.flatMap(([flow, old, now]) => {
      if (now === null)
        return [{ flow, message: 'A call may be in this flow, and it is gone.', advice: 'Keep it for now.' }]
      if (old === null) return []
      return [...whatBreaks(old, now)].map(({ message, advice = '' }) => ({ flow, message, advice }))
    }),
  }
}

/** The flow itself, then those that it runs, by name. */
function flowPairs(before: Flow, after: Flow): readonly (readonly [string, Flow | null, Flow | null])[] {
  const names = new Set([...Object.keys(after.runs), ...Object.keys(before.runs)])
  return [
    [after.flow, before, after] as const,
    ...[...names].map((name) => [name, before.runs[name] ?? null, after.runs[name] ?? null] as const),
  ]
}

/** The parts of a flow that have names of their own. */
const named = {
  state: 'states',
  slot: 'slots',
  input: 'inputs',
  output: 'outputs',
  interrupt: 'interrupts',
  hours: 'hours',
} as const

function changesOf(flow: string, before: Flow | null, after: Flow | null): readonly Change[] {
  if (before === null || after === null)
    return [{ flow, what: 'flow', how: before === null ? 'added' : 'removed', keys: [] }]
  const changes: Change[] = []
  const whole = keysOf(ownKeys(before), ownKeys(after))
  for (const key of whole) changes.push({ flow, what: key.key, how: 'changed', keys: [key] })
  for (const [what, part] of Object.entries(named)) {
    const old = before[part] as unknown as JsonObject
    const now = after[part] as unknown as JsonObject
    changes.push(...namedChanges(flow, what, old, now))
  }
  changes.push(...namedChanges(flow, 'knowledge', byId(before), byId(after)))
  return changes
}

function namedChanges(flow: string, what: string, old: JsonObject, now: JsonObject): readonly Change[] {
  const changes: Change[] = []
  for (const [name, value] of Object.entries(now)) {
    const was = old[name]
    if (was === undefined) changes.push({ flow, what: `${what} ${name}`, how: 'added', keys: [] })
    else if (JSON.stringify(was) !== JSON.stringify(value))
      changes.push({ flow, what: `${what} ${name}`, how: 'changed', keys: keysOf(asObject(was), asObject(value)) })
  }
  for (const name of Object.keys(old))
    if (!Object.hasOwn(now, name)) changes.push({ flow, what: `${what} ${name}`, how: 'removed', keys: [] })
  return changes
}

/** What is not a named part: the language, the start, the persona … */
function ownKeys(flow: Flow): JsonObject {
  const parts: ReadonlySet<string> = new Set([...Object.values(named), 'knowledge', 'runs', 'flow'])
  return Object.fromEntries(Object.entries(flow as unknown as JsonObject).filter(([key]) => !parts.has(key)))
}

function byId({ knowledge }: Flow): JsonObject {
  return Object.fromEntries(knowledge.map((entry) => [entry.id, entry as unknown as Json]))
}

function asObject(value: Json): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : { value }
}

function keysOf(before: JsonObject, after: JsonObject): Change['keys'] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((key) => {
    const [old, now] = [shown(before[key]), shown(after[key])]
    return JSON.stringify(before[key]) === JSON.stringify(after[key]) ? [] : [{ key, before: old, after: now }]
  })
}

/** In a few words, as near to what was written as the plain form allows. */
function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(plain(value))
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`
}

const mostCharacters = 120

/** An expression is its text; a template its text with {{ }}; a prompt with one variant that variant. */
function plain(value: Json): Json {
  if (Array.isArray(value)) {
    const parts: readonly Json[] = value
    return isTemplate(parts) ? parts.map(partText).join('') : parts.map(plain)
  }
  if (typeof value !== 'object' || value === null) return value
  const object = value as JsonObject
  if (typeof object['cel'] === 'string') return `=${object['cel']}`
  const { variants } = object
  if (Array.isArray(variants) && variants.length === 1 && Object.keys(object).length === 1)
    return plain(variants[0] as Json)
  return Object.fromEntries(Object.entries(object).map(([key, one]) => [key, plain(one)]))
}

function isTemplate(parts: readonly Json[]): boolean {
  return parts.some((part) => typeof part === 'object' && part !== null && 'expression' in part)
    ? parts.every((part) => typeof part === 'string' || (typeof part === 'object' && part !== null))
    : parts.length === 1 && typeof parts[0] === 'string'
}

function partText(part: Json): string {
  if (typeof part === 'string') return part
  const { expression } = part as { readonly expression?: { readonly cel?: string } }
  return `{{ ${expression?.cel ?? '…'} }}`
}
