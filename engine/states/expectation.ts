import { isAskedFor } from '../answers/list/list-slot.ts'
import type { BargeIn } from '../language/prompt.ts'
import type { Slot } from '../language/slot.ts'
import type { GatherState, State } from '../language/state.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Listen } from '../machine/effect.ts'
import { listToHear } from '../machine/lists.ts'
import type { Scene } from '../machine/scene.ts'
import { lookUps } from './look-ups.ts'
import { besidesOf, type ListeningState } from './besides.ts'
import { listAsked, missing, slotsNamed } from './offered.ts'

/** What a confirm expects besides corrections. */
export const yesOrNo: Slot = { name: '$yes', type: 'boolean', reject: [] }

/** What the caller is expected to say in a state that listens, here and now; nothing in the others. */
export function expectationOf(state: State, scene: Scene, bargein: BargeIn = state.bargein): Listen {
  const common = {
    type: 'listen',
    state: state.name,
    language: scene.language,
    ...(scene.flow.timezone === scene.project.timezone ? {} : { timezone: scene.flow.timezone }),
    bargein,
    earlier: scene.context.partial,
    ...('endpointMs' in state && state.endpointMs !== undefined ? { endpointMs: state.endpointMs } : {}),
    ...('endpointsMs' in state && state.endpointsMs !== undefined ? { endpointsMs: state.endpointsMs } : {}),
  } as const
  const heard = (of: ListeningState, slots: readonly Slot[], options: Listen['options']): Listen => {
    const names = slots.map(({ name }) => name)
    const besides = besidesOf(of, scene, names)
    const all = [...slots, ...(besides.besides?.filled ?? [])]
    return { ...common, slots, options, ...besides, ...standing(all, scene), ...knownOf(all, scene) }
  }
  switch (state.kind) {
    case 'gather':
      return heard(state, expectedOf(state, scene), {})
    case 'confirm':
      return heard(
        state,
        [
          yesOrNo,
          ...slotsNamed(state.denied.correct, scene).map((slot) =>
            isAskedFor(slot) ? listToHear(scene, slot, isDenied(scene) ? 'fix' : 'edit') : slot,
          ),
        ],
        {},
      )
    case 'decide':
      // What an option may take from the same words.
      return heard(
        state,
        missing([...new Set(Object.values(state.options).flatMap(({ slots }) => slots))], scene).filter(
          (slot) => !isAskedFor(slot),
        ),
        state.options,
      )
    default:
      return { ...common, slots: [], options: {} }
  }
}

/** What is asked of a list only once everything else is known. */
function expectedOf(state: GatherState, scene: Scene): readonly Slot[] {
  const list = listAsked(state, scene)
  return list === null ? missing(state.slots, scene).filter((slot) => !isAskedFor(slot)) : [listToHear(scene, list)]
}

/** Kept among the partial answers of a visit to a confirm: the caller has said no, and not yet what instead. */
export const denied = '$denied'

export function isDenied(scene: Scene): boolean {
  return scene.context.partial[denied] === true
}

/**
 * While we speak: what is expected may be said into it, unless the state may not be interrupted. Then what is said meanwhile
 * is neither recognised nor kept. What is known of it is looked up meanwhile.
 */
export function hear(scene: Scene, expected: Listen): void {
  for (const { lookUp } of lookUps(expected.slots, scene)) scene.emit(lookUp)
  if (expected.bargein.mode === 'off') deafen(scene)
  else scene.emit(expected)
}

/**
 * Says something and hears what is expected meanwhile, by the policy of what is said: a prompt's own comes before its
 * state's (VoiceXML 2.1, 4.1.5). Where nothing is said the expectation's own policy holds.
 */
export function speakAndHear(scene: Scene, expected: Listen, speak: (scene: Scene) => void): void {
  const before = scene.effects.length
  speak(scene)
  // It is heard from before the first sound on.
  const spoken = scene.effects.splice(before)
  const said = spoken.findLast((effect) => effect.type === 'say')
  hear(scene, said === undefined ? expected : { ...expected, bargein: said.bargein })
  scene.effects.push(...spoken)
}

/** Nothing is heard until the next `listen`; a turn that was open is over. */
export function deafen(scene: Scene): void {
  scene.emit({ type: 'deafen' })
  scene.patch({ callerHasFloor: false })
}

/** What is told in parts, and corrected in parts. */
function standing(slots: readonly Slot[], { context }: Scene): { stands?: JsonObject } {
  const stands = slots.flatMap(({ name, type }): [string, Json][] => {
    const value = context.slots[name] ?? null
    return value !== null && (type === 'date' || type === 'time' || type === 'datetime') ? [[name, value]] : []
  })
  return stands.length === 0 ? {} : { stands: Object.fromEntries(stands) }
}

function knownOf(slots: readonly Slot[], scene: Scene): { known?: Record<string, string> } {
  const keys = lookUps(slots, scene).map(({ slot, lookUp }) => [slot, lookUp.key] as const)
  return keys.length === 0 ? {} : { known: Object.fromEntries(keys) }
}
