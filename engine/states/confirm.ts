import { isAskedFor } from '../answers/list/list-slot.ts'
import type { Flow } from '../language/flow.ts'
import type { Slot } from '../language/slot.ts'
import type { ConfirmState } from '../language/state.ts'
import type { Json } from '../language/json.ts'
import type { KeyPressed, TurnEnded } from '../machine/event.ts'
import { granting } from '../machine/grants.ts'
import { listProgress } from '../machine/lists.ts'
import type { Node } from '../machine/node.ts'
import { say, sayText } from '../machine/prompts.ts'
import { assign, clearPartial } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { canonical } from '../machine/tool-key.ts'
import { phrase } from '../patterns/phrases.ts'
import { isWorthAsking } from './claiming.ts'
import { listPhrase } from '../patterns/list-phrases.ts'
import { correctionOf, takeAll } from './correcting.ts'
import { deciding } from './deciding.ts'
import { denied, expectationOf, isDenied, yesOrNo } from './expectation.ts'
import { slotsNamed } from './offered.ts'
import { listeningPhases, opening } from './listening.ts'
import type { Question } from './question.ts'
import { taken, type Taken } from './taking.ts'
import { enter } from './visit.ts'

/**
 * confirm: reads back and asks yes or no. "Yes" goes on; "no, at five" corrects at once; a plain "no" asks what it should be
 * instead, where there is something to correct; then the way that `denied` names. What `reject` refuses of a correction is
 * said why, and what it should be is asked.
 */
export function confirm(state: ConfirmState, flow: Flow): Node {
  const lists = listsOf(state, flow)
  const isAllLists = lists.length > 0 && lists.length === state.denied.correct.length
  const delivery = { purpose: 'prompt', bargein: state.bargein } as const
  const correctable = state.denied.correct.length > 0
  const yes = (scene: Scene<TurnEnded> | Scene<KeyPressed>): boolean => !isDenied(scene) && answered(scene) === true
  const no = (scene: Scene<TurnEnded> | Scene<KeyPressed>): boolean => answered(scene) === false
  const question: Question = {
    ask: (scene) => {
      if (isDenied(scene))
        sayText(
          scene,
          isAllLists ? listPhrase('whatToChange', scene.language) : phrase('whatInstead', scene.language),
          { place: `${state.name}.denied`, ...delivery },
        )
      else say(scene, state.prompt, { place: `${state.name}.prompt`, ...delivery })
    },
    expected: (scene) => expectationOf(state, scene),
    heard: [
      { why: 'yes', when: yes, to: '.confirmed' },
      {
        why: 'the correction was refused',
        when: (scene) => corrections(scene, state).refused !== null,
        to: '.refusing',
        do: deny,
      },
      {
        why: 'no, but',
        when: (scene) => corrections(scene, state).values.length > 0,
        to: '.corrected',
        do: (scene) => {
          takeAll(scene, corrections(scene, state).values)
        },
      },
      { why: 'no', when: (scene) => correctable && !isDenied(scene) && no(scene), to: '.asking', do: deny },
      { why: 'no', when: (scene) => !correctable && no(scene), to: '.corrected' },
    ],
    // "No" may go on with what is to be changed, in what was read back or in what was not.
    isOpen: (scene) =>
      answered(scene) !== true &&
      Object.keys(scene.event.besides?.corrections ?? {}).length > 0 &&
      // What names an item of a list that was read back is about that.
      !lists.some(({ name }) => scene.event.readings[name]?.state === 'closed'),
    mayAsk: (scene) => isWorthAsking(state, scene, false),
    declined: (scene) => correctionOf(scene).refused,
    keyed: [
      { why: 'yes', when: yes, to: '.confirmed' },
      { why: 'no', when: (scene) => correctable && !isDenied(scene) && no(scene), to: '.asking', do: deny },
      { why: 'no', when: (scene) => !correctable && no(scene), to: '.corrected' },
    ],
    keysEnded: [],
    refusal: (scene) =>
      scene.event.type === 'turn.ended' ? corrections(scene as Scene<TurnEnded>, state).refused : null,
    // The rung's own words are of the question: "yes" answers it again.
    restate: (scene) => clearPartial(scene, [denied]),
  }
  return {
    initial: 'opening',
    entry: enter,
    states: {
      opening,
      ...listeningPhases(state, question),
      ...deciding(state, question),
      confirmed: {
        entry: (scene) => assign(scene, state),
        always: granting(state, [{ why: 'confirmed', to: state.confirmed }]),
      },
      corrected: {
        always: [
          ...lists.map(({ name, owner }) => ({
            why: 'the list is open again',
            when: (scene: Scene) => listProgress(scene, name) !== null,
            to: owner,
          })),
          { why: 'denied', to: state.denied.to },
        ],
      },
    },
  }
}

/** Lists that a "no" may correct, each with the gather that asks for what is not whole. */
function listsOf(
  { denied: { correct } }: ConfirmState,
  flow: Flow,
): { readonly name: string; readonly owner: string }[] {
  const owners = Object.values(flow.states).filter((one) => one.kind === 'gather')
  return correct.flatMap((name) => {
    const slot = flow.slots[name]
    const owner = owners.find(({ slots }) => slots.includes(name))
    return slot !== undefined && isAskedFor(slot) && owner !== undefined ? [{ name, owner: owner.name }] : []
  })
}

function deny(scene: Scene): void {
  scene.patch({ partial: { ...scene.context.partial, [denied]: true } })
}

function answered(scene: Scene<TurnEnded> | Scene<KeyPressed>): Json {
  return scene.event.readings[yesOrNo.name]?.value ?? null
}

/** Values in the utterance for what may be corrected, other than those that stand. */
function corrections(scene: Scene<TurnEnded>, state: ConfirmState): Taken {
  // The "no" of "no, four hours" is none to what else was read back, unless there is nothing else.
  const isMeant = ({ name, type }: Slot): boolean =>
    type !== 'boolean' || state.denied.correct.length === 1 || !isTheAnswer(scene, name)
  const slots = slotsNamed(state.denied.correct, scene).filter(isMeant)
  const given = taken(scene, slots, scene.event.readings, false)
  const values = given.values.filter(
    ([{ name }, value]) => canonical(value) !== canonical(scene.context.slots[name] ?? null),
  )
  return { ...given, values }
}

/** Whether the words that say this slot's value are those that answer yes or no. */
function isTheAnswer({ event: { readings } }: Scene<TurnEnded>, slot: string): boolean {
  const answer = readings[yesOrNo.name]?.spans ?? []
  return (readings[slot]?.spans ?? []).some(([a, b]) => answer.some(([c, d]) => a < d && c < b))
}
