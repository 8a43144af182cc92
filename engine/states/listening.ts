import { promptsOf } from '../language/uses.ts'
import type { TurnEnded } from '../machine/event.ts'
import type { Act, Node, Transition } from '../machine/node.ts'
import { hush, patternWords, say, sayText } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { asidePhases, leaveTrail } from './asides.ts'
import type { ListeningState } from './besides.ts'
import { asideTransitions, isFor, keepRequests } from './claiming.ts'
import { andThen, both } from './composed.ts'
import { hear, speakAndHear } from './expectation.ts'
import { keyTransitions, resetKeys } from './keys.ts'
import { countRepair } from './ladder-limits.ts'
import type { Question } from './question.ts'
import { ladders, phaseOf, rungPhase } from './rungs.ts'
import { isSpoken, quiet } from './visit.ts'

/**
 * The phases of every state that listens:
 *
 *     opening ──► asking ──played──► listening ──words──► (the kind's own)
 *        │          ▲ └──broken into──► interrupted │ └─ nothing understood ─► nomatch_1 … nomatch_n ─► listening, or the rung's way
 *        └► yielding┘                               └──── silence ───────────► noinput_1 … noinput_n ─► listening, or the rung's way
 *
 * yielding: the caller was speaking before the question could be asked; if that was no answer it is asked, and nothing counts.
 * interrupted: as listening, but if the interruption turns out to be nothing the question is asked again, and nothing counts.
 * keying: keys are coming; words that are no answer are not held against them. refusing, resuming: said before it is asked
 * again. Attempts are counted apart, per visit, and go up only when the rung was played (VoiceXML 2.1, 4.1.6 and 5.2.2).
 */
export function listeningPhases(state: ListeningState, question: Question): Record<string, Node> {
  const silent = arming(state)
  // What was heard while the question was put was heard by that prompt's policy.
  const anew = state.bargein.mode === 'off' || promptsOf(state).some(({ bargein }) => bargein !== undefined)
  const common = whileListening(state, question)
  const spoken = (to: string, brokenInto = '.interrupted'): NonNullable<Node['on']> => ({
    ...common,
    'speech.played': [{ why: 'played to its end', when: isSpoken, to, do: quiet }],
    'speech.interrupted': [{ why: 'the caller broke in', when: isSpoken, to: brokenInto, do: quiet }],
  })
  const heard = withWords(question.heard, question)
  const asides = withWords(asideTransitions(state.name, question), question)
  const unasked: Transition = { why: 'it was not asked yet', to: '.asking', do: (scene) => disarm(scene, 'noinput') }
  const { refusal } = question
  return {
    asking: {
      entry: (scene) => {
        resetKeys(scene)
        leaveTrail(scene, state.name)
        scene.patch({ callerHasFloor: false })
        speakAndHear(scene, question.expected(scene), () => question.ask(scene))
      },
      on: spoken('.listening'),
    },
    listening: {
      entry: (scene) => {
        if (anew) scene.emit(question.expected(scene))
        silent(scene)
      },
      on: common,
    },
    interrupted: {
      entry: silent,
      on: {
        ...common,
        'turn.ended': [
          { why: 'it was nothing', when: ({ event }) => event.hypotheses.length === 0, to: '.asking', do: countRepair },
          ...(common['turn.ended'] ?? []),
        ],
      },
    },
    yielding: {
      entry: (scene) => {
        scene.patch({ callerHasFloor: false })
        scene.emit(question.expected(scene))
        silent(scene)
      },
      on: {
        ...common,
        'turn.ended': [...asides, ...heard, { ...unasked, do: takeWords }],
        'timer.fired': [{ ...unasked, when: rang('noinput') }, ...(common['timer.fired'] ?? [])],
      },
    },
    keying: { on: { ...common, 'turn.ended': heard } },
    ...asidePhases(state, question, spoken, common, silent),
    keyed: { always: [...question.keysEnded, ...ladders(state, question, 'nomatch')] },
    misunderstood: { always: ladders(state, question, 'nomatch') },
    resuming: {
      entry: (scene) => {
        hear(scene, question.expected(scene))
        const delivery = { place: 'resuming', purpose: 'repair', bargein: state.bargein } as const
        sayText(scene, patternWords(scene, 'pattern_cut_off'), delivery)
      },
      on: spoken('.asking', '.yielding'),
    },
    ...(refusal === undefined
      ? {}
      : {
          refusing: {
            entry: (scene: Scene) => {
              const why = refusal(scene)
              resetKeys(scene)
              countRepair(scene)
              const delivery = { place: `${state.name}.reject`, purpose: 'prompt', bargein: state.bargein } as const
              speakAndHear(scene, question.expected(scene), () => {
                if (why !== null) say(scene, why, delivery)
              })
            },
            on: spoken('.asking'),
          },
        }),
    ...Object.fromEntries(
      [{ name: '', noinput: state.noinput, nomatch: state.nomatch }, ...(question.ladders ?? [])].flatMap((of) =>
        (['nomatch', 'noinput'] as const).flatMap((kind) =>
          of[kind].map((rung, index) => [
            phaseOf(kind, of.name, index),
            rungPhase(state, question, { ...rung, kind, index, of: of.name }, spoken('.listening')),
          ]),
        ),
      ),
    ),
  }
}

/** Entered at first: asks, unless the caller is speaking already (they broke into the statement before). */
export const opening: Node = {
  always: [
    {
      why: 'the caller is speaking already',
      when: ({ context }) => context.callerHasFloor,
      to: '.yielding',
    },
    { why: 'the next request', when: ({ context }) => (context.queue?.length ?? 0) > 0, to: '.serving' },
    { why: 'ask', to: '.asking' },
  ],
}

function whileListening(state: ListeningState, question: Question): NonNullable<Node['on']> {
  return {
    'turn.ended': withWords(
      [
        ...asideTransitions(state.name, question),
        ...question.heard.map((transition) => ({ ...transition, do: andThen(keepRequests, transition.do) })),
        { why: 'the examples do not tell', when: isFor(question, 'model'), to: '.deciding' },
        ...ladders(state, question, 'nomatch'),
      ],
      question,
    ),
    'key.pressed': keyTransitions(state, question),
    'timer.fired': [
      { why: 'a pause ends the keys', when: rang('keys'), to: '.keyed' },
      ...ladders(state, question, 'noinput').map((transition) => ({
        ...transition,
        when: both(rang('noinput'), transition.when),
      })),
    ],
    'stream.resumed': [{ why: 'the stream came back', to: '.resuming' }],
  }
}

function arming({ noinputAfterMs }: ListeningState): Act {
  return (scene) => arm(scene, 'noinput', scene.context.now + noinputAfterMs)
}

function withWords(transitions: readonly Transition<TurnEnded>[], { said }: Question): Transition<TurnEnded>[] {
  return transitions.map((transition) => ({
    ...transition,
    do: andThen(andThen(takeWords, said), transition.do),
  }))
}

function takeWords(scene: Scene<TurnEnded>): void {
  resetKeys(scene)
  hush(scene)
  scene.patch({ utterance: keptWords(scene), callerHasFloor: false })
}

/** What is kept of the words for whoever asks a model about them later: nothing of what is secret. */
export function keptWords({ event }: Scene<TurnEnded>): string {
  return event.secret === true ? '' : (event.hypotheses[0]?.text ?? '')
}
