import type { BargeIn, Filler } from '../language/prompt.ts'
import type { Listen } from '../machine/effect.ts'
import type { Act, Node } from '../machine/node.ts'
import { patternWords, say, sayText } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, rang } from '../machine/timers.ts'
import { phrase } from '../patterns/phrases.ts'
import { hear, speakAndHear } from './expectation.ts'
import { isSpoken, quiet } from './visit.ts'

/**
 * A wait that leaves no dead air: quiet until `after` from the end of the turn that led to it, then the filler's phrases in order, the last one again and again,
 * `every` so long after the one before has ended.
 *
 *     quiet ──after──► filler_1 ──played──► pause_1 ──every──► filler_2 … filler_n ◄──► pause_n
 *
 * `phase` is the wait's own name in its state; `on` are the transitions that end it, into `finishing`.
 */
export function waiting(wait: {
  readonly phase: string
  readonly place: string
  readonly filler: Filler | undefined
  readonly bargein: BargeIn
  readonly begin: Act
  /** What may be said meanwhile. */
  readonly expected: (scene: Scene) => Listen
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
      entry: (scene) => {
        hear(scene, wait.expected(scene))
        sayText(scene, `${patternWords(scene, 'pattern_cut_off')} ${phrase('stillWorking', scene.language)}`, {
          place: `${wait.place}.resumed`,
          purpose: 'repair',
          bargein: wait.bargein,
        })
      },
      on: spokenOut(`.${phase}.${phrases.length === 0 ? 'quiet' : 'pause_1'}`),
    },
  }
  for (const [index, prompt] of phrases.entries()) {
    const n = index + 1
    states[`filler_${n}`] = {
      entry: (scene) => {
        const speak = (): void =>
          say(scene, prompt, { place: `${wait.place}.filler.${index}`, purpose: 'filler', bargein: wait.bargein })
        if (prompt.bargein === undefined) speak()
        else speakAndHear(scene, wait.expected(scene), speak)
      },
      on: spokenOut(`.${phase}.pause_${n}`),
    }
    states[`pause_${n}`] = {
      entry: (scene) => {
        if (prompt.bargein !== undefined) hear(scene, wait.expected(scene))
        arm(scene, 'filler', scene.context.now + (filler?.everyMs ?? 0))
      },
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
      hear(scene, wait.expected(scene))
      wait.begin(scene)
      if (filler !== undefined && phrases.length > 0)
        arm(scene, 'filler', scene.context.now + Math.max(0, filler.afterMs - waitedBefore(scene)))
    },
    on: {
      // What was being said when the wait began, and is no phrase of it.
      'speech.played': [{ why: 'played to its end', when: isSpoken, do: quiet }],
      'speech.interrupted': [{ why: 'the caller broke in', when: isSpoken, do: quiet }],
      ...wait.on,
      'stream.resumed': [{ why: 'the stream came back', to: `.${phase}.resumed` }],
    },
    states,
  }
}

/** `after` runs from the end of the caller's turn, and not from when a slow recogniser had made its words of it. */
function waitedBefore({ event }: Scene): number {
  return event.type === 'turn.ended' ? (event.waitedMs ?? 0) : 0
}

/** The answer is there; a phrase that is being said while it came is said to its end first. */
export function finishing(done: string): Node {
  return {
    always: [{ when: ({ context }) => context.speaking === null, to: done }],
    on: spokenOut(done),
  }
}

function spokenOut(to: string): NonNullable<Node['on']> {
  return {
    'speech.played': [{ why: 'the phrase has ended', when: isSpoken, to, do: quiet }],
    'speech.interrupted': [{ why: 'the caller broke in', when: isSpoken, to, do: quiet }],
  }
}
