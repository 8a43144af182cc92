import type { Slot } from '../language/slot.ts'
import type { ConfirmState, GatherState } from '../language/state.ts'
import type { Act, Node, Transition } from '../machine/node.ts'
import { hush } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { choseAside } from './asides.ts'
import { askModel, chosenOption, settle, type DecisionFinished } from './asking-model.ts'
import { besideOptions } from './besides.ts'
import { keptWords } from './listening.ts'
import type { Question } from './question.ts'
import { modelAnswered } from './model-answered.ts'
import { forgetRead } from './model-reading.ts'
import { finishing, waiting } from './waiting.ts'

/** How the model's reading of an answer is taken, where a question has slots that it may fill. */
export interface Reader {
  /** Slots that are open, in the order asked. */
  readonly fills: (scene: Scene) => readonly Slot[]
  /** Keeps what the model read, until what was being said has ended. */
  readonly keep: (scene: Scene<DecisionFinished>) => void
  /** What it leads to; whatever none of these takes is a no-match. */
  readonly read: readonly Transition[]
}

/**
 * What a question leads to whose answer no grammar could read: one closed question to the model over all that is possible
 * here, which is to fill the open slots, or to ask for something else. Unsure, or late, is a no-match. More words meanwhile
 * are heard as they would have been before.
 */
export function deciding(state: GatherState | ConfirmState, question: Question, reader?: Reader): Record<string, Node> {
  const begin: Act = (scene) => {
    forgetRead(scene)
    const fills = reader?.fills(scene) ?? []
    const isAsked =
      reader === undefined
        ? 'What does the caller ask for, instead of answering?'
        : 'What does the caller answer, or ask for instead?'
    askModel(scene, state, {
      question: `The agent asked: "${askedIn(state, fills, scene)}" ${isAsked}`,
      options: besideOptions(scene, question.expected(scene)),
      fills,
      suffice: true,
    })
  }
  return {
    deciding: waiting({
      phase: 'deciding',
      place: state.name,
      filler: state.filler,
      bargein: state.bargein,
      begin,
      expected: question.expected,
      on: {
        ...modelAnswered((scene) => {
          const option = chosenOption(scene, state)
          if (option === null && scene.event.outcome.confidence >= state.confidence) reader?.keep(scene)
          return option
        }),
        'turn.ended': [
          ...question.heard.map((transition) => ({
            ...transition,
            do: (scene: Parameters<NonNullable<typeof transition.do>>[0]) => {
              settle(scene, null)
              hush(scene)
              transition.do?.(scene)
            },
          })),
          {
            why: 'the caller has said more',
            when: ({ event }) => event.hypotheses.length > 0 && event.secret !== true,
            to: '.reconsidering',
            do: (scene) => {
              settle(scene, null)
              scene.patch({ utterance: keptWords(scene), callerHasFloor: false })
            },
          },
        ],
      },
    }),
    reconsidering: { always: [{ why: 'the model is asked again', to: '.deciding' }] },
    finishing: finishing('.decided'),
    decided: { always: [choseAside, ...(reader?.read ?? []), { why: 'unsure', to: '.misunderstood' }] },
  }
}

/** The question as it is written, without the values in it: those are shown only where `context` names them. */
function askedIn(state: GatherState | ConfirmState, fills: readonly Slot[], { language }: Scene): string {
  const [only, ...others] = fills
  const narrow = state.kind === 'gather' && others.length === 0 ? state.prompts[only?.name ?? ''] : undefined
  const { variants, languages } = narrow ?? state.prompt
  const [written = []] = languages?.[language] ?? variants
  return written.map((part) => (typeof part === 'string' ? part : '…')).join('')
}
