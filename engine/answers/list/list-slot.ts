import type { Slot } from '../../language/slot.ts'
import type { Json, JsonObject } from '../../language/json.ts'
import type { AnswerContext } from '../answer.ts'
import { readBack } from '../readback.ts'

/** The name of the only field of an item that is one plain value. */
const plainField = 'item'

/** Whether a list is filled by asking for one item after the other. */
export function isAskedFor({ type, of, item }: Slot): boolean {
  return type === 'list' && (of !== undefined || item !== undefined)
}

/** The fields of an item, in the order asked; of a list of plain values the one that it is. */
export function fieldsOf({ of, item }: Slot): readonly Slot[] {
  return of === undefined ? (item === undefined ? [] : [{ ...item, name: plainField }]) : Object.values(of)
}

/** An item as the list has it, from its fields. */
export function itemOf({ of }: Slot, fields: JsonObject): Json {
  return of === undefined ? (fields[plainField] ?? null) : fields
}

/** The fields of an item that the list has. */
export function fieldsIn({ of }: Slot, item: Json): JsonObject {
  if (of === undefined) return { [plainField]: item }
  return item !== null && typeof item === 'object' && !Array.isArray(item) ? (item as JsonObject) : {}
}

/** An item as a person would read it back, or as much of it as is known: "a lamp, 50 pounds". Payment data is left out. */
export function spokenItem(slot: Slot, fields: JsonObject, context: Omit<AnswerContext, 'slot'>): string {
  if (slot.sensitive === 'pci') return ''
  return fieldsOf(slot)
    .flatMap((field) => {
      const value = fields[field.name] ?? null
      return value === null || field.sensitive === 'pci' ? [] : [readBack(value, { ...context, slot: field })]
    })
    .filter((text) => text !== '')
    .join(', ')
}

/** What a caller would call an item by: its first field, or as much as is there of it. */
export function nameOfItem(slot: Slot, fields: JsonObject, context: Omit<AnswerContext, 'slot'>): string {
  for (const field of fieldsOf(slot)) {
    const name = spokenItem({ ...slot, of: { [field.name]: field } }, fields, context)
    if (name !== '') return name
  }
  return ''
}
