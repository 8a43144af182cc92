import type { Answer } from '../answers/answer.ts'
import type { Slot } from '../language/slot.ts'
import type { GatherState } from '../language/state.ts'
import type { Json } from '../language/json.ts'
import type { TurnEnded } from '../machine/event.ts'
import type { Node, Transition } from '../machine/node.ts'
import { sayText } from '../machine/prompts.ts'
import { clearPartial, fillSlot } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { canonical } from '../machine/tool-key.ts'
import { phrase } from '../patterns/phrases.ts'
import { expectationOf, hear, yesOrNo } from './expectation.ts'
import { countRepair } from './ladder-limits.ts'
import { keptWords } from './listening.ts'
import { slotsNamed } from './offered.ts'
import { taken } from './taking.ts'
import { isSpoken, quiet } from './visit.ts'

/** Kept among the partial answers of a visit: values that the caller has yet to confirm. */
const unsure = '$unsure'

/** Below this a recogniser, or a grammar that had to stretch, may well be wrong; stricter than VoiceXML's confidencelevel of 0.5 (2.1, 6.3.2), since asking costs a turn. */
export const sureFrom = 0.4

interface Held {
  readonly slot: string
  readonly value: Json
  /** How it is read back. */
  readonly text: string
}

/** By the slot's policy. Yes and no are not read back, and what is secret is never spoken. */
export function isToBeChecked(slot: Slot, { confidence, readback }: Answer, { confirm }: GatherState): boolean {
  if (slot.type === 'boolean' || slot.sensitive === 'pci' || readback === '') return false
  const policy = confirm[slot.name] ?? 'never'
  return policy === 'always' || (policy === 'when_unsure' && confidence < sureFrom)
}

/** The value is not the slot's until it has been confirmed. */
export function holdBack(scene: Scene, slot: string, value: Json, text: string): void {
  const others = all(scene).filter((held) => held.slot !== slot)
  scene.patch({
    partial: { ...scene.context.partial, [unsure]: [...others, { slot, value, text }] as unknown as Json },
  })
}

/** The next to be confirmed. */
export function heldBack(scene: Scene): Held | null {
  return all(scene)[0] ?? null
}

/**
 * Reads a value back and asks for a yes: "no, at five" takes five, a plain "no" asks the question again, and so does what is
 * no answer. Silence is the question's own no-input.
 */
export function checkingPhases(state: GatherState): Record<string, Node> {
  const on: NonNullable<Node['on']> = {
    'turn.ended': answers(state),
    'timer.fired': [{ why: 'no answer', when: rang('noinput'), to: '.asking', do: giveUp }],
    'stream.resumed': [{ why: 'the stream came back', to: '.resuming', do: drop }],
    // A key is an answer to the question itself.
    'key.pressed': [{ why: 'keys are coming', to: '.asking', do: drop }],
  }
  return {
    checking: {
      entry: (scene) => {
        const held = heldBack(scene)
        const expected = expectationOf(state, scene)
        const slots = [yesOrNo, ...slotsNamed(held === null ? [] : [held.slot], scene)]
        hear(scene, { ...expected, slots, options: {} })
        // "Seven a.m." has its point already.
        const text = `${(held?.text ?? '').replace(/\.$/u, '')}. ${phrase('isThatRight', scene.language)}`
        sayText(scene, text, { place: `${state.name}.check`, purpose: 'prompt', bargein: state.bargein })
      },
      on: {
        ...on,
        'speech.played': [{ why: 'played to its end', when: isSpoken, to: '.checked', do: quiet }],
        'speech.interrupted': [{ why: 'the caller broke in', when: isSpoken, to: '.checked', do: quiet }],
      },
    },
    checked: { entry: (scene) => arm(scene, 'noinput', scene.context.now + state.noinputAfterMs), on },
  }
}

function answers(state: GatherState): Transition<TurnEnded>[] {
  const isYes = ({ event }: Scene<TurnEnded>): boolean => event.readings[yesOrNo.name]?.value === true
  const heard = (transition: Transition<TurnEnded>): Transition<TurnEnded> => ({
    ...transition,
    do: (scene) => {
      disarm(scene, 'noinput')
      if (scene.context.speaking !== null) {
        quiet(scene)
        scene.emit({ type: 'clear' })
      }
      scene.patch({ utterance: keptWords(scene), callerHasFloor: false })
      transition.do?.(scene)
    },
  })
  return [
    {
      why: 'it was said otherwise',
      when: (scene: Scene<TurnEnded>) => otherValue(scene) !== null,
      to: '.collected',
      do: (scene: Scene<TurnEnded>) => settle(scene, otherValue(scene)),
    },
    {
      why: 'it is right',
      when: isYes,
      to: '.collected',
      do: (scene: Scene<TurnEnded>) => settle(scene, heldBack(scene)?.value ?? null),
    },
    {
      why: 'it was nothing',
      when: ({ event }: Scene<TurnEnded>) => event.hypotheses.length === 0,
      to: '.checking',
      do: countRepair,
    },
    { why: `it is not right: ${state.name}`, to: '.asking', do: giveUp },
  ].map(heard)
}

/** Another value for the slot, in the words that were to say yes or no. */
function otherValue(scene: Scene<TurnEnded>): Json {
  const held = heldBack(scene)
  if (held === null) return null
  const { values, refused } = taken(scene, slotsNamed([held.slot], scene), scene.event.readings)
  const [value] = values.map(([, given]) => given)
  return refused !== null || value === undefined || canonical(value) === canonical(held.value) ? null : value
}

function settle(scene: Scene, value: Json): void {
  const [held, ...others] = all(scene)
  scene.patch({ partial: { ...scene.context.partial, [unsure]: others as unknown as Json } })
  if (held !== undefined) fillSlot(scene, held.slot, value)
}

function giveUp(scene: Scene): void {
  drop(scene)
  countRepair(scene)
}

function drop(scene: Scene): void {
  clearPartial(scene, [unsure])
}

function all(scene: Scene): readonly Held[] {
  return (scene.context.partial[unsure] ?? []) as unknown as readonly Held[]
}
