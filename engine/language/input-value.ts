import { familyOf, nameOf } from '../expressions/typing.ts'
import type { SlotType } from './slot.ts'
import { typeOfSlot } from './flow-typing.ts'
import type { Json } from './json.ts'
import { literalType } from './literal-type.ts'

/** Why a value cannot be an input of this type, or null. */
export function fitsInput(value: Json, wanted: SlotType): string | null {
  if (typeof value === 'string' && value.startsWith('='))
    return 'is an expression, and there is nothing to read before a call'
  const type = literalType(value)
  const families = [familyOf(type), familyOf(typeOfSlot[wanted])]
  if (families.includes('any') || families[0] === families[1]) return null
  return `must be ${nameOf(typeOfSlot[wanted])}, and this is ${nameOf(type)}`
}
