import type { Node } from '../machine/node.ts'
import { hush, patternWords, sayText } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { disarmAll } from '../machine/timers.ts'
import { deafen } from './expectation.ts'
import { giveUpTransfer } from './transfer-progress.ts'
import { isSpoken, quiet } from './visit.ts'

/** States of every chart that no flow can name: `$` is not legal in a name. */
export const failed = '$failed'
export const ended = '$ended'

/** P8: a call that cannot go on ends in a sentence, never in silence. */
export const failedNode: Node = {
  entry: (scene) => {
    disarmAll(scene)
    deafen(scene)
    hush(scene)
    giveUpTransfer(scene)
    scene.patch({ awaiting: null, outcome: 'failed' })
    const bargein = { mode: 'off', minWords: 0, minMs: 0, ignore: [], always: [] } as const
    sayText(scene, patternWords(scene, 'pattern_failed'), { place: failed, purpose: 'goodbye', bargein })
  },
  on: {
    'speech.played': [{ why: 'said so', when: isSpoken, to: ended, do: hangUp }],
    'speech.interrupted': [{ why: 'it was cut off', when: isSpoken, to: ended, do: hangUp }],
    'stream.resumed': [{ why: 'the stream came back', to: failed }],
  },
}

export const endedNode: Node = {
  final: true,
  entry: (scene) => {
    disarmAll(scene)
    giveUpTransfer(scene)
    scene.patch({ speaking: null, awaiting: null, outcome: scene.context.outcome ?? 'hangup' })
  },
}

function hangUp(scene: Scene): void {
  quiet(scene)
  scene.emit({ type: 'hangup', outcome: 'failed' })
}
