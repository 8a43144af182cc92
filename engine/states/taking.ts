import type { Answer } from '../answers/answer.ts'
import { shared } from '../answers/share.ts'
import { isAskedFor } from '../answers/list/list-slot.ts'
import type { Prompt } from '../language/prompt.ts'
import type { Slot } from '../language/slot.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Scene } from '../machine/scene.ts'
import { meant } from './offered.ts'

/** What an utterance, or keys, gave for some slots. */
export interface Taken {
  readonly values: readonly (readonly [Slot, Json])[]
  /** Beginnings of answers, by slot. */
  readonly parts: JsonObject
  /** Why one of the values was refused; the values beside it still count. */
  readonly refused: Prompt | null
}

/**
 * Which readings count: no word counts twice (`shared`). A value that a `reject` holds for is refused, with all that was given
 * in the same breath known to it. `inOrder`: the slots are asked for in this order, rather than put right.
 */
export function taken(
  scene: Scene,
  slots: readonly Slot[],
  readings: Readonly<Record<string, Answer>>,
  inOrder = true,
): Taken {
  const claims = slots.flatMap((slot, order) => {
    const reading = readings[slot.name]
    return reading === undefined ? [] : [{ slot, order, reading }]
  })
  const values: [Slot, Json, number][] = []
  const parts: Record<string, Json> = {}
  for (const { slot, order, reading } of shared(claims, inOrder)) {
    const value = reading.value === null ? null : meant(slot, reading.value, scene)
    if (value !== null) values.push([slot, value, order])
    else if (reading.state === 'partial' && reading.part !== undefined) parts[slot.name] = reading.part
  }
  return { ...judged(scene, values), parts }
}

function judged(scene: Scene, values: readonly (readonly [Slot, Json, number])[]): Omit<Taken, 'parts'> {
  const inOrder = [...values].sort((a, b) => a[2] - b[2])
  const accepted: [Slot, Json][] = []
  let refused: Prompt | null = null
  for (const [slot, value] of inOrder) {
    const refusal = refusalOf(scene, slot, Object.fromEntries(inOrder.map(([{ name }, given]) => [name, given])))
    if (refusal === null) accepted.push([slot, value])
    else refused ??= refusal
  }
  return { values: accepted, refused }
}

/** Why a slot's new value is refused, among all new values; null where it is not. */
export function refusalOf(scene: Scene, slot: Slot, given: JsonObject): Prompt | null {
  // What is said of a list is refused item by item.
  if (slot.soFar !== undefined || isAskedFor(slot)) return null
  const trial = { ...scene.context.slots, ...given }
  return slot.reject.find(({ when }) => scene.holds(when, trial))?.say ?? null
}
