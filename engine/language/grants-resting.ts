import type { Flow } from './flow.ts'
import type { State } from './state.ts'
import type { Value } from './value.ts'
import { valueUses } from './uses.ts'

const known = new WeakMap<Flow, ReadonlyMap<string, readonly string[]>>()
const choices = new WeakMap<Flow, ReadonlyMap<string, readonly string[]>>()

/** The facts ("granted:verified") that fall when this slot gets another value: what the granting states took or used. */
export function grantsResting(flow: Flow, slot: string): readonly string[] {
  let bySlot = known.get(flow)
  if (bySlot === undefined) known.set(flow, (bySlot = restingOf(flow)))
  return bySlot.get(slot) ?? []
}

/** The slots ("slots.offer") that were chosen from a list which is found by this slot: open again once it has another value. */
export function choicesResting(flow: Flow, slot: string): readonly string[] {
  let bySlot = choices.get(flow)
  if (bySlot === undefined) {
    const made = madeOf(Object.values(flow.states))
    const chosen = Object.values(flow.slots).flatMap(({ name, from }) => (from === undefined ? [] : [{ name, from }]))
    const pairs = chosen.flatMap(({ name, from }) =>
      slotsBehind([from], made).flatMap((behind) => (behind === name ? [] : [{ behind, fact: `slots.${name}` }])),
    )
    const grouped = Map.groupBy(pairs, ({ behind }) => behind)
    bySlot = new Map([...grouped].map(([behind, all]) => [behind, all.map(({ fact }) => fact)]))
    choices.set(flow, bySlot)
  }
  return bySlot.get(slot) ?? []
}

function restingOf(flow: Flow): ReadonlyMap<string, readonly string[]> {
  const states = Object.values(flow.states)
  const granting = states.filter(
    ({ grants, outcomeGrants }) => grants !== undefined || Object.keys(outcomeGrants).length > 0,
  )
  if (granting.length === 0) return new Map()
  const made = madeOf(states)
  const bySlot = new Map<string, string[]>()
  for (const state of granting) {
    const names = [...Object.values(state.outcomeGrants), ...(state.grants === undefined ? [] : [state.grants])]
    for (const slot of slotsBehind(usedBy(state), made))
      bySlot.set(slot, [...new Set([...(bySlot.get(slot) ?? []), ...names.map((name) => `granted:${name}`)])])
  }
  return bySlot
}

/** What a state's grant rests on: as the machine notes it when it grants. */
function usedBy(state: State): readonly string[] {
  const used = 'with' in state ? Object.values(state.with).flatMap(namesIn) : []
  const taken = slotsTakenBy(state)
  return [...used, ...taken.map((slot) => `slots.${slot}`)]
}

/** The slots whose values a state takes from the caller itself. */
export function slotsTakenBy(state: State): readonly string[] {
  if (state.kind === 'gather') return state.slots
  if (state.kind === 'confirm') return state.denied.correct
  return state.kind === 'decide' ? Object.values(state.options).flatMap(({ slots }) => slots) : []
}

/** What every name is made of, in any state: "slots.at" and saved names alike. */
function madeOf(states: readonly State[]): ReadonlyMap<string, readonly string[]> {
  const made = new Map<string, string[]>()
  const note = (target: string, values: readonly Value[]): void => {
    made.set(target, [...(made.get(target) ?? []), ...values.flatMap(namesIn)])
  }
  for (const state of states) {
    if ('save' in state && typeof state.save === 'object')
      for (const name of Object.keys(state.save)) note(name, 'with' in state ? Object.values(state.with) : [])
    const changes = state.kind === 'decide' ? [state, ...Object.values(state.options)] : [state]
    for (const { set } of changes) for (const [target, value] of Object.entries(set)) note(target, [value])
  }
  return made
}

function slotsBehind(names: readonly string[], made: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const all = new Set(names)
  for (const name of all) for (const behind of made.get(name) ?? []) all.add(behind)
  return [...all].flatMap((name) => (name.startsWith('slots.') ? [name.slice('slots.'.length)] : []))
}

/** "slots.at", and every other name, that a value reads. More than it reads does no harm. */
function namesIn(value: Value): string[] {
  return valueUses(value, { state: null, slot: null }).flatMap(({ expression: { cel } }) => [
    ...[...cel.matchAll(/\bslots\.\w+/gu)].map(([name]) => name),
    ...[...cel.matchAll(/(?<![\w.])[a-z_]\w*/giu)].map(([name]) => name),
  ])
}
