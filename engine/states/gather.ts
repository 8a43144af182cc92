import { noneOfThese } from '../answers/types/choice.ts'
import type { Answer } from '../answers/answer.ts'
import { mayBeFilled } from '../decide/model-answer.ts'
import { isAskedFor } from '../answers/list/list-slot.ts'
import type { Flow } from '../language/flow.ts'
import type { Prompt } from '../language/prompt.ts'
import type { Slot } from '../language/slot.ts'
import type { GatherState } from '../language/state.ts'
import type { JsonObject } from '../language/json.ts'
import type { KeyPressed, TurnEnded } from '../machine/event.ts'
import { granting } from '../machine/grants.ts'
import type { Node } from '../machine/node.ts'
import { say } from '../machine/prompts.ts'
import { assign, fillSlot, routes } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { keyOffer } from '../patterns/key-offers.ts'
import { phrase } from '../patterns/phrases.ts'
import { checkingPhases, heldBack, holdBack, isToBeChecked } from './checking.ts'
import { isWorthAsking } from './claiming.ts'
import { correctionOf } from './correcting.ts'
import { deciding, type Reader } from './deciding.ts'
import { expectationOf } from './expectation.ts'
import { listFilling } from './list-filling.ts'
import { listAsked, missing, slotsNamed } from './offered.ts'
import { forgetRead, keepRead, readByModel, type Readings } from './model-reading.ts'
import { countRepair } from './ladder-limits.ts'
import { listeningPhases, opening } from './listening.ts'
import type { Question } from './question.ts'
import { refusalOf, taken, type Taken } from './taking.ts'
import { enter } from './visit.ts'

/**
 * gather: asks for its slots in order, skips those already filled, and takes several from one utterance. What is filled
 * stays; what `reject` refuses is said why and asked again; what is still missing is asked for by name; the beginning of an
 * answer is kept for the next try. Keys fill one slot: the one that `keypad` names, else the first that is missing.
 */
export function gather(state: GatherState, flow: Flow): Node {
  const lists = listFilling(state, flow)
  const open = (scene: Scene): readonly Slot[] => missing(state.slots, scene).filter(mayBeFilled)
  const read = (scene: Scene): Taken => taken(scene, open(scene), readByModel(scene))
  const takeRead = (scene: Scene): void => takeAll(scene, state, read(scene), readByModel(scene))
  const question: Question = {
    ask: (scene, behind) => {
      const list = lists.asked(scene)
      if (list !== null) return lists.ask(scene, list)
      const only = onlyMissing(state, scene)
      const narrow = only === null ? undefined : state.prompts[only]
      const place = narrow === undefined ? `${state.name}.prompt` : `${state.name}.prompts.${only ?? ''}`
      const offer = behind === undefined ? {} : { behind }
      say(scene, narrow ?? state.prompt, { place, purpose: 'prompt', bargein: state.bargein, ...offer })
    },
    expected: (scene) => expectationOf(state, scene),
    heard: [
      ...lists.heard,
      {
        why: 'the answer was refused',
        when: (scene) => said(scene, state).refused !== null,
        to: '.refusing',
        do: (scene) => take(scene, state, said(scene, state)),
      },
      {
        why: 'the answer was understood',
        when: (scene) => said(scene, state).values.length > 0,
        to: '.collected',
        do: (scene) => take(scene, state, said(scene, state)),
      },
      ...(state.noneOfThese === undefined
        ? []
        : [
            {
              why: 'none of these',
              when: ({ event }: Scene<TurnEnded>) => saysNone(event.readings),
              to: state.noneOfThese,
            },
          ]),
      {
        why: 'the beginning of an answer',
        when: (scene) => isNews(scene, said(scene, state).parts),
        to: '.asking',
        do: (scene) => {
          take(scene, state, said(scene, state))
          countRepair(scene)
        },
      },
    ],
    isOpen: (scene) => {
      const list = lists.asked(scene)
      return list === null ? !isClosedAnswer(scene, state) : scene.event.readings[list.name]?.state !== 'closed'
    },
    ladders: lists.ladders,
    stepBack: lists.stepBack,
    item: lists.item,
    mayAsk: (scene) => isWorthAsking(state, scene, open(scene).length > 0),
    only: (scene) => onlyMissing(state, scene),
    keyOffer: (scene) => {
      const name = keypadSlot(scene, state)
      const slot = name === null ? undefined : scene.flow.slots[name]
      if (slot === undefined) return null
      const own = keyOffer(slot, scene.language)
      if (state.keypad !== undefined)
        return name === (state.keypad.slot ?? state.slots[0]) ? (own ?? phrase('useKeys', scene.language)) : null
      // Of several that are missing nobody could tell which is keyed.
      return missing(state.slots, scene).length === 1 ? own : null
    },
    declined: (scene) => correctionOf(scene).refused,
    keyed: [
      ...lists.keyed,
      {
        why: 'the keys were refused',
        when: (scene) => isClosed(scene, state) && keyed(scene, state).refused !== null,
        to: '.refusing',
      },
      {
        why: 'the keys are the answer',
        when: (scene) => isClosed(scene, state),
        to: '.collected',
        do: (scene) => take(scene, state, keyed(scene, state)),
      },
    ],
    keypadSlot: (scene) => keypadSlot(scene, state),
    keysEnded: [
      ...lists.keysEnded,
      { why: 'the keys were refused', when: (scene) => refusedKeys(scene) !== null, to: '.refusing' },
      {
        why: 'the keys are the answer',
        when: (scene) => scene.context.keyed !== null && lists.asked(scene) === null,
        to: '.collected',
        do: (scene) => {
          const { keyed } = scene.context
          if (keyed !== null) fillSlot(scene, keyed.slot, keyed.value)
        },
      },
    ],
    refusal: (scene) => {
      if (scene.event.type === 'turn.ended') return said(scene as Scene<TurnEnded>, state).refused
      return scene.context.keyed === null ? read(scene).refused : refusedKeys(scene)
    },
  }
  const reader: Reader = {
    fills: open,
    keep: keepRead,
    read: [
      { why: 'the answer was refused', when: (scene) => read(scene).refused !== null, to: '.refusing', do: takeRead },
      {
        why: 'the model read an answer',
        when: (scene) => read(scene).values.length > 0,
        to: '.collected',
        do: (scene) => {
          takeRead(scene)
          forgetRead(scene)
        },
      },
    ],
  }
  return {
    initial: 'arriving',
    entry: enter,
    states: {
      arriving: {
        always: [
          { why: 'all is known already', when: (scene) => missing(state.slots, scene).length === 0, to: '.leaving' },
          { to: '.opening' },
        ],
      },
      opening,
      ...listeningPhases(state, question),
      ...deciding(state, question, reader),
      ...checkingPhases(state),
      ...lists.phases,
      collected: {
        always: [
          { why: 'something is not sure', when: (scene) => heldBack(scene) !== null, to: '.checking' },
          { why: 'all is known', when: (scene) => missing(state.slots, scene).length === 0, to: '.leaving' },
          { why: 'something is missing', to: '.asking' },
        ],
      },
      leaving: {
        entry: (scene) => assign(scene, state),
        always: granting(state, routes(state.next)),
      },
    },
  }
}

/** What is missing besides lists, which are filled item by item. */
function plain(state: GatherState, scene: Scene): Slot[] {
  return missing(state.slots, scene).filter((slot) => !isAskedFor(slot))
}

/** The one that is missing of several. */
function onlyMissing(state: GatherState, scene: Scene): string | null {
  const [only, ...others] = plain(state, scene)
  return others.length === 0 && only !== undefined && state.slots.length > 1 ? only.name : null
}

function said(scene: Scene<TurnEnded>, state: GatherState): Taken {
  return taken(scene, plain(state, scene), scene.event.readings)
}

/** Closed: a value that cannot grow, or none of what was offered. */
function isClosedAnswer(scene: Scene<TurnEnded>, state: GatherState): boolean {
  const { readings } = scene.event
  if (state.noneOfThese !== undefined && saysNone(readings)) return true
  const { values, refused } = said(scene, state)
  return values.some(([{ name }]) => readings[name]?.state === 'closed') || (refused !== null && isAnyClosed(readings))
}

function isAnyClosed(readings: Readonly<Record<string, Answer>>): boolean {
  return Object.values(readings).some(({ state }) => state === 'closed')
}

function keyed(scene: Scene<KeyPressed>, state: GatherState): Taken {
  const slot = keypadSlot(scene, state)
  const slots = slot === null ? [] : slotsNamed([slot], scene).filter((one) => !isAskedFor(one))
  return taken(scene, slots, scene.event.readings)
}

function take(scene: Scene<TurnEnded> | Scene<KeyPressed>, state: GatherState, found: Taken): void {
  takeAll(scene, state, found, scene.event.readings)
}

function takeAll(scene: Scene, state: GatherState, { values, parts }: Taken, readings: Readings): void {
  scene.patch({ partial: { ...scene.context.partial, ...parts } })
  for (const [slot, value] of values) {
    const reading = readings[slot.name]
    if (reading !== undefined && isToBeChecked(slot, reading, state))
      holdBack(scene, slot.name, value, reading.readback)
    else fillSlot(scene, slot.name, value)
  }
}

function keypadSlot(scene: Scene, state: GatherState): string | null {
  const list = listAsked(state, scene)
  if (list !== null) return list.name
  const names = plain(state, scene).map(({ name }) => name)
  const own = state.keypad?.slot
  return own !== undefined && names.includes(own) ? own : (names[0] ?? null)
}

function isClosed(scene: Scene<KeyPressed>, state: GatherState): boolean {
  if (listAsked(state, scene) !== null) return false
  const slot = keypadSlot(scene, state)
  return slot !== null && scene.event.readings[slot]?.state === 'closed'
}

function refusedKeys(scene: Scene): Prompt | null {
  const { keyed } = scene.context
  const slot = keyed === null ? undefined : scene.flow.slots[keyed.slot]
  return keyed === null || slot === undefined ? null : refusalOf(scene, slot, { [keyed.slot]: keyed.value })
}

/** Beginnings of answers that say more than the last attempt did; the same again is a no-match. */
function isNews(scene: Scene, parts: JsonObject): boolean {
  return Object.entries(parts).some(
    ([name, part]) => JSON.stringify(part) !== JSON.stringify(scene.context.partial[name]),
  )
}

function saysNone(readings: Readonly<Record<string, Answer>>): boolean {
  return Object.values(readings).some(({ part }) => part === noneOfThese)
}
