import type { EndState } from '../language/flow.ts'
import type { Node } from '../machine/node.ts'
import { say } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { ended } from './failed.ts'
import { enter, isSpoken } from './visit.ts'

/** end: says goodbye and hangs up. Nothing said into the goodbye is listened to. */
export function end(state: EndState): Node {
  const hangUp = (scene: Scene): void => {
    scene.patch({ speaking: null, outcome: state.outcome })
    scene.emit({ type: 'hangup', outcome: state.outcome })
  }
  const { prompt } = state
  if (prompt === undefined)
    return {
      entry: (scene) => {
        enter(scene)
        hangUp(scene)
      },
      always: [{ why: 'the end', to: ended }],
    }
  return {
    initial: 'saying',
    entry: enter,
    states: {
      saying: {
        entry: (scene) => {
          scene.emit({ type: 'deafen' })
          say(scene, prompt, {
            place: `${state.name}.prompt`,
            purpose: 'goodbye',
            bargein: { ...state.bargein, mode: 'off' },
          })
        },
        on: {
          'speech.played': [{ why: 'said goodbye', when: isSpoken, to: ended, do: hangUp }],
          'stream.resumed': [{ why: 'the stream came back', to: '.saying' }],
        },
      },
    },
  }
}
