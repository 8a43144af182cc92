import type { Flow } from '../language/flow.ts'
import type { Expression } from '../language/value.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import { Scene } from '../machine/scene.ts'
import type { CallContext, Frame, Snapshot } from '../machine/snapshot.ts'
import { runningOf } from '../machine/stack.ts'
import { countersOf } from './counters.ts'
import { liveAnywhere, liveIn, type Live } from './live.ts'

/** What a call is besides its snapshot, for an exploration. */
export interface Around {
  readonly streamLost: boolean
  /** What is ahead, the nearest first: "speech", "timer noinput". */
  readonly ahead: readonly string[]
  /** The writes that were made so far: the tool, and what is known of it. */
  readonly writes: readonly { readonly tool: string; readonly known: string }[]
  /** Told apart also where that matters no more, or hardly: what the usual exploration is held against. */
  readonly isWhole?: boolean
}

/** What two calls have in common that an exploration takes for one: `base` and `own`. */
export interface Abstraction {
  /** Where it is, and what is asked, heard and filled: what happens next hardly depends on the rest. */
  readonly place: string
  /** `place`, and all else that may matter later on. */
  readonly base: string
  /** Nothing but the place matters from here on. */
  readonly isPlain: boolean
  /** What nothing but a silence, a no-match or a word about the pace depends on: "" as a rule. */
  readonly own: string
}

/**
 * Kept: the state and its phase, in every flow that is under way; of what may be read from here on before it is made anew
 * (`liveIn`), which slots and saved names there are, how conditions come out, and how far counters have come; what is
 * awaited and said; which of the writes, events and grants still matter; the order of what is ahead. Apart from that, since
 * little depends on it: attempts and the pace. Left out: values that no condition tells apart, the clock but for that order
 * and those conditions, words, variants, and the count of a whole call's repairs.
 */
export function abstractionOf(
  compiled: CompiledFlow,
  { status, value, context }: Snapshot,
  around: Around,
): Abstraction {
  if (status === 'done')
    return { place: 'ended', base: JSON.stringify(['ended', context.outcome]), isPlain: true, own: '' }
  const { flow } = runningOf(compiled, context)
  const { awaiting, settled, speaking, keys, callerHasFloor, unheard, stack = [] } = context
  const isWhole = around.isWhole === true
  const at = isWhole ? liveAnywhere(flow) : liveIn(flow, stateIn(value, context))
  const outer = stack.map((frame) => outerOf(frame, context, compiled))
  const all = [at, ...outer.map(({ live }) => live)]
  const isLive = (of: 'tools' | 'events' | 'grants', name: string): boolean => all.some((live) => live[of].has(name))
  const isResting = context.timers.noinput !== undefined
  const writes = around.writes
    .filter(({ tool, known }) => known === 'unknown' || (known === 'ok' && (isWhole || isShared(tool, compiled.flow))))
    .filter(({ tool }) => isLive('tools', tool))
    .map(({ tool, known }) => `${tool} ${known}`)
  const filled = shapesIn(context, at)
  const place = JSON.stringify([
    value,
    context.flow ?? '',
    context.language ?? '',
    filled,
    awaiting === null ? '' : awaiting.type === 'tool.call' ? `tool ${awaiting.tool}` : awaiting.type,
    // How the last question to the model came out, and what was unheard, matter until the caller is asked again.
    isResting ? [] : [settled?.code ?? '', unheard !== ''],
    [speaking !== null, keys !== '', callerHasFloor],
    Object.keys(context.partial).sort(),
    stack.map((frame) => [frame.flow, frame.value, frame.resume, frame.then ?? '']),
    listsOf(context),
    context.queue ?? [],
    coolingOf(flow, context),
    around.streamLost,
    around.ahead,
  ])
  const rest: readonly Json[] = [
    valuesOf(flow, context, at, compiled),
    outer.map(({ key }) => key),
    rungsOf(flow, context),
    Object.keys(context.written ?? {}).sort(),
    Object.keys(context.events ?? {})
      .filter((name) => isLive('events', name))
      .sort(),
    (context.granted ?? []).filter((name) => isLive('grants', name)),
    context.handedFrom ?? '',
    [...new Set(writes)].sort(),
  ]
  const { noinput, nomatch } = context.attempts
  if (isWhole) {
    const base = place + JSON.stringify([rest, noinput, nomatch, context.slower === true])
    return { place: base, base, isPlain: false, own: '' }
  }
  // Each ladder is climbed by itself: how far the other one has been climbed changes nothing.
  const rung = noinput > 0 ? `noinput ${noinput}` : nomatch > 0 ? `nomatch ${nomatch}` : ''
  const own = [rung, context.slower === true ? 'slower' : ''].filter((one) => one !== '')
  return { place, base: place + JSON.stringify(rest), isPlain: rest.every(isEmpty), own: own.join(' ') }
}

const callers = new WeakMap<Flow, ReadonlyMap<string, number>>()

/** Whether several states call it: one alone never makes the same write again. */
function isShared(tool: string, project: Flow): boolean {
  const known = callers.get(project) ?? countCallers(project)
  callers.set(project, known)
  return (known.get(tool) ?? 0) > 1
}

function countCallers(project: Flow): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { states } of [project, ...Object.values(project.runs)])
    for (const state of Object.values(states)) {
      if (state.kind !== 'tool') continue
      // Coming again it may be made again.
      const times = state.again || state.dedupeOn !== undefined ? 2 : 1
      counts.set(state.tool, (counts.get(state.tool) ?? 0) + times)
    }
  return counts
}

function isEmpty(value: Json): boolean {
  return Array.isArray(value) ? (value as readonly Json[]).every(isEmpty) : value === ''
}

/** The state of a running flow; of what the package adds, the state that it returns to, if any. */
function stateIn(value: Json, { handedFrom }: Pick<CallContext, 'handedFrom'>): string {
  const name = typeof value === 'string' ? value : (Object.keys(value as object)[0] ?? '')
  return name.startsWith('$') ? (handedFrom ?? name) : name
}

/** A flow that waits: where it is, and what of its own still matters. */
function outerOf(
  frame: Frame,
  context: CallContext,
  compiled: CompiledFlow,
): { readonly live: Live; readonly key: Json } {
  const flow = runningOf(compiled, frame.flow === compiled.flow.flow ? {} : { flow: frame.flow }).flow
  const live = liveIn(flow, stateIn(frame.value, context))
  const { inputs, slots, saved, attempts } = frame
  const then: CallContext = { ...context, inputs, slots, saved, attempts }
  return { live, key: [shapesIn(then, live), valuesOf(flow, then, live, compiled)] }
}

/** Which slots and saved names there are, of those that matter. */
function shapesIn({ slots, saved }: CallContext, { names }: Live): Json {
  return [shapesOf(slots, (name) => names.has(`slots.${name}`)), shapesOf(saved, (name) => names.has(name))]
}

/** How far counters have come, and how conditions come out: of those that matter. */
function valuesOf(flow: Flow, context: CallContext, live: Live, compiled: CompiledFlow): Json {
  const counts = Object.entries(countersOf(flow)).flatMap(([name, { min, max }]): Json[] => {
    const count = context.saved[name]
    return typeof count === 'number' && live.names.has(name) ? [[name, Math.min(Math.max(count, min), max)]] : []
  })
  return [truths(flow, context, live, compiled.flow), counts]
}

/** Which are filled, and of lists whether they have none, one or more. */
function shapesOf(values: JsonObject, matters: (name: string) => boolean): string[] {
  return Object.entries(values)
    .filter(([name, value]) => value !== null && matters(name))
    .map(([name, value]) => `${name}${Array.isArray(value) ? `[${Math.min(value.length, 2)}]` : ''}`)
    .sort()
}

function listsOf({ lists = {} }: CallContext): Json {
  return Object.entries(lists).map(([name, { asked, done, drafts = [] }]) => [
    name,
    asked,
    done === true,
    drafts.length > 1,
  ])
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

/** What expressions read that changes without slots and saved names. */
const fleeting = /\b(now|today|open|result|attempts|call|inputs)\b/

interface Told {
  readonly live: Live
  readonly saved: JsonObject
  readonly letters: string
}
const told = new WeakMap<JsonObject, Told>()

/** How they come out here: a letter each. */
function truths(flow: Flow, context: CallContext, live: Live, project: Flow): string {
  const { slots, saved } = context
  const { lasting, others } = sorted(live)
  const letters = (list: readonly Expression[]): string =>
    list.map((one) => truth(one, flow, context, project)).join('')
  const known = told.get(slots)
  if (known?.live === live && known.saved === saved) return known.letters + letters(others)
  const made = letters(lasting)
  told.set(slots, { live, saved, letters: made })
  return made + letters(others)
}

interface Sorted {
  /** Those that only slots and saved names can change within a call. */
  readonly lasting: readonly Expression[]
  readonly others: readonly Expression[]
}
const sortedOf = new WeakMap<Live, Sorted>()

function sorted(live: Live): Sorted {
  const known = sortedOf.get(live)
  if (known !== undefined) return known
  const made = {
    lasting: live.conditions.filter(({ cel }) => !fleeting.test(cel)),
    others: live.conditions.filter(({ cel }) => fleeting.test(cel)),
  }
  sortedOf.set(live, made)
  return made
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
