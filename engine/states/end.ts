import type { EndState } from '../language/state.ts'
import type { Node, Transition } from '../machine/node.ts'
import { evaluateOrNull, say } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { statePath } from '../machine/state-path.ts'
import { arm, rang } from '../machine/timers.ts'
import { answered, isForVoicemail, mayBeMachine, toldUntil } from './answering-machine.ts'
import { deafen, expectationOf, speakAndHear } from './expectation.ts'
import { ended } from './failed.ts'
import { isOwed, owedPhases } from './owed.ts'
import { enter, isSpoken, quiet } from './visit.ts'

/**
 * The end of a flow that was run: its last words, if any, are a statement like others, and whoever ran it goes on with what
 * it gives. An output that reads what was never filled is null.
 */
function returning(state: EndState): Node {
  const leave = (scene: Scene): void => goBack(scene, state.outcome)
  const { prompt } = state
  return {
    entry: (scene) => {
      if (prompt === undefined) return leave(scene)
      const delivery = { place: `${state.name}.prompt`, purpose: 'prompt', bargein: state.bargein } as const
      speakAndHear(scene, expectationOf(state, scene), () => say(scene, prompt, delivery))
    },
    on: {
      'speech.played': [{ why: 'that was all', when: isSpoken, do: leave }],
      'speech.interrupted': [
        {
          why: 'the caller broke in',
          when: isSpoken,
          do: (scene) => {
            scene.patch({ callerHasFloor: true })
            leave(scene)
          },
        },
      ],
      'stream.resumed': [{ why: 'the stream came back', do: leave }],
    },
  }
}

function goBack(scene: Scene, outcome: string): void {
  quiet(scene)
  const outputs = Object.fromEntries(
    Object.entries(scene.flow.outputs).map(([name, expression]) => [name, evaluateOrNull(scene, expression)]),
  )
  scene.wish({ type: 'return', outcome, outputs })
}

/** What the state that ran this flow knows of a built-in end: its outcome, or `error`; null where it knows neither. */
function knownOutside(state: EndState, { context, project }: Scene): string | null {
  const frame = context.stack?.at(-1)
  if (frame?.resume !== 'outcome') return null
  const flow = frame.flow === project.flow ? project : project.runs[frame.flow]
  const [name] = statePath(frame.value).split('.')
  const { outcomes = {} } = flow?.states[name ?? ''] ?? {}
  return [state.outcome, 'error'].find((outcome) => Object.hasOwn(outcomes, outcome)) ?? null
}

/**
 * end: says goodbye and hangs up. Nothing said into the goodbye is listened to, and a caller who hangs up on it has had the
 * outcome all the same.
 */
export function end(state: EndState): Node {
  const arrive = (scene: Scene): void => scene.patch({ outcome: state.outcome })
  const hangUp = (scene: Scene): void => {
    quiet(scene)
    scene.emit({ type: 'hangup', outcome: state.outcome })
  }
  const silently = (scene: Scene): void => {
    arrive(scene)
    hangUp(scene)
  }
  const isKnown = (scene: Scene): boolean => scene.isInner && knownOutside(state, scene) !== null
  const { prompt } = state
  const leave: Transition =
    prompt === undefined ? { why: 'the end', to: ended, do: silently } : { to: '.saying', do: arrive }
  const leaves: readonly Transition[] =
    prompt === undefined
      ? [{ why: 'who has answered is not known yet', when: mayBeMachine, to: '.knowing', do: arrive }, leave]
      : [leave]
  return {
    initial: 'arriving',
    entry: enter,
    states: {
      arriving: {
        always: [
          ...(state.isBuiltIn === true
            ? [{ why: 'whoever ran this goes on', when: isKnown, to: '.givingBack' }]
            : [{ why: 'back to whoever ran this', when: ({ isInner }: Scene) => isInner, to: '.returning' }]),
          { why: 'what was asked besides comes first', when: isOwed, to: '.owed' },
          ...leaves,
        ],
      },
      ...owedPhases(leaves),
      returning: returning(state),
      // Who is told goodbye is gone: where the call goes on nothing is said.
      givingBack: { entry: (scene) => goBack(scene, knownOutside(state, scene) ?? state.outcome) },
      saying: {
        entry: (scene) => {
          deafen(scene)
          if (prompt === undefined) return
          const bargein = { ...state.bargein, mode: 'off' } as const
          say(scene, { ...prompt, bargein }, { place: `${state.name}.prompt`, purpose: 'goodbye', bargein })
        },
        on: {
          'speech.played': [
            {
              why: 'said goodbye, perhaps into the greeting of a machine',
              when: (scene) => isSpoken(scene) && mayBeMachine(scene),
              to: '.knowing',
              do: quiet,
            },
            { why: 'said goodbye', when: isSpoken, to: ended, do: hangUp },
          ],
          // Nobody can break in here; if it is told all the same, the caller must not be left in silence.
          'speech.interrupted': [{ why: 'the goodbye was cut off', when: isSpoken, to: ended, do: hangUp }],
          'stream.resumed': [{ why: 'the stream came back', to: '.saying' }],
        },
      },
      // Of a machine its tone is waited for: that leads to the voicemail, from here as from everywhere.
      knowing: {
        entry: (scene) => {
          deafen(scene)
          arm(scene, 'wait', toldUntil(scene))
        },
        on: {
          'event.received': [
            {
              why: 'no machine has answered',
              when: (scene) => scene.event.name === answered && !isForVoicemail(scene),
              to: ended,
              do: hangUp,
            },
          ],
          'timer.fired': [{ why: 'nobody told who has answered', when: rang('wait'), to: ended, do: hangUp }],
        },
      },
    },
  }
}
