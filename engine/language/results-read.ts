import type { PlainRead } from './read-shape.ts'
import { GrowingShape } from './read-shape.ts'
import { originsOf, readExpression } from './result-reading.ts'
import type { Origin, Origins } from './result-reading.ts'
import type { Flow } from './flow.ts'
import type { Slot } from './slot.ts'
import type { State } from './state.ts'
import { usesOf } from './uses.ts'
import type { Value } from './value.ts'

/** Of each tool and event, by "tool:NAME" and "event:NAME": what must be in what it brings, as far as the flow reads it. */
export type ResultsRead = ReadonlyMap<string, GrowingShape>

/** Follows the results of tools, and the data of events, through saved names and choices to wherever they are read. */
export function resultsRead(flow: Flow, shapes = new Map<string, GrowingShape>()): ResultsRead {
  const saved = savedFrom(flow)
  const originsIn = (state: State | null): Origins => ({
    result: sourceOf(state),
    saved: (name) => saved.get(name) ?? [],
    slot: (name) => chosenFrom(flow.slots[name], saved),
    slotAs: (name) => slotAs(flow.slots[name]),
    onRead({ source, path }, as, isGuarded) {
      const shape = shapes.get(source) ?? new GrowingShape()
      shapes.set(source, shape)
      shape.read(path, as, isGuarded)
    },
  })
  for (const { expression, role, filters, state } of usesOf(flow))
    readExpression(expression.cel, role === 'condition' ? 'boolean' : 'any', originsIn(state), filters)
  for (const state of Object.values(flow.states))
    for (const [target, value] of assignments(state))
      if ('expression' in value && target.startsWith('slots.'))
        readExpression(value.expression.cel, slotAs(flow.slots[target.slice(6)]), originsIn(state))
  for (const slot of Object.values(flow.slots)) {
    const { candidates, from, label } = slot
    const { onRead } = originsIn(null)
    if (candidates !== undefined) {
      const list: Origin = {
        source: `tool:${candidates.tool}`,
        path: [...(candidates.from === '' ? [] : [{ field: candidates.from }]), 'items'],
      }
      onRead(labelled(list, candidates.label), 'text', false)
    }
    if (from !== undefined)
      for (const item of chosenFrom(slot, saved))
        onRead(labelled(item, label), label === undefined ? 'text' : 'any', false)
  }
  return shapes
}

/** Where the items come from that a choice is one of; empty where it chooses among its own. */
export function choiceOrigins(flow: Flow, slot: Slot): readonly Origin[] {
  return slot.from === undefined ? [] : chosenFrom(slot, savedFrom(flow))
}

function labelled(item: Origin, label: string | undefined): Origin {
  return label === undefined ? item : { ...item, path: [...item.path, { field: label }] }
}

/** What `result` is in a state. */
function sourceOf(state: State | null): readonly Origin[] {
  if (state?.kind === 'tool') return [{ source: `tool:${state.tool}`, path: [] }]
  return state?.kind === 'wait' ? [{ source: `event:${state.event}`, path: [] }] : []
}

/** Saved names, and where they come from. A name may be made of another: gone over until nothing is added. */
function savedFrom(flow: Flow): ReadonlyMap<string, readonly Origin[]> {
  const saved = new Map<string, readonly Origin[]>()
  for (let before = -1; before !== sizeOf(saved);) {
    before = sizeOf(saved)
    for (const state of Object.values(flow.states)) {
      const origins: Origins = {
        result: sourceOf(state),
        saved: (name) => saved.get(name) ?? [],
        slot: (name) => chosenFrom(flow.slots[name], saved),
        slotAs: () => 'any',
        onRead() {},
      }
      for (const [name, cel] of savings(state)) {
        const all = [...(saved.get(name) ?? []), ...originsOf(cel, origins)]
        saved.set(name, [...new Map(all.map((one) => [JSON.stringify(one), one])).values()])
      }
    }
  }
  return saved
}

function sizeOf(saved: ReadonlyMap<string, readonly Origin[]>): number {
  return [...saved.values()].reduce((sum, origins) => sum + origins.length, 0)
}

function savings(state: State): readonly (readonly [string, string])[] {
  const kept =
    state.kind === 'tool' || state.kind === 'wait'
      ? Object.entries(state.save).map(([name, { cel }]) => [name, cel] as const)
      : []
  const set = assignments(state).flatMap(([target, value]) =>
    'expression' in value && !target.includes('.') ? [[target, value.expression.cel] as const] : [],
  )
  return [...kept, ...set]
}

function assignments(state: State): readonly (readonly [string, Value])[] {
  const ofOptions =
    state.kind === 'decide' ? Object.values(state.options).flatMap(({ set }) => Object.entries(set)) : []
  return [...Object.entries(state.set), ...ofOptions]
}

/** A choice out of a list is one of its items. */
function chosenFrom(slot: Slot | undefined, saved: ReadonlyMap<string, readonly Origin[]>): readonly Origin[] {
  if (slot?.from === undefined) return []
  return (saved.get(slot.from) ?? []).map(({ source, path }) => ({ source, path: [...path, 'items'] }))
}

/** As what a slot's value is compared with, or filled from, elsewhere. */
function slotAs(slot: Slot | undefined): PlainRead {
  switch (slot?.type) {
    case undefined:
    case 'money':
    case 'list':
      return 'any'
    case 'choice':
      return slot.from === undefined ? 'text' : 'any'
    case 'boolean':
      return 'boolean'
    case 'integer':
    case 'number':
      return 'number'
    default:
      return 'text'
  }
}
