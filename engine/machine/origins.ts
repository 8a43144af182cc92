import type { Value } from '../language/value.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Scene } from './scene.ts'

/**
 * What values were computed from: for a slot ("slots.at") or a saved name, the slots whose correction makes it stale. Noted
 * when the value is made, since the same name may come from the caller one time and from a tool the next.
 */
export function noteOrigin(scene: Scene, target: string, values: readonly Value[]): void {
  setOrigin(scene, target, slotsBehind(scene, values))
}

/** The slots that these values read, and those that what they read was computed from. */
export function slotsBehind(scene: Scene, values: readonly Value[]): readonly string[] {
  const { origins = {}, slots, saved } = scene.context
  const found = new Set<string>()
  for (const cel of values.flatMap(expressionsOf)) {
    for (const [, name = ''] of cel.matchAll(/\bslots\.(\w+)/gu)) {
      if (Object.hasOwn(slots, name)) found.add(name)
      for (const behind of origins[`slots.${name}`] ?? []) found.add(behind)
    }
    for (const [name] of cel.matchAll(/(?<![\w.])[a-z_]\w*/giu))
      if (Object.hasOwn(saved, name)) for (const behind of origins[name] ?? []) found.add(behind)
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1))
}

/** The slots that these values name, filled or not, with all that what they name was computed from, and `others`. */
export function slotsNamedIn(scene: Scene, values: readonly Value[], others: readonly string[]): readonly string[] {
  const named = values
    .flatMap(expressionsOf)
    .flatMap((cel) => [...cel.matchAll(/\bslots\.(\w+)/gu)].map(([, name = '']) => name))
  return [...new Set([...others, ...named, ...slotsBehind(scene, values)])].sort((a, b) => (a < b ? -1 : 1))
}

export function setOrigin(scene: Scene, target: string, behind: readonly string[]): void {
  const { [target]: _, ...others } = scene.context.origins ?? {}
  if (behind.length > 0) scene.patch({ origins: { ...others, [target]: behind } })
  else if (scene.context.origins !== undefined) scene.patch({ origins: others })
}

/** Forgets everything that was computed from this slot, and what was granted by it; the slot itself stays. */
export function clearComputed(scene: Scene, slot: string): void {
  const { origins = {}, slots, saved, partial, granted } = scene.context
  const stale = new Set(
    Object.entries(origins).flatMap(([target, behind]) =>
      behind.includes(slot) && target !== `slots.${slot}` ? [target] : [],
    ),
  )
  if (stale.size === 0) return
  const kept = (object: JsonObject, prefix: string): JsonObject =>
    Object.fromEntries(Object.entries(object).filter(([name]) => !stale.has(`${prefix}${name}`)))
  scene.patch({
    slots: kept(slots, 'slots.'),
    partial: kept(partial, 'slots.'),
    saved: kept(saved, ''),
    ...(granted === undefined ? {} : { granted: granted.filter((name) => !stale.has(`granted:${name}`)) }),
    origins: Object.fromEntries(Object.entries(origins).filter(([target]) => !stale.has(target))),
  })
}

/** What was chosen from a list that a tool had found by this slot is none of what it would find now. */
export function clearChosen(scene: Scene, slot: string): void {
  const { origins = {}, slots, partial } = scene.context
  const stale = Object.values(scene.flow.slots).flatMap(({ name, from }) =>
    from !== undefined && name !== slot && origins[`slots.${name}`]?.includes(slot) === true ? [name] : [],
  )
  if (stale.length === 0) return
  const kept = <T>(object: Readonly<Record<string, T>>, prefix = ''): Record<string, T> =>
    Object.fromEntries(Object.entries(object).filter(([name]) => !stale.some((one) => name === `${prefix}${one}`)))
  scene.patch({ slots: kept(slots), partial: kept(partial), origins: kept(origins, 'slots.') })
}

function expressionsOf(value: Value): string[] {
  if ('expression' in value) return [value.expression.cel]
  if ('object' in value) return Object.values(value.object).flatMap(expressionsOf)
  if ('list' in value) return value.list.flatMap(expressionsOf)
  return []
}

/** Whether a value is one: null and "" are as good as none. */
export function isFilled(value: Json | undefined): boolean {
  return value !== undefined && value !== null
}
