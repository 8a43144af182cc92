import type { DecideState, Slot } from '../language/flow.ts'
import type { JsonObject } from '../language/json.ts'
import type { CallEvent, TurnEnded } from '../machine/event.ts'
import type { Node, Transition } from '../machine/node.ts'
import { hush, say } from '../machine/prompts.ts'
import { assign, fillSlot, routes } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { choseAside } from './asides.ts'
import { besideOptions } from './besides.ts'
import { correctionOf } from './correcting.ts'
import { expectationOf } from './expectation.ts'
import { listeningPhases, opening, type Question } from './listening.ts'
import { enter } from './visit.ts'
import { missing } from './offered.ts'
import { taken } from './taking.ts'
import { finishing, waiting } from './waiting.ts'

type DecisionFinished = Extract<CallEvent, { type: 'decision.finished' }>

/** An option's own words: more of them cannot make it another. */
const exact = 0.99

/** Two options within this of each other cannot be told apart by their examples: the model is asked. */
const margin = 0.1

/**
 * decide: which of its options the caller means, or `unsure`; never text to be spoken. Cheapest first: a key, the options'
 * own words and examples, the model (one closed question within `budget`), asking again (`nomatch`), then `unsure`.
 * Without a prompt it decides on what the caller said last. More words while the model is asked are a new question to it.
 */
export function decide(state: DecideState): Node {
  const names = Object.keys(state.options)
  const question: Question = {
    ask: (scene) => {
      if (state.prompt !== undefined)
        say(scene, state.prompt, { place: `${state.name}.prompt`, purpose: 'prompt', bargein: state.bargein })
    },
    expected: (scene) => expectationOf(state, scene),
    said: (scene) => keepGiven(scene, state),
    heard: names.map((name): Transition<TurnEnded> => ({
      why: `sounds like ${name}`,
      when: (scene) => matched(scene, state) === name,
      to: `.option_${name}`,
    })),
    isOpen: ({ event }) => Math.max(0, ...Object.values(event.matches)) < exact,
    mayAsk: () => true,
    declined: (scene) => correctionOf(scene).refused,
    keyed: Object.entries(state.options).flatMap(([name, { key }]) =>
      key === undefined
        ? []
        : [{ why: `pressed ${key}`, when: ({ event }) => event.key === key, to: `.option_${name}` }],
    ),
    keysEnded: [],
  }
  return {
    initial: 'opening',
    entry: enter,
    states: {
      opening,
      ...listeningPhases(state, question),
      ...(state.prompt === undefined
        ? { asking: { always: [{ why: 'decides on what was said last', to: '.deciding' }] } }
        : {}),
      deciding: waiting({
        phase: 'deciding',
        place: state.name,
        filler: state.filler,
        bargein: state.bargein,
        begin: (scene) => askModel(scene, state),
        expected: question.expected,
        on: {
          'decision.finished': [
            {
              why: 'the model answered',
              when: isAwaited,
              to: '.finishing',
              do: (scene) => settle(scene, choice(scene, state)),
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
          'turn.ended': [...question.heard, moreWords].map((transition) => ({
            ...transition,
            do: (scene: Scene<TurnEnded>) => {
              settle(scene, null)
              hush(scene)
              scene.patch({ utterance: scene.event.hypotheses[0]?.text ?? '', callerHasFloor: false })
              keepGiven(scene, state)
            },
          })),
        },
      }),
      reconsidering: { always: [{ why: 'the caller has said more', to: '.deciding' }] },
      finishing: finishing('.decided'),
      decided: {
        always: [
          ...names.map((name) => ({
            why: name,
            when: ({ context: { settled } }: Scene) => settled?.ok === true && settled.code === name,
            to: `.option_${name}`,
          })),
          choseAside,
          { why: 'unsure', when: () => state.prompt === undefined, to: state.unsure },
          { why: 'unsure: ask again', to: '.misunderstood' },
        ],
      },
      ...Object.fromEntries(
        Object.entries(state.options).map(([name, option]): [string, Node] => [
          `option_${name}`,
          {
            entry: (scene) => {
              fillGiven(scene, option.slots)
              assign(scene, state)
              assign(scene, option)
            },
            always: routes(option.next),
          },
        ]),
      ),
    },
  }
}

/** The option whose words fit well enough, and better than any other's. */
function matched({ event }: Scene<TurnEnded>, state: DecideState): string | null {
  const [best, second] = Object.entries(event.matches).sort(([, a], [, b]) => b - a)
  if (best === undefined || best[1] < state.confidence || !Object.hasOwn(state.options, best[0])) return null
  return second !== undefined && best[1] < 1 && best[1] - second[1] < margin ? null : best[0]
}

const moreWords: Transition<TurnEnded> = {
  why: 'the caller has said more',
  when: ({ event }) => event.hypotheses.length > 0,
  to: '.reconsidering',
}

/** Kept among the partial answers of a visit: what the words give for slots, until it is known which option was meant. */
const given = '$given'

function keepGiven(scene: Scene<TurnEnded>, state: DecideState): void {
  const names = [...new Set(Object.values(state.options).flatMap(({ slots }) => slots))]
  if (names.length === 0) return
  const { values } = taken(scene, missing(names, scene), scene.event.readings)
  const found = Object.fromEntries(values.map(([{ name }, value]) => [name, value]))
  scene.patch({ partial: { ...scene.context.partial, [given]: found } })
}

function fillGiven(scene: Scene, names: readonly string[]): void {
  const found = (scene.context.partial[given] ?? {}) as JsonObject
  for (const name of names) if (Object.hasOwn(found, name)) fillSlot(scene, name, found[name] ?? null)
}

function askModel(scene: Scene, state: DecideState): void {
  const { visit, utterances, now, slots, utterance } = scene.context
  const shown = state.context.slots.filter((name) => mayBeShown(scene.flow.slots[name]))
  const effect = {
    type: 'decide',
    id: `d${visit}.${utterances}.${now % 100_000}`,
    question: state.question,
    instructions: state.instructions ?? '',
    utterance,
    options: {
      ...Object.fromEntries(
        Object.entries(state.options).map(([name, { means, examples }]) => [name, { means, examples }]),
      ),
      ...besideOptions(scene, expectationOf(state, scene)),
    },
    slots: Object.fromEntries(shown.map((name) => [name, slots[name] ?? null])),
    turns: state.context.turns,
    language: scene.flow.language,
    deadline: now + state.budgetMs,
  } as const
  scene.patch({ awaiting: effect, settled: null })
  scene.emit(effect)
  arm(scene, 'decision', effect.deadline)
}

function mayBeShown(slot: Slot | undefined): boolean {
  return slot !== undefined && slot.sensitive !== 'pci'
}

function isAwaited({ event, context }: Scene<DecisionFinished>): boolean {
  return context.awaiting?.type === 'decide' && context.awaiting.id === event.id
}

/** The option, where it is one and the model is sure enough of it. */
function choice(
  { event: { outcome }, context: { awaiting } }: Scene<DecisionFinished>,
  state: DecideState,
): string | null {
  const { option, confidence } = outcome
  const options = awaiting?.type === 'decide' ? awaiting.options : {}
  return option !== null && Object.hasOwn(options, option) && confidence >= state.confidence ? option : null
}

function settle(scene: Scene, option: string | null): void {
  disarm(scene, 'decision', 'filler')
  scene.patch({ awaiting: null, settled: { ok: option !== null, code: option ?? 'unsure' } })
}
