import type { Filler } from '../language/flow.ts'
import type { Act, Node } from '../machine/node.ts'
import { say, sayText } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, rang } from '../machine/timers.ts'
import { phrase } from '../patterns/phrases.ts'
import { isSpoken } from './visit.ts'
import type { BargeIn } from '../language/flow.ts'

/**
 * A wait that leaves no dead air: quiet until `after`, then the filler's phrases in order, the last one again and again,
 * `every` so long after the one before has ended.
 *
 *     quiet ──after──► filler_1 ──played──► pause_1 ──every──► filler_2 … filler_n ◄──► pause_n
 *
 * `phase` is the wait's own name in its state; `on` are the transitions that end it.
 */
export function waiting(wait: {
  readonly phase: string
  readonly place: string
  readonly filler: Filler | undefined
  readonly bargein: BargeIn
  readonly begin: Act
  readonly on: NonNullable<Node['on']>
}): Node {
  const { phase, filler } = wait
  const phrases = filler?.say ?? []
  const states: Record<string, Node> = {
    quiet: {
      on: {
        'timer.fired':
          phrases.length === 0 ? [] : [{ why: 'no answer yet', when: rang('filler'), to: `.${phase}.filler_1` }],
      },
    },
    resumed: {
      entry: (scene) =>
        sayText(scene, phrase('stillWorking', scene.flow.language), {
          place: `${wait.place}.resumed`,
          purpose: 'repair',
          bargein: wait.bargein,
        }),
      on: spokenOut(`.${phase}.${phrases.length === 0 ? 'quiet' : 'pause_1'}`),
    },
  }
  for (const [index, prompt] of phrases.entries()) {
    const n = index + 1
    states[`filler_${n}`] = {
      entry: (scene) =>
        say(scene, prompt, { place: `${wait.place}.filler.${index}`, purpose: 'filler', bargein: wait.bargein }),
      on: spokenOut(`.${phase}.pause_${n}`),
    }
    states[`pause_${n}`] = {
      entry: (scene) => arm(scene, 'filler', scene.context.now + (filler?.everyMs ?? 0)),
      on: {
        'timer.fired': [
          { why: 'still no answer', when: rang('filler'), to: `.${phase}.filler_${Math.min(n + 1, phrases.length)}` },
        ],
      },
    }
  }
  return {
    initial: 'quiet',
    entry: (scene) => {
      wait.begin(scene)
      if (filler !== undefined && phrases.length > 0) arm(scene, 'filler', scene.context.now + filler.afterMs)
    },
    on: { ...wait.on, 'stream.resumed': [{ why: 'the stream came back', to: `.${phase}.resumed` }] },
    states,
  }
}

function spokenOut(to: string): NonNullable<Node['on']> {
  const quiet = (scene: Scene): void => scene.patch({ speaking: null })
  return {
    'speech.played': [{ why: 'the phrase has ended', when: isSpoken, to, do: quiet }],
    'speech.interrupted': [{ why: 'the caller broke in', when: isSpoken, to, do: quiet }],
  }
}
