import type { Json, JsonObject } from './json.ts'
import type { Prompt, Rung } from './prompt.ts'
import type { Expression, Value } from './value.ts'

export const slotTypes = [
  'boolean',
  'choice',
  'integer',
  'number',
  'digits',
  'spelled',
  'date',
  'time',
  'datetime',
  'duration',
  'phone',
  'email',
  'money',
  'name',
  'postcode',
  'text',
  'list',
] as const
export type SlotType = (typeof slotTypes)[number]

/** What a caller is asked for. Which keys matter depends on the type; the schema says which are legal where. */
export interface Slot {
  readonly name: string
  readonly type: SlotType
  /** integer, number: bounds. digits: `length`, or `minLength`/`maxLength`. */
  readonly min?: number
  readonly max?: number
  readonly length?: number
  readonly minLength?: number
  readonly maxLength?: number
  /** digits: a checksum. */
  readonly check?: 'luhn' | 'mod97'
  /** date: which side of today is meant when the caller does not say. */
  readonly range?: 'past' | 'future' | 'any'
  /** time: earliest and latest, "HH:MM"; settles morning or afternoon. */
  readonly earliest?: string
  readonly latest?: string
  /** phone, postcode: ISO 3166 country. */
  readonly region?: string
  /** choice: fixed options by value. */
  readonly options?: Readonly<Record<string, ChoiceOption>>
  /** choice: a saved name that holds the list a tool found; `label` is the field of an item that a caller would say. */
  readonly from?: string
  readonly label?: string
  readonly hint?: string
  readonly sensitive?: 'pii' | 'pci'
  readonly default?: Value
  readonly confirm?: 'always' | 'when_unsure' | 'never'
  readonly reject: readonly { readonly when: Expression; readonly say: Prompt }[]
  /** money: ISO 4217, where the caller says none. */
  readonly currency?: string
  /** Known values, to re-rank what was heard: the list `from` in the result of a read tool. */
  readonly candidates?: Candidates
  /** list: the fields of an item, in the order asked; each has `ask`. */
  readonly of?: Readonly<Record<string, Slot>>
  /** list without `of`: what an item is, where it is one plain value. */
  readonly item?: Slot
  /** list: how many items; none is enough where `minItems` is absent. */
  readonly minItems?: number
  readonly maxItems?: number
  /** list: asks whether there is another item; absent where that is not asked (`more: false`). */
  readonly more?: Prompt
  /** list: said of an item that was added, before more is asked; absent: the item is read back. */
  readonly added?: Prompt
  /** A field of a list's item: its question. */
  readonly ask?: Prompt
  /** A field of a list's item: its own ladders, instead of those of the state. */
  readonly noinput?: readonly Rung[]
  readonly nomatch?: readonly Rung[]
  /** list, in a `listen`: what is on it by now, and what is asked of it. */
  readonly soFar?: ListSoFar
}

/** A list that is being filled, or that may be put right. */
export interface ListSoFar {
  readonly items: readonly Json[]
  /** What is known of the item in question, by field. */
  readonly draft: JsonObject
  /**
   * - item: the next one
   * - field:NAME: a field of the item in question
   * - more: whether there is another one
   * - check: whether what was read back is right
   * - drop: which one is to go
   * - fix: what is wrong with it
   * - edit: nothing; it may be put right all the same
   */
  readonly asked: string
  /** Beginnings of fields, by field. */
  readonly parts?: JsonObject
}

export interface Candidates {
  readonly tool: string
  readonly with: Readonly<Record<string, Value>>
  /** The field of the result that holds the list; "" where the result is the list. */
  readonly from: string
  /** The field of an item that a caller would say; absent where items are texts. */
  readonly label?: string
}

export interface ChoiceOption {
  /** What a caller may say for it, the value's own words first. */
  readonly synonyms: readonly string[]
  /** One digit. */
  readonly key?: string
}
