import type { GatherState, Slot } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { KeyPressed, TurnEnded } from '../machine/event.ts'
import type { Answer } from '../answers/answer.ts'
import type { Node } from '../machine/node.ts'
import { say } from '../machine/prompts.ts'
import { assign, fillSlot, routes } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { disarm } from '../machine/timers.ts'
import { chosenItem, expectationOf, missing } from './expectation.ts'
import { listeningPhases, opening, type Question } from './listening.ts'
import { enter, leave } from './visit.ts'

/**
 * gather: asks for its slots in order, skips those already filled, and takes several from one utterance. What is filled
 * stays; what `reject` refuses is said why and asked again; what is still missing is asked for by name.
 */
export function gather(state: GatherState): Node {
  const question: Question = {
    ask: (scene) => {
      const [only, ...others] = missing(state.slots, scene)
      const narrow =
        others.length === 0 && only !== undefined && state.slots.length > 1 ? state.prompts[only.name] : undefined
      const place = narrow === undefined ? `${state.name}.prompt` : `${state.name}.prompts.${only?.name ?? ''}`
      say(scene, narrow ?? state.prompt, { place, purpose: 'prompt', bargein: state.bargein })
    },
    expect: (scene) => scene.emit(expectationOf(state, scene)),
    heard: [
      {
        why: 'the answer was refused',
        when: (scene) => taken(scene, state, scene.event.readings).refused !== null,
        to: '.refusing',
        do: (scene) => take(scene, state, scene.event.readings),
      },
      {
        why: 'the answer was understood',
        when: (scene) => taken(scene, state, scene.event.readings).values.length > 0,
        to: '.opening',
        do: (scene) => take(scene, state, scene.event.readings),
      },
      {
        why: 'none of these',
        when: (scene) => state.noneOfThese !== undefined && saysNone(scene.event.readings),
        to: state.noneOfThese ?? '.listening',
      },
      {
        why: 'the beginning of an answer',
        when: (scene) => Object.keys(newParts(scene)).length > 0,
        to: '.asking',
        do: keepPartial,
      },
    ],
    keyed: [
      {
        why: 'the keys were refused',
        when: (scene) => isClosed(scene) && taken(scene, state, scene.event.readings).refused !== null,
        to: '.refusing',
        do: (scene) => takeKeys(scene, state),
      },
      { why: 'the keys are the answer', when: isClosed, to: '.opening', do: (scene) => takeKeys(scene, state) },
    ],
    keysEnded: [
      {
        why: 'the keys are the answer',
        when: ({ context }) => context.keyed !== null,
        to: '.opening',
        do: (scene) => {
          const { keyed } = scene.context
          if (keyed !== null) fillSlot(scene, keyed.slot, keyed.value)
        },
      },
    ],
  }
  return {
    initial: 'opening',
    entry: enter,
    states: {
      opening: {
        always: [
          { why: 'all is known already', when: (scene) => missing(state.slots, scene).length === 0, to: '.leaving' },
          { why: 'something is missing', to: '.turning' },
        ],
      },
      turning: opening(question),
      refusing: refusing(state, question),
      ...listeningPhases(state, question),
      leaving: {
        entry: (scene) => {
          leave(scene)
          assign(scene, state)
        },
        always: routes(state.next),
      },
    },
  }
}

/** Says why a value was refused, then asks again. */
function refusing(state: GatherState, question: Question): Node {
  return {
    entry: (scene) => {
      question.expect(scene)
      const refusal = 'readings' in scene.event ? taken(scene, state, scene.event.readings).refused : null
      if (refusal !== null)
        say(scene, refusal, { place: `${state.name}.reject`, purpose: 'prompt', bargein: state.bargein })
      scene.patch({ repairs: scene.context.repairs + 1 })
    },
    on: {
      'speech.played': [{ why: 'said why', when: (scene) => scene.event.id === scene.context.speaking, to: '.asking' }],
      'speech.interrupted': [
        {
          why: 'the caller broke in',
          when: (scene) => scene.event.id === scene.context.speaking,
          to: '.listening',
          do: (scene) => scene.patch({ speaking: null }),
        },
      ],
      'stream.resumed': [{ why: 'the stream came back', to: '.resuming' }],
    },
  }
}

interface Taken {
  readonly values: readonly (readonly [Slot, Json])[]
  readonly refused: Slot['reject'][number]['say'] | null
}

/**
 * Which readings count: in the order asked, each claiming its words, so that "four" is not both the guests and the hour.
 * The first value that a `reject` refuses is the refusal; values beside it still count.
 */
function taken(scene: Scene, state: GatherState, readings: Readonly<Record<string, Answer>>): Taken {
  const values: [Slot, Json][] = []
  const claimed: (readonly [number, number])[] = []
  let refused: Taken['refused'] = null
  for (const slot of missing(state.slots, scene)) {
    const reading = readings[slot.name]
    if (reading === undefined || reading.value === null) continue
    if (reading.spans.some((span) => claimed.some((other) => span[0] < other[1] && other[0] < span[1]))) continue
    const value = chosenItem(slot, reading.value, scene)
    const trial = {
      ...scene.context.slots,
      ...Object.fromEntries(values.map(([s, v]) => [s.name, v])),
      [slot.name]: value,
    }
    const refusal = slot.reject.find(({ when }) => scene.holds(when, trial))
    if (refusal !== undefined) {
      refused ??= refusal.say
      continue
    }
    claimed.push(...reading.spans)
    values.push([slot, value])
  }
  return { values, refused }
}

function take(scene: Scene, state: GatherState, readings: Readonly<Record<string, Answer>>): void {
  for (const [slot, value] of taken(scene, state, readings).values) fillSlot(scene, slot.name, value)
}

function takeKeys(scene: Scene<KeyPressed>, state: GatherState): void {
  disarm(scene, 'keys', 'noinput')
  if (scene.context.speaking !== null) scene.emit({ type: 'clear' })
  scene.patch({ speaking: null, keys: '', keyed: null, callerHasFloor: false })
  take(scene, state, scene.event.readings)
}

function isClosed(scene: Scene<KeyPressed>): boolean {
  return Object.values(scene.event.readings).some(({ state }) => state === 'closed')
}

/** Beginnings of answers that say more than the last attempt did; the same again is a no-match. */
function newParts(scene: Scene<TurnEnded>): JsonObject {
  return Object.fromEntries(
    Object.entries(scene.event.readings).flatMap(([name, { state, part }]) =>
      state === 'partial' && part !== undefined && JSON.stringify(part) !== JSON.stringify(scene.context.partial[name])
        ? [[name, part] as const]
        : [],
    ),
  )
}

function keepPartial(scene: Scene<TurnEnded>): void {
  scene.patch({ partial: { ...scene.context.partial, ...newParts(scene) } })
}

function saysNone(readings: Readonly<Record<string, Answer>>): boolean {
  return Object.values(readings).some(({ part }) => part === '$none')
}
