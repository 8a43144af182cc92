import { isBirth } from '../../answers/types/date.ts'
import type { Slot } from '../../language/slot.ts'

/** What kind of personal thing a slot holds; null for what tells nobody who it was. */
export type PersonalKind = 'phone' | 'email' | 'name' | 'code' | 'words' | 'day' | 'number'

/** Money, times to come, choices and counts stay, unless the flow calls them sensitive. */
export function personalKind(slot: Slot): PersonalKind | null {
  switch (slot.type) {
    case 'phone':
    case 'email':
    case 'name':
      return slot.type
    case 'digits':
    case 'spelled':
    case 'postcode':
      return 'code'
    case 'text':
      return 'words'
    case 'choice':
      return slot.from === undefined ? null : 'words'
    case 'date':
      return isBirth(slot) || slot.range === 'past' || slot.sensitive !== undefined ? 'day' : null
    case 'datetime':
      return slot.sensitive === undefined ? null : 'day'
    case 'integer':
    case 'number':
      return slot.sensitive === undefined ? null : 'number'
    default:
      return null
  }
}
