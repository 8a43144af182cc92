import { fieldsOf } from '../answers/list/list-slot.ts'
import type { ListSoFar, Slot } from '../language/slot.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Scene } from './scene.ts'
import type { ListProgress } from './snapshot.ts'

/** How far a list has come that is being filled; null where it is not. */
export function listProgress({ context }: Scene, name: string): ListProgress | null {
  return context.lists?.[name] ?? null
}

/** The list is being filled, from here. What is on it is the slot's value. */
export function openList(scene: Scene, name: string, progress: ListProgress): void {
  scene.patch({ lists: { ...scene.context.lists, [name]: progress } })
}

/** Nothing is asked of these lists any more: they are what they are. */
export function closeLists(scene: Scene, names: readonly string[]): void {
  const { lists } = scene.context
  if (lists === undefined || !names.some((name) => Object.hasOwn(lists, name))) return
  const left = Object.entries(lists).filter(([name]) => !names.includes(name))
  scene.patch({ lists: Object.fromEntries(left) })
}

export function itemsOfList({ context }: Scene, name: string): readonly Json[] {
  const items = context.slots[name]
  return Array.isArray(items) ? (items as readonly Json[]) : []
}

/** A list's slot as a `listen` has it, with what is on it and what is asked. */
export function listToHear(scene: Scene, slot: Slot, asked?: string): Slot {
  const progress = listProgress(scene, slot.name)
  const draft = progress?.drafts?.[0] ?? {}
  const { parts } = progress ?? {}
  const soFar: ListSoFar = {
    items: itemsOfList(scene, slot.name),
    draft,
    asked: asked ?? progress?.asked ?? 'item',
    ...(parts === undefined ? {} : { parts }),
  }
  // The prompts of a list are said, not heard.
  const { more: _, added: __, reject: ___, ...heard } = slot
  return { ...heard, reject: [], soFar }
}

/** The first field of an item that is not known and has to be asked for. */
export function nextField(slot: Slot, draft: JsonObject): Slot | null {
  return fieldsOf(slot).find((field) => !Object.hasOwn(draft, field.name) && field.default === undefined) ?? null
}
