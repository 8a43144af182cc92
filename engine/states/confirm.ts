import type { Answer } from '../answers/answer.ts'
import type { ConfirmState } from '../language/flow.ts'
import type { Json } from '../language/json.ts'
import type { KeyPressed, TurnEnded } from '../machine/event.ts'
import type { Node } from '../machine/node.ts'
import { say, sayText } from '../machine/prompts.ts'
import { assign, fillSlot } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { phrase } from '../patterns/phrases.ts'
import { expectationOf, yesOrNo } from './expectation.ts'
import { listeningPhases, opening, type Question } from './listening.ts'
import { enter, leave } from './visit.ts'

/** Kept among the partial answers of a visit: the caller has said no, and not yet what instead. */
const denied = '$denied'

/**
 * confirm: reads back and asks yes or no. "Yes" goes on; "no, at five" corrects at once; a plain "no" asks what it should be
 * instead, where there is something to correct; then the way that `denied` names.
 */
export function confirm(state: ConfirmState): Node {
  const delivery = { purpose: 'prompt', bargein: state.bargein } as const
  const correctable = state.denied.correct.length > 0
  const question: Question = {
    ask: (scene) => {
      if (isDenied(scene))
        sayText(scene, phrase('whatInstead', scene.flow.language), { place: `${state.name}.denied`, ...delivery })
      else say(scene, state.prompt, { place: `${state.name}.prompt`, ...delivery })
    },
    expect: (scene) => scene.emit(expectationOf(state, scene)),
    heard: [
      { why: 'yes', when: (scene) => !isDenied(scene) && answered(scene) === true, to: '.confirmed' },
      {
        why: 'no, but',
        when: (scene) => corrections(scene, state).length > 0,
        to: '.corrected',
        do: (scene) => correct(scene, state),
      },
      {
        why: 'no',
        when: (scene) => correctable && !isDenied(scene) && answered(scene) === false,
        to: '.opening',
        do: deny,
      },
      { why: 'no', when: (scene) => !correctable && answered(scene) === false, to: '.corrected' },
    ],
    keyed: [
      { why: 'yes', when: (scene) => !isDenied(scene) && answered(scene) === true, to: '.confirmed', do: stopSpeaking },
      {
        why: 'no',
        when: (scene) => correctable && !isDenied(scene) && answered(scene) === false,
        to: '.opening',
        do: (scene) => {
          stopSpeaking(scene)
          deny(scene)
        },
      },
      { why: 'no', when: (scene) => !correctable && answered(scene) === false, to: '.corrected', do: stopSpeaking },
    ],
    keysEnded: [],
  }
  return {
    initial: 'opening',
    entry: enter,
    states: {
      opening: opening(question),
      ...listeningPhases(state, question),
      confirmed: {
        entry: (scene) => {
          leave(scene)
          assign(scene, state)
        },
        always: [{ why: 'confirmed', to: state.confirmed }],
      },
      corrected: { entry: leave, always: [{ why: 'denied', to: state.denied.to }] },
    },
  }
}

function isDenied(scene: Scene): boolean {
  return scene.context.partial[denied] === true
}

function deny(scene: Scene): void {
  scene.patch({ partial: { ...scene.context.partial, [denied]: true } })
}

function answered(scene: Scene<TurnEnded> | Scene<KeyPressed>): Json {
  return scene.event.readings[yesOrNo.name]?.value ?? null
}

/** Values in the utterance for what may be corrected, other than those that stand. */
function corrections(scene: Scene<TurnEnded>, state: ConfirmState): [string, Json][] {
  return state.denied.correct.flatMap((name): [string, Json][] => {
    const reading: Answer | undefined = scene.event.readings[name]
    const value = reading?.value ?? null
    return value === null || value === scene.context.slots[name] ? [] : [[name, value]]
  })
}

function correct(scene: Scene<TurnEnded>, state: ConfirmState): void {
  for (const [name, value] of corrections(scene, state)) fillSlot(scene, name, value)
}

function stopSpeaking(scene: Scene): void {
  if (scene.context.speaking !== null) scene.emit({ type: 'clear' })
  scene.patch({ speaking: null, keys: '', keyed: null, callerHasFloor: false })
}
