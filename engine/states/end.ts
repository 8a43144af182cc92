import type { EndState } from '../language/flow.ts'
import type { Node } from '../machine/node.ts'
import { say } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { deafen } from './expectation.ts'
import { ended } from './failed.ts'
import { enter, isSpoken, quiet } from './visit.ts'

/**
 * end: says goodbye and hangs up. Nothing said into the goodbye is listened to, and a caller who hangs up on it has had the
 * outcome all the same.
 */
export function end(state: EndState): Node {
  const arrive = (scene: Scene): void => {
    enter(scene)
    scene.patch({ outcome: state.outcome })
  }
  const hangUp = (scene: Scene): void => {
    quiet(scene)
    scene.emit({ type: 'hangup', outcome: state.outcome })
  }
  const { prompt } = state
  if (prompt === undefined)
    return {
      entry: (scene) => {
        arrive(scene)
        hangUp(scene)
      },
      always: [{ why: 'the end', to: ended }],
    }
  return {
    initial: 'saying',
    entry: arrive,
    states: {
      saying: {
        entry: (scene) => {
          deafen(scene)
          say(scene, prompt, {
            place: `${state.name}.prompt`,
            purpose: 'goodbye',
            bargein: { ...state.bargein, mode: 'off' },
          })
        },
        on: {
          'speech.played': [{ why: 'said goodbye', when: isSpoken, to: ended, do: hangUp }],
          // Nobody can break in here; if it is told all the same, the caller must not be left in silence.
          'speech.interrupted': [{ why: 'the goodbye was cut off', when: isSpoken, to: ended, do: hangUp }],
          'stream.resumed': [{ why: 'the stream came back', to: '.saying' }],
        },
      },
    },
  }
}
