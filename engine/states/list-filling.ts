import type { Answer } from '../answers/answer.ts'
import type { ListMoves } from '../answers/list/list-moves.ts'
import { fieldsOf, isAskedFor } from '../answers/list/list-slot.ts'
import type { Flow } from '../language/flow.ts'
import type { Slot } from '../language/slot.ts'
import type { GatherState } from '../language/state.ts'
import type { JsonObject } from '../language/json.ts'
import type { KeyPressed, TurnEnded } from '../machine/event.ts'
import { closeLists, itemsOfList, listProgress, nextField, openList } from '../machine/lists.ts'
import type { Node, Transition } from '../machine/node.ts'
import { fillSlot } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { formsOf } from '../answers/spoken/forms-of.ts'
import { listPhrase } from '../patterns/list-phrases.ts'
import { askedOf, askForItems, itemInQuestion, laddersOfLists } from './list-asking.ts'
import { listAsked } from './offered.ts'
import { applyMoves } from './list-applying.ts'
import { countRepair } from './ladder-limits.ts'
import type { Ladder } from './question.ts'
import { sureFrom } from './checking.ts'

/** What a gather leaves to the filling of its lists. */
export interface ListFilling {
  /** The list that is asked just now; null while something else is. */
  readonly asked: (scene: Scene) => Slot | null
  readonly ask: (scene: Scene, slot: Slot) => void
  readonly heard: readonly Transition<TurnEnded>[]
  readonly keyed: readonly Transition<KeyPressed>[]
  readonly keysEnded: readonly Transition[]
  readonly ladders: readonly Ladder[]
  readonly phases: Readonly<Record<string, Node>>
  /** One step back within a list: the field before, or the item before. False where the list has not begun. */
  readonly stepBack: { readonly can: (scene: Scene) => boolean; readonly take: (scene: Scene) => void }
  /** `item` in what a rung says. */
  readonly item: (scene: Scene) => Scene['item']
}

/**
 * A list is filled by asking: for the fields of an item, then whether there is another, until the caller has said all. Each
 * question is put, heard and escalated as any other of the gather; what is added, taken off and put right meanwhile is one
 * reading of the words (`engine/answers/list`).
 */
export function listFilling(state: GatherState, flow: Flow): ListFilling {
  const lists = state.slots.flatMap((name) => {
    const slot = flow.slots[name]
    return slot !== undefined && isAskedFor(slot) ? [slot] : []
  })
  const asked = (scene: Scene): Slot | null => (lists.length === 0 ? null : listAsked(state, scene))
  const reading = (scene: Scene<TurnEnded> | Scene<KeyPressed>): Answer | null => {
    const slot = asked(scene)
    return slot === null ? null : (scene.event.readings[slot.name] ?? null)
  }
  const moves = (scene: Scene<TurnEnded> | Scene<KeyPressed>): ListMoves | null =>
    (reading(scene)?.value ?? null) as ListMoves | null
  const take = (scene: Scene, made: ListMoves, confidence: number): void => {
    const slot = asked(scene)
    if (slot === null) return
    const { refused } = applyMoves(scene, slot, made, { check: isToBeRead(state, slot, confidence) })
    if (refused) countRepair(scene)
    else scene.patch({ attempts: { noinput: 0, nomatch: 0 } })
  }
  const lacks = (scene: Scene): boolean => {
    const slot = asked(scene)
    return slot !== null && itemsOfList(scene, slot.name).length < (slot.minItems ?? 0)
  }
  const saysTooEarly = (scene: Scene, made: ListMoves | null): boolean =>
    made?.says === 'done' && made.fill === undefined && made.add === undefined && lacks(scene)
  const isPatient = ({ context }: Scene): boolean => context.attempts.nomatch < state.nomatch.length - 1
  const tellMinimum = (scene: Scene): void => {
    const slot = asked(scene)
    if (slot === null) return
    const { attempts } = scene.context
    scene.patch({ attempts: { ...attempts, nomatch: attempts.nomatch + 1 } })
    countRepair(scene)
    const told = listPhrase('few', scene.language, formsOf(scene.language).number(slot.minItems ?? 0))
    openList(scene, slot.name, { ...(listProgress(scene, slot.name) ?? { asked: 'item' }), told })
  }
  return {
    asked,
    ask: (scene, slot) => askForItems(scene, state, slot),
    heard: [
      {
        why: 'the list is too short',
        when: (scene) => saysTooEarly(scene, moves(scene)) && isPatient(scene),
        to: '.asking',
        do: tellMinimum,
      },
      {
        why: 'the list was told',
        when: (scene) => moves(scene) !== null && !saysTooEarly(scene, moves(scene)),
        to: '.collected',
        do: (scene) => {
          const made = moves(scene)
          if (made !== null) take(scene, made, reading(scene)?.confidence ?? 1)
        },
      },
      {
        why: 'the beginning of an answer',
        when: (scene) => isNews(scene, asked(scene), reading(scene)),
        to: '.asking',
        do: (scene) => {
          const slot = asked(scene)
          if (slot === null) return
          const parts = (reading(scene)?.part ?? {}) as JsonObject
          openList(scene, slot.name, { ...(listProgress(scene, slot.name) ?? { asked: 'item' }), parts })
          countRepair(scene)
        },
      },
    ],
    keyed: [
      {
        why: 'the keys are the answer',
        when: (scene) =>
          reading(scene)?.state === 'closed' && moves(scene) !== null && !saysTooEarly(scene, moves(scene)),
        to: '.collected',
        do: (scene) => take(scene, moves(scene) ?? {}, 1),
      },
    ],
    keysEnded: [
      {
        why: 'the keys are the answer',
        when: (scene) => {
          const made = (scene.context.keyed?.value ?? null) as ListMoves | null
          return asked(scene) !== null && made !== null && !saysTooEarly(scene, made)
        },
        to: '.collected',
        do: (scene) => take(scene, (scene.context.keyed?.value ?? {}) as ListMoves, 1),
      },
    ],
    ladders: laddersOfLists(state, lists, flow.language),
    phases: lists.length === 0 ? {} : phases(state, asked, lacks),
    stepBack: {
      can: (scene) => {
        const slot = asked(scene)
        return slot !== null && canStepBack(scene, slot)
      },
      take: (scene) => {
        const slot = asked(scene)
        if (slot !== null) stepBack(scene, slot)
      },
    },
    item: (scene) => {
      const slot = asked(scene)
      return slot === null ? undefined : itemInQuestion(scene, slot)
    },
  }
}

/** What silence and misunderstanding lead to where a list can do without an answer. */
function phases(
  state: GatherState,
  asked: (scene: Scene) => Slot | null,
  lacks: (scene: Scene) => boolean,
): Readonly<Record<string, Node>> {
  return {
    // Whoever says nothing more has said all.
    enough: {
      entry: (scene) => {
        const slot = asked(scene)
        if (slot === null) return
        if (askedOf(scene, slot) === 'drop') openList(scene, slot.name, { asked: 'more' })
        else if (!lacks(scene)) closeLists(scene, [slot.name])
        scene.patch({ attempts: { noinput: 0, nomatch: 0 } })
      },
      always: [
        { why: 'the list is too short', when: lacks, to: state.nomatch.at(-1)?.to ?? '.asking' },
        { why: 'nothing more is said', to: '.collected' },
      ],
    },
    // What nobody confirms is asked for again.
    doubted: {
      entry: (scene) => {
        const slot = asked(scene)
        if (slot === null) return
        applyMoves(scene, slot, { says: 'no' }, { check: false })
        countRepair(scene)
      },
      always: [{ why: 'nobody says that it is right', to: '.asking' }],
    },
  }
}

/** By the list's policy, or that of one of its fields; what is secret is never spoken. */
function isToBeRead({ confirm }: GatherState, slot: Slot, confidence: number): boolean {
  const fields = fieldsOf(slot)
  if (slot.sensitive === 'pci' || fields.every(({ sensitive }) => sensitive === 'pci')) return false
  const policies = [confirm[slot.name] ?? 'never', ...fields.map((field) => field.confirm ?? 'never')]
  if (policies.includes('always')) return true
  return policies.includes('when_unsure') && confidence < sureFrom
}

function isNews(scene: Scene, slot: Slot | null, reading: Answer | null): boolean {
  if (slot === null || reading?.state !== 'partial' || reading.part === undefined) return false
  return JSON.stringify(reading.part) !== JSON.stringify(listProgress(scene, slot.name)?.parts ?? null)
}

function canStepBack(scene: Scene, slot: Slot): boolean {
  const draft = listProgress(scene, slot.name)?.drafts?.[0] ?? {}
  return Object.keys(draft).length > 0 || itemsOfList(scene, slot.name).length > 0
}

/** The field that was told last is asked for again; of a whole item its last one. */
function stepBack(scene: Scene, slot: Slot): void {
  const [draft = {}, ...others] = listProgress(scene, slot.name)?.drafts ?? []
  const items = itemsOfList(scene, slot.name)
  const isFresh = Object.keys(draft).length === 0
  const item = isFresh ? items.at(-1) : undefined
  const known: JsonObject = isFresh
    ? slot.of === undefined
      ? { [fieldsOf(slot)[0]?.name ?? '']: item ?? null }
      : { ...(item as JsonObject) }
    : draft
  if (isFresh) fillSlot(scene, slot.name, items.slice(0, -1))
  const last = fieldsOf(slot).findLast(({ name }) => Object.hasOwn(known, name))
  const { [last?.name ?? '']: _, ...left } = known
  const drafts = [left, ...others]
  openList(scene, slot.name, { asked: `field:${nextField(slot, left)?.name ?? ''}`, drafts })
}
