import type { JsonObject } from '../../language/json.ts'

/** What the words of a caller do to a list that is being filled or put right. JSON, as the event keeps it. */
export interface ListMoves {
  /** Fields of the item that is in question. */
  readonly fill?: JsonObject
  /** The beginnings of such fields. */
  readonly parts?: JsonObject
  /** Further items, as far as they were said. */
  readonly add?: readonly JsonObject[]
  /** Places of items that go; one past the last is the item in question. */
  readonly remove?: readonly number[]
  readonly change?: readonly { readonly at: number; readonly fields: JsonObject }[]
  /**
   * - done: that is all
   * - more: there is another one
   * - drop: one is to go, and it was not said which
   * - tell: what is on it?
   * - keep: none of them is to go
   * - yes, no: to what was read back
   */
  readonly says?: 'done' | 'more' | 'drop' | 'tell' | 'keep' | 'yes' | 'no'
}

/** Whether something on the list is taken off or put right: what can be meant at any later time. */
export function namesItem({ remove = [], change = [] }: ListMoves): boolean {
  return remove.length + change.length > 0
}
