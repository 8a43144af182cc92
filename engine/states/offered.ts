import { isAskedFor } from '../answers/list/list-slot.ts'
import type { Slot } from '../language/slot.ts'
import type { GatherState } from '../language/state.ts'
import type { Json, JsonObject } from '../language/json.ts'
import { listProgress } from '../machine/lists.ts'
import type { Scene } from '../machine/scene.ts'

/** Of these slots, those that are not filled yet, in order; a list that is being filled is not. */
export function missing(names: readonly string[], scene: Scene): Slot[] {
  return slotsNamed(
    names.filter((name) => (scene.context.slots[name] ?? null) === null || listProgress(scene, name) !== null),
    scene,
  )
}

/** Slots as they can be answered now: a choice `from` what a tool has found has its items as options. */
export function slotsNamed(names: readonly string[], scene: Scene): Slot[] {
  return names.flatMap((name) => {
    const slot = scene.flow.slots[name]
    return slot === undefined ? [] : [resolve(slot, scene)]
  })
}

/** The option's value is the item's place in the list. */
function resolve(slot: Slot, scene: Scene): Slot {
  const items = itemsOf(slot, scene)
  if (items === null) return slot
  return {
    ...slot,
    options: Object.fromEntries(items.map((item, index) => [String(index), { synonyms: [label(item, slot.label)] }])),
  }
}

function itemsOf(slot: Slot, scene: Scene): readonly Json[] | null {
  if (slot.type !== 'choice' || slot.from === undefined) return null
  const items = scene.context.saved[slot.from]
  return Array.isArray(items) ? (items as readonly Json[]) : null
}

/** What a caller would say for an item: its `label` field, or the item itself where it is plain. */
function label(item: Json, field: string | undefined): string {
  const value =
    field !== undefined && item !== null && typeof item === 'object' && !Array.isArray(item)
      ? ((item as JsonObject)[field] ?? null)
      : item
  return value === null || typeof value === 'object' ? '' : String(value)
}

/** What a reading stands for: of a choice from a list the item itself, null where the list has no such item. */
export function meant(slot: Slot, value: Json, scene: Scene): Json {
  if (slot.from === undefined) return value
  return itemsOf(slot, scene)?.[Number(value)] ?? null
}

/** The list that a gather is filling: once everything else that it asks for is known, the first that is not whole. */
export function listAsked(state: GatherState, scene: Scene): Slot | null {
  const open = missing(state.slots, scene)
  return open.every(isAskedFor) ? (open[0] ?? null) : null
}
