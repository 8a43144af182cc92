import type { ListMoves } from '../answers/list/list-moves.ts'
import { isAskedFor } from '../answers/list/list-slot.ts'
import type { Slot } from '../language/slot.ts'
import type { Json } from '../language/json.ts'
import type { TurnEnded } from '../machine/event.ts'
import { clearChosen, clearComputed, isFilled } from '../machine/origins.ts'
import { fillSlot } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { canonical } from '../machine/tool-key.ts'
import { hush } from '../machine/prompts.ts'
import { disarmAll } from '../machine/timers.ts'
import { gathersBefore, isAhead } from './ahead.ts'
import { runPattern } from './asides.ts'
import { ownerOf } from './besides.ts'
import { applyMoves } from './list-applying.ts'
import { slotsNamed } from './offered.ts'
import { taken, type Taken } from './taking.ts'

/** New values in the words for slots that are filled, other than those that stand. */
export function correctionOf(scene: Scene<TurnEnded>): Taken {
  const readings = scene.event.besides?.corrections ?? {}
  const names = Object.keys(readings)
  if (names.length === 0) return { values: [], parts: {}, refused: null }
  const found = taken(scene, slotsNamed(names, scene), readings, false)
  const values = found.values.filter(
    ([{ name }, value]) => canonical(value) !== canonical(scene.context.slots[name] ?? null),
  )
  return { values, parts: {}, refused: found.refused }
}

/**
 * Takes the new values, forgets what was computed from the old ones, and goes on from the gather that owns the first of
 * them: or asks again in `state`, where it is now, if the call has not come to that gather or was led back behind it. What a finished write has used stays as it is: the flow undoes it, where it says how, or the caller is told.
 */
export function correct(scene: Scene<TurnEnded>, state: string): void {
  const { values } = correctionOf(scene)
  disarmAll(scene)
  hush(scene)
  const done = Object.entries(scene.context.written ?? {}).find(([, used]) =>
    values.some(([{ name }]) => used.includes(name)),
  )
  if (done !== undefined) {
    const writer = scene.flow.states[done[0]]
    const undo = writer?.kind === 'tool' ? writer.undo : undefined
    if (undo === undefined) return runPattern(scene, 'pattern_already_done', 'ask')
    return scene.wish({ type: 'jump', out: 0, to: undo })
  }
  const owner = values.map(([{ name }]) => ownerOf(scene, name)).find((name) => name !== null)
  const isThere = owner !== undefined && hasBeen(scene, state, owner)
  for (const [slot] of values) clearComputed(scene, slot.name)
  takeAll(scene, values)
  runPattern(scene, 'pattern_correction', 'silent', {}, isThere || owner === undefined ? owner : state)
}

/** Whether the call, which is in `state`, has come by this gather, and what was answered before it still stands. */
function hasBeen({ flow, context }: Scene, state: string, gather: string): boolean {
  const stands = (name: string): boolean => isFilled(context.slots[name])
  return !isAhead(flow, state, gather) && gathersBefore(flow, gather).every(({ slots }) => slots.every(stands))
}

/**
 * Fills slots anew; of a list what was said of it is done to it, and it stays open where an item is not whole yet. A choice
 * made in the same breath was made of what the old values had found.
 */
export function takeAll(scene: Scene, values: Taken['values']): void {
  for (const [slot, value] of values) take(scene, slot, value)
  for (const [slot] of values) clearChosen(scene, slot.name)
}

function take(scene: Scene, slot: Slot, value: Json): void {
  if (isAskedFor(slot)) applyMoves(scene, slot, value as unknown as ListMoves, { check: false, edit: true })
  else fillSlot(scene, slot.name, value)
}
