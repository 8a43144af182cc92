import type { Flow } from '../language/flow.ts'
import type { SetState, State } from '../language/state.ts'
import type { Value } from '../language/value.ts'
import type { JsonObject } from '../language/json.ts'
import { compileStored, type CompiledFlow } from '../machine/compile.ts'

/** Where a test's call begins, instead of at the flow's start. */
export interface StartAt {
  readonly state: string
  readonly slots: JsonObject
  readonly saved: JsonObject
  /** What the caller has been granted by then. */
  readonly granted: readonly string[]
}

const compiled = new WeakMap<CompiledFlow, Map<string, CompiledFlow>>()

/** The flow with a beginning of its own: a step or more that set what there is by then, and lead to the state. */
export function startedAt(whole: CompiledFlow, start: StartAt): CompiledFlow {
  const known = compiled.get(whole) ?? new Map<string, CompiledFlow>()
  compiled.set(whole, known)
  const key = JSON.stringify(start)
  const made = known.get(key) ?? compileStored(beginningAt(whole.flow, start))
  known.set(key, made)
  return made
}

function beginningAt(flow: Flow, { state, slots, saved, granted }: StartAt): Flow {
  const slotsSet = Object.entries(slots).map(([name, value]) => [`slots.${name}`, { literal: value }] as const)
  const savedSet = Object.entries(saved).map(([name, value]) => [name, { literal: value }] as const)
  const set: Readonly<Record<string, Value>> = Object.fromEntries([...slotsSet, ...savedSet])
  // One state grants one thing.
  const names = granted.length === 0 ? [undefined] : granted
  const steps = names.map((grants, index) => {
    const to = index === names.length - 1 ? state : nameOf(index + 1)
    return beginning(nameOf(index), to, index === 0 ? set : {}, grants)
  })
  const states: Readonly<Record<string, State>> = Object.fromEntries(steps.map((step) => [step.name, step]))
  return { ...flow, start: nameOf(0), states: { ...flow.states, ...states } }
}

/** `$` is not legal in a name of a flow. */
function nameOf(index: number): string {
  return `$at_${index}`
}

function beginning(name: string, to: string, set: SetState['set'], grants: string | undefined): SetState {
  return {
    kind: 'set',
    name,
    bargein: { mode: 'off', minWords: 0, minMs: 0, ignore: [], always: [] },
    commands: false,
    interrupts: false,
    corrections: false,
    knowledge: false,
    ...(grants === undefined ? {} : { grants }),
    next: [{ to }],
    outcomes: {},
    outcomeGrants: {},
    set,
    clear: [],
  }
}
