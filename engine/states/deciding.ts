import type { ConfirmState, GatherState } from '../language/flow.ts'
import type { CallEvent } from '../machine/event.ts'
import type { Node } from '../machine/node.ts'
import { hush } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { choseAside } from './asides.ts'
import { besideOptions } from './besides.ts'
import type { Question } from './listening.ts'
import { finishing, waiting } from './waiting.ts'

type DecisionFinished = Extract<CallEvent, { type: 'decision.finished' }>

/** Where a state says nothing of it (a decide has its own). */
const defaultConfidence = 0.7
const defaultBudgetMs = 1200

/**
 * What a question leads to whose answer no grammar could read, where something else is heard too: one closed question to the
 * model over all of that. Unsure, or late, is a no-match. More words meanwhile are heard as they would have been before.
 */
export function deciding(state: GatherState | ConfirmState, question: Question): Record<string, Node> {
  return {
    deciding: waiting({
      phase: 'deciding',
      place: state.name,
      filler: undefined,
      bargein: state.bargein,
      begin: (scene) => ask(scene, question),
      expected: question.expected,
      on: {
        'decision.finished': [
          {
            why: 'the model answered',
            when: ({ event, context }: Scene<DecisionFinished>) =>
              context.awaiting?.type === 'decide' && context.awaiting.id === event.id,
            to: '.finishing',
            do: (scene) => settle(scene, choiceOf(scene)),
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
            when: ({ event }) => event.hypotheses.length > 0,
            to: '.reconsidering',
            do: (scene) => {
              settle(scene, null)
              scene.patch({ utterance: scene.event.hypotheses[0]?.text ?? '', callerHasFloor: false })
            },
          },
        ],
      },
    }),
    reconsidering: { always: [{ why: 'the model is asked again', to: '.deciding' }] },
    finishing: finishing('.decided'),
    decided: { always: [choseAside, { why: 'unsure', to: '.misunderstood' }] },
  }
}

function ask(scene: Scene, question: Question): void {
  const { visit, utterances, now, utterance } = scene.context
  const effect = {
    type: 'decide',
    id: `d${visit}.${utterances}.${now % 100_000}`,
    question: 'What does the caller ask for, instead of answering?',
    instructions: scene.flow.persona ?? '',
    utterance,
    options: besideOptions(scene, question.expected(scene)),
    slots: {},
    turns: 0,
    language: scene.language,
    deadline: now + defaultBudgetMs,
  } as const
  scene.patch({ awaiting: effect, settled: null })
  scene.emit(effect)
  arm(scene, 'decision', effect.deadline)
}

function choiceOf(scene: Scene<DecisionFinished>): string | null {
  const { awaiting } = scene.context
  const { option, confidence } = scene.event.outcome
  const isOne = awaiting?.type === 'decide' && option !== null && Object.hasOwn(awaiting.options, option)
  return isOne && confidence >= defaultConfidence ? option : null
}

function settle(scene: Scene, option: string | null): void {
  disarm(scene, 'decision', 'filler')
  scene.patch({ awaiting: null, settled: { ok: option !== null, code: option ?? 'unsure' } })
}
