import type { Flow } from '../language/flow.ts'
import type { Expression } from '../language/value.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import { Scene } from '../machine/scene.ts'
import type { CallContext, Snapshot } from '../machine/snapshot.ts'
import { runningOf } from '../machine/stack.ts'

/** What a call is besides its snapshot, for an exploration. */
export interface Around {
  readonly streamLost: boolean
  /** What is ahead, the nearest first: "speech", "timer noinput". */
  readonly ahead: readonly string[]
  /** The writes that were made so far, by tool, with what is known of each: "ok", "unknown". */
  readonly writes: readonly string[]
}

/**
 * What two calls have in common that an exploration takes for one. Kept: the state and its phase, in every flow that is
 * under way; which slots, saved names and parts of answers there are; how every condition of the running flow comes out;
 * what is granted, awaited, and said; attempts; the order of what is ahead. Left out: values that no condition tells apart,
 * the clock but for that order and those conditions, words, variants, and the count of a whole call's repairs.
 */
export function abstractionOf(compiled: CompiledFlow, { status, value, context }: Snapshot, around: Around): string {
  if (status === 'done') return JSON.stringify(['ended', context.outcome, around.writes])
  const { flow } = runningOf(compiled, context)
  const { awaiting, attempts, settled, speaking, keys, callerHasFloor, unheard } = context
  return JSON.stringify([
    value,
    context.flow ?? '',
    context.language ?? '',
    shapesOf(context.slots),
    shapesOf(context.saved),
    truths(flow, context, compiled.flow),
    awaiting === null ? '' : awaiting.type === 'tool.call' ? `tool ${awaiting.tool}` : awaiting.type,
    [attempts.noinput, attempts.nomatch],
    rungsOf(flow, context),
    [settled?.code ?? '', speaking !== null, keys !== '', callerHasFloor, unheard !== '', context.slower === true],
    Object.keys(context.partial).sort(),
    (context.stack ?? []).map((frame) => [frame.flow, frame.value, frame.resume, shapesOf(frame.slots)]),
    context.trail?.at(-1) ?? '',
    Object.keys(context.written ?? {}).sort(),
    Object.entries(context.lists ?? {}).map(([name, list]) => [
      name,
      list.asked,
      list.done === true,
      (list.drafts ?? []).length > 1,
    ]),
    context.queue ?? [],
    Object.keys(context.events ?? {}).sort(),
    coolingOf(flow, context),
    context.granted ?? [],
    context.handedFrom ?? '',
    around,
  ])
}

/** Which are filled, and of lists whether they have none, one or more. */
function shapesOf(values: JsonObject): readonly string[] {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}${Array.isArray(value) ? `[${Math.min(value.length, 2)}]` : ''}`)
    .sort()
}

/** They matter only where the flow limits them. */
function rungsOf({ limits }: Flow, { rungs }: CallContext): readonly number[] {
  return limits === undefined || rungs === undefined
    ? []
    : [Math.min(rungs.noinput, limits.noinput ?? 0), Math.min(rungs.nomatch, limits.nomatch ?? 0)]
}

function coolingOf({ interrupts }: Flow, { interrupted, now }: CallContext): readonly string[] {
  return Object.entries(interrupted ?? {})
    .filter(([name, at]) => now - at < (interrupts[name.replace('interrupt:', '')]?.cooldownMs ?? 0))
    .map(([name]) => name)
}

interface Conditions {
  /** Those that only slots and saved names can change within a call. */
  readonly lasting: readonly Expression[]
  readonly others: readonly Expression[]
}

const conditions = new WeakMap<Flow, Conditions>()

/** Every condition of a flow: of its routes, and of what its slots refuse. */
function conditionsOf(flow: Flow): Conditions {
  const known = conditions.get(flow)
  if (known !== undefined) return known
  const found = new Map<string, Expression>()
  collect([flow.states, flow.slots] as unknown as Json, found)
  const all = [...found.values()]
  const isFleeting = ({ cel }: Expression): boolean => /\b(now|today|open|result|attempts|call)\b/.test(cel)
  const made = { lasting: all.filter((one) => !isFleeting(one)), others: all.filter(isFleeting) }
  conditions.set(flow, made)
  return made
}

const told = new WeakMap<JsonObject, { readonly flow: Flow; readonly saved: JsonObject; readonly truths: string }>()

/** How they come out here: a letter each. */
function truths(flow: Flow, context: CallContext, project: Flow): string {
  const { slots, saved } = context
  const { lasting, others } = conditionsOf(flow)
  const known = told.get(slots)
  const all = (list: readonly Expression[]): string => list.map((one) => truth(one, flow, context, project)).join('')
  if (known?.flow === flow && known.saved === saved) return known.truths + all(others)
  const made = all(lasting)
  told.set(slots, { flow, saved, truths: made })
  return made + all(others)
}

function collect(value: Json, found: Map<string, Expression>): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) collect(item, found)
  else if (value !== null && typeof value === 'object')
    for (const [key, item] of Object.entries(value as JsonObject)) {
      const cel = key === 'when' ? (item as JsonObject | null)?.['cel'] : undefined
      if (typeof cel === 'string') found.set(cel, { cel })
      else collect(item, found)
    }
}

/** "e": it cannot be told here. */
function truth(condition: Expression, flow: Flow, context: CallContext, project: Flow): 't' | 'f' | 'e' {
  try {
    const scene = new Scene(flow, context, { type: 'stream.resumed', at: context.now }, project)
    return scene.holds(condition) ? 't' : 'f'
  } catch {
    return 'e'
  }
}
