import type { BargeIn, Slot, State } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Listen } from '../machine/effect.ts'
import type { Scene } from '../machine/scene.ts'

/** What a confirm expects besides corrections. */
export const yesOrNo: Slot = { name: '$yes', type: 'boolean', reject: [] }

/** What the caller is expected to say in a state that listens, here and now; nothing in the others. */
export function expectationOf(state: State, scene: Scene, bargein: BargeIn = state.bargein): Listen {
  const common = {
    type: 'listen',
    state: state.name,
    language: scene.flow.language,
    bargein,
    earlier: scene.context.partial,
    ...('endpointMs' in state && state.endpointMs !== undefined ? { endpointMs: state.endpointMs } : {}),
  } as const
  switch (state.kind) {
    case 'gather':
      return { ...common, slots: missing(state.slots, scene), options: {} }
    case 'confirm':
      return { ...common, slots: [yesOrNo, ...slotsNamed(state.denied.correct, scene)], options: {} }
    case 'decide':
      return { ...common, slots: [], options: state.options }
    default:
      return { ...common, slots: [], options: {} }
  }
}

/**
 * While we speak: what is expected may be said into it, unless the state may not be interrupted. Then what is said meanwhile
 * is neither recognised nor kept.
 */
export function hear(scene: Scene, expected: Listen): void {
  if (expected.bargein.mode === 'off') deafen(scene)
  else scene.emit(expected)
}

/** Nothing is heard until the next `listen`; a turn that was open is over. */
export function deafen(scene: Scene): void {
  scene.emit({ type: 'deafen' })
  scene.patch({ callerHasFloor: false })
}

/** Of these slots, those that are not filled yet, in order. */
export function missing(names: readonly string[], scene: Scene): Slot[] {
  return slotsNamed(
    names.filter((name) => (scene.context.slots[name] ?? null) === null),
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
