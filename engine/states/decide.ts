import type { Answer } from '../answers/answer.ts'
import type { Slot } from '../language/slot.ts'
import type { DecideState } from '../language/state.ts'
import type { JsonObject } from '../language/json.ts'
import type { TurnEnded } from '../machine/event.ts'
import { granting } from '../machine/grants.ts'
import type { Node, Transition } from '../machine/node.ts'
import { hush, say } from '../machine/prompts.ts'
import { assign, fillSlot, routes } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { choseAside } from './asides.ts'
import { askModel, chosenOption, settle, type DecisionFinished } from './asking-model.ts'
import { besideOptions } from './besides.ts'
import { correctionOf } from './correcting.ts'
import { expectationOf } from './expectation.ts'
import { keptWords, listeningPhases, opening } from './listening.ts'
import { modelAnswered } from './model-answered.ts'
import type { Question } from './question.ts'
import { enter } from './visit.ts'
import { missing } from './offered.ts'
import { taken } from './taking.ts'
import { finishing, waiting } from './waiting.ts'

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
    mayAsk: ({ event }) => event.secret !== true && state.budgetMs > 0,
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
        ? {
            asking: {
              always: [
                {
                  why: 'nothing was said that may be decided on',
                  when: ({ context }: Scene) => context.utterance === '',
                  to: state.unsure,
                },
                { why: 'decides on what was said last', to: '.deciding' },
              ],
            },
          }
        : {}),
      deciding: waiting({
        phase: 'deciding',
        place: state.name,
        filler: state.filler,
        bargein: state.bargein,
        begin: (scene) => ask(scene, state),
        expected: question.expected,
        on: {
          ...modelAnswered((scene) => {
            const option = chosenOption(scene, state)
            if (option !== null) keepRead(scene, state)
            return option
          }),
          'turn.ended': [...question.heard, moreWords].map((transition) => ({
            ...transition,
            do: (scene: Scene<TurnEnded>) => {
              settle(scene, null)
              hush(scene)
              scene.patch({ utterance: keptWords(scene), callerHasFloor: false })
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
            always: granting(state, routes(option.next)),
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
  when: ({ event }) => event.hypotheses.length > 0 && event.secret !== true,
  to: '.reconsidering',
}

/** Kept among the partial answers of a visit: what the words give for slots, until it is known which option was meant. */
const given = '$given'

function keepGiven(scene: Scene<TurnEnded>, state: DecideState): void {
  if (takeable(scene, state).length > 0) keep(scene, state, scene.event.readings, {})
}

/** What the model read goes beside what the grammars have read, never over it. */
function keepRead(scene: Scene<DecisionFinished>, state: DecideState): void {
  const { readings } = scene.event.outcome
  if (readings !== undefined) keep(scene, state, readings, givenSoFar(scene))
}

function keep(scene: Scene, state: DecideState, readings: Readonly<Record<string, Answer>>, before: JsonObject): void {
  const { values } = taken(scene, takeable(scene, state), readings)
  const found = Object.fromEntries(values.map(([{ name }, value]) => [name, value]))
  scene.patch({ partial: { ...scene.context.partial, [given]: { ...found, ...before } } })
}

/** Slots that some option takes from the same words, and that are open. */
function takeable(scene: Scene, state: DecideState): readonly Slot[] {
  return missing([...new Set(Object.values(state.options).flatMap(({ slots }) => slots))], scene)
}

function givenSoFar(scene: Scene): JsonObject {
  return (scene.context.partial[given] ?? {}) as JsonObject
}

/** One question over the options, what is asked besides, and what an option would take from the words. */
function ask(scene: Scene, state: DecideState): void {
  const own = Object.entries(state.options).map(([name, { means, examples }]) => [name, { means, examples }] as const)
  askModel(scene, state, {
    question: state.question,
    options: { ...Object.fromEntries(own), ...besideOptions(scene, expectationOf(state, scene)) },
    fills: takeable(scene, state).filter(({ name }) => !Object.hasOwn(givenSoFar(scene), name)),
    suffice: false,
  })
}

function fillGiven(scene: Scene, names: readonly string[]): void {
  const found = givenSoFar(scene)
  for (const name of names) if (Object.hasOwn(found, name)) fillSlot(scene, name, found[name] ?? null)
}
