import type { Expression, Route, Value } from '../language/value.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Transition } from './node.ts'
import { languageMeant } from './call-language.ts'
import { revoke } from './grants.ts'
import { closeLists } from './lists.ts'
import { clearChosen, noteOrigin, setOrigin } from './origins.ts'
import type { Scene } from './scene.ts'
import { canonical } from './tool-key.ts'

/** The transitions of a `next`: the first whose `when` holds. */
export function routes(next: readonly Route[]): Transition[] {
  return next.map(({ when, to }) =>
    when === undefined ? { to, why: 'next' } : { to, why: when.cel, when: (scene) => scene.holds(when) },
  )
}

/** Carries out a state's `clear` and `set`, in that order, each assignment seeing the ones before it. */
export function assign(
  scene: Scene,
  change: { readonly set: Readonly<Record<string, Value>>; readonly clear: readonly string[] },
): void {
  if (change.clear.length > 0) {
    clearSlots(scene, change.clear)
    // The questions before were asked of what is gone now: nobody goes back behind that.
    if (scene.context.trail !== undefined) scene.patch({ trail: [] })
  }
  for (const [target, value] of Object.entries(change.set)) {
    if (target === 'call.language') {
      speakIn(scene, scene.value(value))
      continue
    }
    const [root, name] = target.startsWith('slots.')
      ? (['slots', target.slice(6)] as const)
      : (['saved', target] as const)
    const found = scene.value(value)
    // A number that is withheld fills nothing.
    const made = root === 'slots' && found === '' ? null : found
    if (root === 'slots') {
      changed(scene, name, made)
      closeLists(scene, [name])
    }
    scene.patch({ [root]: put(scene.context[root], name, made) })
    noteOrigin(scene, root === 'slots' ? `slots.${name}` : name, [value])
  }
}

/** The call goes on in one of the languages of its flow, or of the one that is running; in any other it stays as it is. */
function speakIn(scene: Scene, wanted: Json): void {
  if (typeof wanted !== 'string') return
  const language = languageMeant(scene.flow, wanted) ?? languageMeant(scene.project, wanted)
  if (language !== null) scene.patch({ language })
}

/** Keeps parts of `result` by name; `given` is what the result was asked with. */
export function save(
  scene: Scene,
  names: Readonly<Record<string, Expression>>,
  given: Readonly<Record<string, Value>> = {},
): void {
  const kept = Object.entries(names).map(([name, expression]) => [name, scene.evaluate(expression)] as const)
  if (kept.length === 0) return
  scene.patch({ saved: { ...scene.context.saved, ...Object.fromEntries(kept) } })
  for (const [name] of kept) noteOrigin(scene, name, Object.values(given))
}

/** Takes what the caller has said; what was chosen by another value before is open again. */
export function fillSlot(scene: Scene, name: string, value: Json): void {
  changed(scene, name, value)
  if (canonical(scene.context.slots[name] ?? null) !== canonical(value)) clearChosen(scene, name)
  scene.patch({ slots: put(scene.context.slots, name, value), partial: without(scene.context.partial, [name]) })
  // One of what a tool has found is as old as what the tool was asked.
  const from = scene.flow.slots[name]?.from
  setOrigin(scene, `slots.${name}`, from === undefined ? [] : (scene.context.origins?.[from] ?? []))
}

/** What rests on the old value falls with it. A slot that is only cleared, as a PIN is once it has been proved, takes nothing with it. */
function changed(scene: Scene, name: string, value: Json): void {
  if (canonical(scene.context.slots[name] ?? null) !== canonical(value)) revoke(scene, name)
}

export function clearSlots(scene: Scene, names: readonly string[]): void {
  scene.patch({ slots: without(scene.context.slots, names), partial: without(scene.context.partial, names) })
  closeLists(scene, names)
  for (const name of names) setOrigin(scene, `slots.${name}`, [])
}

export function clearPartial(scene: Scene, names: readonly string[]): void {
  scene.patch({ partial: without(scene.context.partial, names) })
}

function put(object: JsonObject, name: string, value: Json): JsonObject {
  return { ...object, [name]: value }
}

function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}
