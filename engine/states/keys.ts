import type { ConfirmState, DecideState, GatherState } from '../language/state.ts'
import type { KeyPressed } from '../machine/event.ts'
import type { Transition } from '../machine/node.ts'
import { hush } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm } from '../machine/timers.ts'
import type { Question } from './question.ts'

/** Where a flow says nothing of its keypad (VoiceXML 2.1, 6.3.3: `termchar`; `interdigittimeout` is the platform's). */
const defaultTerminator = '#'
const defaultInterDigitMs = 3000

/**
 * What a key does in a state that listens. A key stops what is being said, except where that may not be interrupted; then it
 * is not taken either (VoiceXML 2.1, 4.1.5). Keys end with the terminator, with enough of them, or with a pause.
 */
export function keyTransitions(
  state: GatherState | ConfirmState | DecideState,
  question: Question,
): Transition<KeyPressed>[] {
  const { terminator = defaultTerminator, interDigitMs = defaultInterDigitMs, max = Infinity } = state.keypad ?? {}
  const collect = (scene: Scene<KeyPressed>): void => {
    disarm(scene, 'noinput', 'keys')
    hush(scene)
    const slot = question.keypadSlot?.(scene) ?? null
    const value = slot === null ? null : (scene.event.readings[slot]?.value ?? null)
    scene.patch({
      keys: scene.context.keys + scene.event.key,
      keyed: slot === null || value === null ? null : { slot, value },
    })
  }
  return [
    {
      why: 'this may not be interrupted',
      when: ({ context }) => context.speaking !== null && context.speaking === context.uninterruptible,
    },
    ...question.keyed.map((transition) => ({
      ...transition,
      do: (scene: Scene<KeyPressed>) => {
        collect(scene)
        transition.do?.(scene)
      },
    })),
    {
      why: 'a key ends the answer',
      when: ({ event, context }) => context.keys !== '' && event.key === terminator,
      to: '.keyed',
      do: (scene) => disarm(scene, 'keys'),
    },
    { why: 'there is nothing to end', when: ({ event }) => event.key === terminator },
    {
      why: 'these are all the keys',
      when: ({ context }) => context.keys.length + 1 >= max,
      to: '.keyed',
      do: collect,
    },
    {
      why: 'more keys may come',
      to: '.keying',
      do: (scene) => {
        collect(scene)
        arm(scene, 'keys', scene.context.now + interDigitMs)
      },
    },
  ]
}

/** What has been typed is forgotten. */
export function resetKeys(scene: Scene): void {
  disarm(scene, 'keys', 'noinput')
  scene.patch({ keys: '', keyed: null })
}
