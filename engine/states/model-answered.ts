import type { Node } from '../machine/node.ts'
import type { Scene } from '../machine/scene.ts'
import { rang } from '../machine/timers.ts'
import { isAwaited, settle, type DecisionFinished } from './asking-model.ts'

/**
 * What every state that waits for the model does when it has answered, or took too long: the answer is settled, and the
 * state finishes what is being said. `choose` gives the option, or null where the answer is not one.
 */
export function modelAnswered(
  choose: (scene: Scene<DecisionFinished>) => string | null,
): Pick<NonNullable<Node['on']>, 'decision.finished' | 'timer.fired'> {
  return {
    'decision.finished': [
      {
        why: 'the model answered',
        when: isAwaited,
        to: '.finishing',
        do: (scene) => settle(scene, choose(scene)),
      },
    ],
    'timer.fired': [
      {
        why: 'the model took too long',
        when: rang('decision'),
        to: '.finishing',
        do: (scene) => settle(scene, null),
      },
    ],
  }
}
