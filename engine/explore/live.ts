import { commandEdges, edgesOf, type Edge } from '../language/edges.ts'
import type { Flow } from '../language/flow.ts'
import type { State } from '../language/state.ts'
import type { Expression } from '../language/value.ts'
import { Writer } from '../language/writer.ts'
import { celsOf, namesIn } from './cels-of.ts'

/** What of a call may still matter in a state of its flow: what is read here, or further on before it is made anew. */
export interface Live {
  /** As they come out now. */
  readonly conditions: readonly Expression[]
  /** Slots ("slots.at") and saved names: whether there is one. */
  readonly names: ReadonlySet<string>
  /** What is still called, waited for and required from here on, in this flow. */
  readonly tools: ReadonlySet<string>
  readonly events: ReadonlySet<string>
  readonly grants: ReadonlySet<string>
}

/** A way on, and what is made anew on it. */
interface Step {
  readonly to: string
  readonly makes: ReadonlySet<string>
}

interface Part {
  readonly uses: ReadonlySet<string>
  readonly conditions: ReadonlyMap<string, Expression>
  readonly steps: readonly Step[]
  readonly tool: string | null
  readonly event: string | null
  readonly grant: string | null
}

const known = new WeakMap<Flow, ReadonlyMap<string, Live>>()
const nothing: Live = { conditions: [], names: new Set(), tools: new Set(), events: new Set(), grants: new Set() }

/** Of a state of this flow; of what is no state of its own (the spoken way out, the end) nothing matters any more. */
export function liveIn(flow: Flow, state: string): Live {
  const made = known.get(flow) ?? liveness(flow)
  known.set(flow, made)
  return made.get(state) ?? nothing
}

/** As if everything that matters in one of this flow's states mattered in each. */
export function liveAnywhere(flow: Flow): Live {
  const all = Object.keys(flow.states).map((state) => liveIn(flow, state))
  const union = (of: (live: Live) => Iterable<string>): ReadonlySet<string> =>
    new Set(all.flatMap((one) => [...of(one)]))
  return {
    conditions: [...union(({ conditions }) => conditions.map(({ cel }) => cel))].sort().map((cel) => ({ cel })),
    names: union(({ names }) => names),
    tools: union(({ tools }) => tools),
    events: union(({ events }) => events),
    grants: union(({ grants }) => grants),
  }
}

/** Backwards over the ways between states, until nothing is added. */
function liveness(flow: Flow): ReadonlyMap<string, Live> {
  const parts = new Map(Object.values(flow.states).map((state) => [state.name, partOf(state, flow)]))
  const conditions = spread(
    parts,
    ({ conditions: own }) => own.keys(),
    // What is read when the values are other ones is not known now.
    (cel, { makes }) => [...namesIn(cel)].some((name) => makes.has(name)),
  )
  const names = spread(
    parts,
    ({ uses }) => uses,
    (name, { makes }) => makes.has(name),
  )
  const never = (): boolean => false
  const tools = spread(parts, ({ tool }) => (tool === null ? [] : [tool]), never)
  const events = spread(parts, ({ event }) => (event === null ? [] : [event]), never)
  const grants = spread(parts, ({ grant }) => (grant === null ? [] : [grant]), never)
  return new Map(
    [...parts.keys()].map((name) => [
      name,
      {
        conditions: [...(conditions.get(name) ?? [])].sort().map((cel) => ({ cel })),
        names: names.get(name) ?? new Set(),
        tools: tools.get(name) ?? new Set(),
        events: events.get(name) ?? new Set(),
        grants: grants.get(name) ?? new Set(),
      },
    ]),
  )
}

function spread(
  parts: ReadonlyMap<string, Part>,
  own: (part: Part) => Iterable<string>,
  isMade: (item: string, step: Step) => boolean,
): ReadonlyMap<string, ReadonlySet<string>> {
  const live = new Map([...parts].map(([name, part]) => [name, new Set(own(part))]))
  for (let isChanged = true; isChanged;) {
    isChanged = false
    for (const [name, { steps }] of parts) {
      const here = live.get(name) ?? new Set()
      const before = here.size
      for (const step of steps)
        for (const item of live.get(step.to) ?? []) if (!here.has(item) && !isMade(item, step)) here.add(item)
      isChanged ||= here.size > before
    }
  }
  return live
}

function partOf(state: State, flow: Flow): Part {
  const slots = slotsOf(state).flatMap((name) => flow.slots[name] ?? [])
  const refused = slots.map(({ name, reject }) => ({ name, ...celsOf(reject) }))
  // A value is refused as it comes: what stands counts only where it is compared with something else.
  const others = refused.flatMap(({ name, conditions }) =>
    conditions.filter(({ cel }) => [...namesIn(cel)].some((one) => !passing.has(one) && one !== `slots.${name}`)),
  )
  const own = celsOf(state)
  const made = resultsOf(state)
  const conditions = [
    ...own.conditions.filter(({ cel }) => ![...namesIn(cel)].some((name) => made.has(name))),
    ...others,
  ]
  const asked = slots.flatMap(({ name, from }) => [`slots.${name}`, ...(from === undefined ? [] : [from])])
  const uses = [...own.all, ...celsOf(slots).all].flatMap((cel) => [...namesIn(cel)])
  const corrected =
    'noinput' in state && state.corrections
      ? gathersOf(flow).flatMap((one) => one.slots.map((name) => `slots.${name}`))
      : []
  return {
    uses: new Set([...uses, ...asked, ...corrected]),
    conditions: new Map(conditions.map((one) => [one.cel, one])),
    steps: stepsOf(state, flow),
    tool: state.kind === 'tool' ? state.tool : null,
    event: state.kind === 'wait' ? state.event : null,
    grant: state.requires ?? null,
  }
}

/** What conditions of a `reject` read that a caller does not give. */
const passing: ReadonlySet<string> = new Set(['now', 'today', 'open', 'item', 'hours', 'days', 'minutes'])

function slotsOf(state: State): readonly string[] {
  if (state.kind === 'gather') return state.slots
  if (state.kind === 'confirm') return state.denied.correct
  return state.kind === 'decide' ? Object.values(state.options).flatMap((option) => option.slots) : []
}

/** What is there only once this state has had its answer: its routes are read then. */
function resultsOf(state: State): ReadonlySet<string> {
  const saved = 'save' in state && typeof state.save === 'object' ? Object.keys(state.save) : []
  return new Set(['result', ...saved])
}

function stepsOf(state: State, flow: Flow): readonly Step[] {
  const edges: readonly Edge[] = [...edgesOf(state, new Writer()), ...commandEdges(state, flow)]
  const listens = 'noinput' in state
  // Back to a question that was asked before, or to the one that a correction answers.
  const back = listens ? Object.values(flow.states).filter((one) => 'noinput' in one) : []
  return [
    ...edges.map((edge): Step => ({ to: edge.to, makes: madeOn(edge, state) })),
    ...(flow.commands.goback !== 'off' || (listens && state.corrections) ? back : []).map(({ name }): Step => ({
      to: name,
      makes: new Set(),
    })),
    // Whoever may call for somebody in a flow that is run calls in its place.
    ...(state.kind === 'run' || flow.voicemail !== undefined ? Object.values(flow.commands) : []).flatMap(
      (command): Step[] =>
        typeof command === 'object' && 'to' in command ? [{ to: command.to, makes: new Set() }] : [],
    ),
    ...(flow.voicemail === undefined ? [] : [{ to: flow.voicemail, makes: new Set<string>() }]),
  ]
}

function madeOn({ kind, name }: Edge, state: State): ReadonlySet<string> {
  const option = state.kind === 'decide' && kind === 'option' ? state.options[name] : undefined
  const isOn = kind === 'next' || kind === 'confirmed'
  const set = option === undefined ? (isOn ? state.set : {}) : { ...state.set, ...option.set }
  const clear = option === undefined ? (isOn ? state.clear : []) : [...state.clear, ...option.clear]
  return new Set([
    ...Object.keys(set),
    ...clear.map((slot) => `slots.${slot}`),
    ...(kind === 'next' ? resultsOf(state) : []),
    'result',
    'attempts',
  ])
}

function gathersOf(flow: Flow): readonly Extract<State, { kind: 'gather' }>[] {
  return Object.values(flow.states).flatMap((state) => (state.kind === 'gather' ? [state] : []))
}
