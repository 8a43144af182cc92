import type { Rung } from '../language/prompt.ts'
import type { MachineEvent, Node, Transition } from '../machine/node.ts'
import { say } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import type { ListeningState } from './besides.ts'
import { andThen, both } from './composed.ts'
import { speakAndHear } from './expectation.ts'
import { resetKeys } from './keys.ts'
import { countRepair, countRung, isTooOften } from './ladder-limits.ts'
import type { Question } from './question.ts'
import { isSpoken, quiet } from './visit.ts'

/** Of no-matches: from the second on, typing is offered. */
const keysOfferedFrom = 2

/** The phase of a rung: what it says or repeats, or where it leads. */
export function rungPhase(
  state: ListeningState,
  question: Question,
  {
    say: whole,
    narrow,
    repeat,
    to,
    kind,
    index,
    of,
  }: Rung & { readonly kind: 'nomatch' | 'noinput'; readonly index: number; readonly of: string },
  on: NonNullable<Node['on']>,
): Node {
  const count = (scene: Scene): void => {
    scene.patch({ attempts: { ...scene.context.attempts, [kind]: index + 1 } })
    countRung(scene, kind)
    countRepair(scene)
  }
  if (whole === undefined && repeat !== true)
    return { entry: count, always: [{ why: `${kind} ${index + 1}`, to: to ?? '.listening' }] }
  const counted = <E extends MachineEvent>(transition: Transition<E>): Transition<E> => ({
    ...transition,
    do: andThen(count, transition.do),
  })
  const speak = (scene: Scene): void => {
    resetKeys(scene)
    const only = question.only?.(scene) ?? null
    const own = only === null ? undefined : narrow?.[only]
    const prompt = own ?? whole
    const part = own === undefined ? of : (only ?? of)
    const place = part === '' ? `${state.name}.${kind}.${index}` : `${state.name}.${part}.${kind}.${index}`
    const isOffered = to === undefined && kind === 'nomatch' && index + 1 >= keysOfferedFrom
    const offer = isOffered ? (question.keyOffer?.(scene) ?? null) : null
    const behind = offer === null ? {} : { behind: offer }
    if (prompt === undefined) return question.ask(scene, behind.behind)
    question.restate?.(scene)
    scene.item = question.item?.(scene)
    say(scene, prompt, { place, purpose: 'prompt', bargein: state.bargein, ...behind })
    scene.item = undefined
  }
  if (to === undefined)
    return {
      entry: (scene) => speakAndHear(scene, question.expected(scene), speak),
      on: {
        ...on,
        'speech.played': (on['speech.played'] ?? []).map(counted),
        'speech.interrupted': (on['speech.interrupted'] ?? []).map(counted),
      },
    }
  // A rung that routes is a statement: what is said into it is for the next question.
  return {
    entry: (scene) => speakAndHear(scene, { ...question.expected(scene), slots: [], options: {} }, speak),
    on: {
      'speech.played': [counted({ why: 'played to its end', when: isSpoken, to, do: quiet })],
      'speech.interrupted': [
        counted({
          why: 'the caller broke in',
          when: isSpoken,
          to,
          do: (scene) => scene.patch({ speaking: null, callerHasFloor: true }),
        }),
      ],
      'stream.resumed': [counted({ why: 'the stream came back', to })],
    },
  }
}

/** The ladder of the part of the question that is open, else the state's own. */
export function ladders(
  state: ListeningState,
  { ladders: parts = [] }: Question,
  kind: 'nomatch' | 'noinput',
): Transition[] {
  const own = parts.flatMap((part) =>
    ladder(part[kind], kind, part.name).map((transition) => ({
      ...transition,
      when: both(part.when, transition.when),
    })),
  )
  return [...own, ...ladder(state[kind], kind, '')]
}

function ladder(rungs: readonly Rung[], kind: 'nomatch' | 'noinput', of: string): Transition[] {
  const last = rungs.length - 1
  const atOnce: Transition = {
    why: `${kind} too often in this call`,
    when: (scene: Scene) => isTooOften(scene, kind),
    to: `.${phaseOf(kind, of, last)}`,
  }
  const each = rungs.map((_, index) => ({
    why: `${kind} ${index + 1}`,
    when: ({ context }: Scene) => index === last || context.attempts[kind] === index,
    to: `.${phaseOf(kind, of, index)}`,
  }))
  return last > 0 ? [atOnce, ...each] : each
}

/** The name of a rung's phase: "nomatch_2", "nomatch_of_guests_1". */
export function phaseOf(kind: 'nomatch' | 'noinput', of: string, index: number): string {
  return of === '' ? `${kind}_${index + 1}` : `${kind}_of_${of}_${index + 1}`
}
