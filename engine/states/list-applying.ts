import type { ListMoves } from '../answers/list/list-moves.ts'
import { fieldsIn, fieldsOf, itemOf } from '../answers/list/list-slot.ts'
import { formsOf } from '../answers/spoken/forms-of.ts'
import type { Slot } from '../language/slot.ts'
import type { JsonObject } from '../language/json.ts'
import { itemsOfList, listProgress, nextField, openList, closeLists } from '../machine/lists.ts'
import { clearComputed } from '../machine/origins.ts'
import { worded } from '../machine/prompts.ts'
import { fillSlot } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { canonical } from '../machine/tool-key.ts'
import { listPhrase } from '../patterns/list-phrases.ts'
import { addedWords, isThatRightOf, namesOf, soFarWords, spokenOf } from './list-words.ts'

/** Beyond this a list is no conversation, and the snapshot is small. */
const mostItems = 20

function mostOf({ maxItems = mostItems }: Slot): number {
  return Math.min(maxItems, mostItems)
}

/** What applying moves has come to. */
export interface Applied {
  /** Something that was said is not on the list, and why was kept to be told. */
  readonly refused: boolean
}

/**
 * Carries out what the caller wants of a list: what goes, what is put right, what is new, in that order; then settles what
 * is asked next, or that the list is whole. What is to be said of it is kept for the next question.
 */
export function applyMoves(
  scene: Scene,
  slot: Slot,
  moves: ListMoves,
  how: { readonly check: boolean; readonly edit?: boolean },
): Applied {
  const progress = listProgress(scene, slot.name)
  const before = itemsOfList(scene, slot.name)
  const work = new Work(scene, slot, progress?.drafts ?? [])
  for (const at of [...(moves.remove ?? [])].sort((a, b) => b - a)) work.remove(at)
  for (const { at, fields } of moves.change ?? []) work.change(at, fields)
  if (moves.says === 'no') work.takeBack()
  if (moves.fill !== undefined) work.fill(moves.fill)
  for (const fields of moves.add ?? []) work.add(fields)
  work.settle()
  const items = work.items.slice(0, mostOf(slot)).map((fields) => itemOf(slot, fields))
  if (work.items.length > items.length) work.tell(listPhrase('full', scene.language))
  if (canonical(items) !== canonical(before) || scene.context.slots[slot.name] === undefined) {
    if (before.length > 0) clearComputed(scene, slot.name)
    fillSlot(scene, slot.name, items)
  }
  next(scene, slot, work, moves, how)
  return { refused: work.refused }
}

function next(
  scene: Scene,
  slot: Slot,
  work: Work,
  { says, parts }: ListMoves,
  { check, edit = false }: { readonly check: boolean; readonly edit?: boolean },
): void {
  const { language } = scene
  const isDone = says === 'done' || (says !== 'more' && listProgress(scene, slot.name)?.done === true)
  const isFull = work.items.length >= mostOf(slot)
  let [draft] = work.drafts
  if (says === 'drop' && work.items.length === 1) {
    work.remove(0)
    fillSlot(scene, slot.name, [])
  } else if (says === 'drop' && work.items.length > 1) return ask('drop')
  if (says === 'tell') work.tell(soFarWords(scene, slot, work.items))
  if (says === 'more' && isFull) work.tell(listPhrase('full', language))
  if (says === 'more' && !isFull) draft ??= {}
  if (says === 'no') draft ??= {}
  if (draft !== undefined && !isFull) {
    const field = nextField(slot, draft)
    return ask(`field:${field?.name ?? ''}`, [draft, ...work.drafts.slice(1)])
  }
  if (check && work.added.length > 0) {
    work.tell(isThatRightOf(scene, slot, work.added))
    return ask('check')
  }
  const least = slot.minItems ?? 0
  const isShort = work.items.length < least
  if (isShort && isDone) work.tell(listPhrase('few', language, formsOf(language).number(least)))
  if (work.items.length === 0 && (isShort || work.refused)) return ask('item')
  if (isShort) return ask(`field:${fieldsOf(slot)[0]?.name ?? ''}`, [{}])
  const asksMore = slot.more !== undefined && !isDone && !edit && (!isFull || says === 'more' || says === 'tell')
  if (asksMore || work.refused) return ask('more')
  closeLists(scene, [slot.name])

  function ask(asked: string, drafts: readonly JsonObject[] = work.drafts): void {
    const told = [...work.said(), ...(asked === 'check' ? [] : addedWords(scene, slot, work.added))]
    openList(scene, slot.name, {
      asked,
      ...(drafts.length === 0 ? {} : { drafts }),
      ...(parts === undefined ? {} : { parts }),
      ...(told.length === 0 ? {} : { told: told.join(' ') }),
      ...(isDone && work.items.length >= (slot.minItems ?? 0) ? { done: true } : {}),
    })
  }
}

/** A list while it is changed: items by their fields. */
class Work {
  items: JsonObject[]
  drafts: JsonObject[]
  /** Items that have become whole. */
  readonly added: JsonObject[] = []
  refused = false
  readonly #scene: Scene
  readonly #slot: Slot
  readonly #told: string[] = []

  constructor(scene: Scene, slot: Slot, drafts: readonly JsonObject[]) {
    this.#scene = scene
    this.#slot = slot
    this.items = itemsOfList(scene, slot.name).map((item) => fieldsIn(slot, item))
    this.drafts = [...drafts]
  }

  said(): readonly string[] {
    return this.#told
  }

  tell(text: string): void {
    if (text !== '') this.#told.push(text)
  }

  remove(at: number): void {
    const [gone] = at < this.items.length ? this.items.splice(at, 1) : this.drafts.splice(0, 1)
    if (gone === undefined) return
    const names = namesOf(this.#scene, this.#slot, [gone], 'and')
    if (names !== '') this.tell(listPhrase('tookOff', this.#scene.language, names))
  }

  change(at: number, fields: JsonObject): void {
    const item = this.items[at]
    if (item === undefined) return
    const changed = { ...item, ...this.#accepted(fields, item) }
    if (canonical(changed) === canonical(item)) return
    this.items[at] = changed
    this.tell(spokenOf(this.#scene, this.#slot, [changed]))
  }

  /** What was read back is not right: its item is asked for again. */
  takeBack(): void {
    this.items.pop()
    this.drafts = []
  }

  fill(fields: JsonObject): void {
    const [draft = {}, ...others] = this.drafts
    const known = { ...draft, ...this.#accepted(fields, draft) }
    this.drafts = [known, ...others]
  }

  add(fields: JsonObject): void {
    this.drafts.push(this.#accepted(fields, {}))
  }

  /** Items that are whole are on the list. */
  settle(): void {
    while (this.drafts[0] !== undefined && nextField(this.#slot, this.drafts[0]) === null) {
      const item = withDefaultsOf(this.#scene, this.#slot, this.drafts[0])
      this.drafts.shift()
      if (this.#isRefused(item)) continue
      this.items.push(item)
      this.added.push(item)
    }
    // Of an item of which nothing stands nothing is asked, unless it is the only one.
    this.drafts = this.drafts.filter((draft, index) => index === 0 || Object.keys(draft).length > 0)
    const [first] = this.drafts
    if (first !== undefined && Object.keys(first).length === 0 && this.refused) this.drafts.shift()
  }

  /** Of some fields those that none of their `reject` holds for; why is told. */
  #accepted(fields: JsonObject, known: JsonObject): JsonObject {
    const accepted: Record<string, JsonObject[string]> = {}
    for (const field of fieldsOf(this.#slot)) {
      const value = fields[field.name]
      if (value === undefined) continue
      const item = { ...known, ...accepted, [field.name]: value }
      const reason = this.#reason(field, item, this.items)
      if (reason === null) accepted[field.name] = value
      else this.#refuse(reason)
    }
    return accepted
  }

  /** What the list itself refuses: its `reject` sees it with the item on it. */
  #isRefused(item: JsonObject): boolean {
    const reason = this.#reason(this.#slot, item, [...this.items, item])
    if (reason !== null) this.#refuse(reason)
    return reason !== null
  }

  #reason({ reject, name }: Slot, item: JsonObject, items: readonly JsonObject[]): string | null {
    const scene = this.#scene
    const slots = { ...scene.context.slots, [this.#slot.name]: items.map((fields) => itemOf(this.#slot, fields)) }
    scene.item = itemOf(this.#slot, item)
    const found = reject.findIndex(({ when }) => scene.holds(when, slots))
    const say = reject[found]?.say
    const text =
      say === undefined ? null : worded(scene, say, { place: `${this.#slot.name}.${name}.reject.${found}` }).text
    scene.item = undefined
    return text
  }

  #refuse(reason: string): void {
    if (!this.refused) this.tell(reason)
    this.refused = true
  }
}

/** In the order of the fields, with what nobody is asked for. */
function withDefaultsOf(scene: Scene, slot: Slot, fields: JsonObject): JsonObject {
  return Object.fromEntries(
    fieldsOf(slot).map(({ name, default: value }) => [
      name,
      fields[name] ?? (value === undefined ? null : scene.value(value)),
    ]),
  )
}
