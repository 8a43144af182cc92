import type { Answer } from '../answers/answer.ts'
import type { Prompt, Slot, SlotType } from '../language/flow.ts'
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

/** Any words are one of these: they take what the others leave. */
const greedy: ReadonlySet<SlotType> = new Set(['text', 'name', 'spelled', 'email', 'list'])

/**
 * Which readings count. No word counts twice: "at four" is the hour and not the guests, because the reading that uses more of
 * the words comes first; of equals, the slot that is asked first. A value that a `reject` holds for is refused, with all that
 * was given in the same breath known to it.
 */
export function taken(scene: Scene, slots: readonly Slot[], readings: Readonly<Record<string, Answer>>): Taken {
  const claims = slots
    .flatMap((slot, order) => {
      const reading = readings[slot.name]
      return reading === undefined || reading.state === 'none' ? [] : [{ slot, order, reading }]
    })
    .sort((a, b) => rank(a) - rank(b) || width(b.reading) - width(a.reading) || a.order - b.order)
  const claimed: (readonly [number, number])[] = []
  const values: [Slot, Json, number][] = []
  const parts: Record<string, Json> = {}
  for (const { slot, order, reading } of claims) {
    if (reading.spans.some((span) => claimed.some((other) => span[0] < other[1] && other[0] < span[1]))) continue
    const value = reading.value === null ? null : meant(slot, reading.value, scene)
    if (value !== null) values.push([slot, value, order])
    else if (reading.state === 'partial' && reading.part !== undefined) parts[slot.name] = reading.part
    else continue
    claimed.push(...reading.spans)
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
  const trial = { ...scene.context.slots, ...given }
  return slot.reject.find(({ when }) => scene.holds(when, trial))?.say ?? null
}

/** Answers before beginnings of answers, and what takes any words last. */
function rank({ slot, reading }: { readonly slot: Slot; readonly reading: Answer }): number {
  return (reading.value === null ? 1 : 0) + (greedy.has(slot.type) ? 2 : 0)
}

function width({ spans }: Answer): number {
  return spans.reduce((words, [from, to]) => words + to - from, 0)
}
