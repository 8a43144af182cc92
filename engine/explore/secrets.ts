import type { Flow } from '../language/flow.ts'
import type { Slot } from '../language/slot.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import type { Effect } from '../machine/effect.ts'
import type { Snapshot } from '../machine/snapshot.ts'

/** Shorter ones are in any text by chance. */
const fewestCharacters = 3

/** The values of slots that are `sensitive: pci`, in whichever flow of the call, bare of everything but letters and digits. */
export function secretsIn(compiled: CompiledFlow, { context }: Snapshot): readonly string[] {
  const flows = [
    { name: context.flow, slots: context.slots },
    ...(context.stack ?? []).map((frame) => ({ name: frame.flow, slots: frame.slots })),
  ]
  return flows.flatMap(({ name, slots }) => {
    const flow = name === undefined ? compiled.flow : (compiled.inner(name)?.flow ?? null)
    return flow === null ? [] : ofFlow(flow, slots)
  })
}

function ofFlow(flow: Flow, slots: JsonObject): readonly string[] {
  return Object.values(flow.slots)
    .flatMap((slot) => ofSlot(slot, slots[slot.name] ?? null))
    .filter((text) => text.length >= fewestCharacters)
}

function ofSlot(slot: Slot, value: Json): readonly string[] {
  if (value === null) return []
  if (slot.sensitive === 'pci') return textsOf(value)
  if (slot.of !== undefined && Array.isArray(value))
    return (value as readonly JsonObject[]).flatMap((item) =>
      Object.values(slot.of ?? {}).flatMap((field) => ofSlot(field, item[field.name] ?? null)),
    )
  return []
}

function textsOf(value: Json): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [bare(String(value))]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap((item) => textsOf(item)) : []
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** Where an effect tells one of these to somebody who may not know it: aloud, to a model, or to a colleague; else null. */
export function toldIn(effect: Effect, secrets: readonly string[]): 'spoken' | 'shown to the model' | 'told' | null {
  if (secrets.length === 0) return null
  const has = (text: string): boolean => secrets.some((secret) => bare(text).includes(secret))
  switch (effect.type) {
    case 'say':
      return has(effect.text) || has(effect.ssml ?? '') || has(effect.press ?? '') ? 'spoken' : null
    case 'decide':
      return has(effect.utterance) || has(JSON.stringify(effect.slots)) || has(effect.instructions)
        ? 'shown to the model'
        : null
    case 'transfer':
      return has(effect.brief) ? 'told' : null
    default:
      return null
  }
}
