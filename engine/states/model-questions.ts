import type { Flow } from '../language/flow.ts'
import type { State } from '../language/state.ts'
import type { Json } from '../language/json.ts'
import type { Decide } from '../machine/effect.ts'
import { firstContext } from '../machine/first-context.ts'
import { Scene } from '../machine/scene.ts'
import { stateNode } from './state-node.ts'

/**
 * The closed questions that a flow may ask a model, as far as they are known before a call: for whoever is slow the first
 * time. A gather of several slots asks for all of them, and for each when only that one is missing.
 */
export function modelQuestions(flow: Flow): readonly Decide[] {
  return Object.values(flow.states).flatMap((state) => filledIn(state).flatMap((slots) => asked(flow, state, slots)))
}

function asked(flow: Flow, state: State, slots: Readonly<Record<string, Json>>): Decide[] {
  const begin = stateNode(state, flow).states?.['deciding']?.entry
  if (begin === undefined) return []
  const call = { id: '', lineId: '', from: '', to: '', direction: 'inbound' } as const
  const started = { type: 'call.started', at: 0, call, inputs: {}, seed: 1 } as const
  const scene = new Scene(flow, { ...firstContext(started), slots }, started)
  begin(scene)
  return scene.effects.filter((effect) => effect.type === 'decide')
}

/** Which slots may be filled already: none, or all but one. What they hold does not matter. */
function filledIn(state: State): readonly Readonly<Record<string, Json>>[] {
  if (state.kind !== 'gather' || state.slots.length < 2) return [{}]
  const but = (missing: string): Record<string, Json> =>
    Object.fromEntries(state.slots.filter((name) => name !== missing).map((name) => [name, true]))
  return [{}, ...state.slots.map(but)]
}
