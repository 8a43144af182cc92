import type { BargeIn, Slot, State } from '../language/flow.ts'
import type { Json } from '../language/json.ts'
import type { Listen } from '../machine/effect.ts'
import type { Scene } from '../machine/scene.ts'

/** What a confirm expects besides corrections. */
export const yesOrNo: Slot = { name: '$yes', type: 'boolean', reject: [] }

/** What the caller is expected to say in a state that listens, here and now. */
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
      return { ...common, slots: missing(state.slots, scene).map((slot) => resolve(slot, scene)), options: {} }
    case 'confirm':
      return {
        ...common,
        slots: [yesOrNo, ...state.denied.correct.flatMap((name) => slotNamed(name, scene))],
        options: {},
      }
    case 'decide':
      return { ...common, slots: [], options: state.options }
    default:
      return { ...common, slots: [], options: {} }
  }
}

/** Of these slots, those that are not filled yet, in order. */
export function missing(names: readonly string[], scene: Scene): Slot[] {
  return names.filter((name) => (scene.context.slots[name] ?? null) === null).flatMap((name) => slotNamed(name, scene))
}

function slotNamed(name: string, scene: Scene): Slot[] {
  const slot = scene.flow.slots[name]
  return slot === undefined ? [] : [resolve(slot, scene)]
}

/** A choice `from` what a tool has found gets its items as options: the value is the item's place in the list. */
function resolve(slot: Slot, scene: Scene): Slot {
  if (slot.type !== 'choice' || slot.from === undefined) return slot
  const items = scene.context.saved[slot.from]
  if (!Array.isArray(items)) return slot
  return {
    ...slot,
    options: Object.fromEntries(items.map((item, index) => [String(index), { synonyms: [label(item, slot.label)] }])),
  }
}

function label(item: Json, field: string | undefined): string {
  if (item !== null && typeof item === 'object' && !Array.isArray(item) && field !== undefined)
    return String((item as Record<string, Json>)[field] ?? '')
  return String(item)
}

/** The value that a reading of such a choice stands for: the item itself. */
export function chosenItem(slot: Slot, value: Json, scene: Scene): Json {
  if (slot.type !== 'choice' || slot.from === undefined) return value
  const items = scene.context.saved[slot.from]
  return Array.isArray(items) ? ((items as readonly Json[])[Number(value)] ?? null) : null
}
