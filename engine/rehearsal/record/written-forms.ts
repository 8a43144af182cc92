import type { Json } from '../../language/json.ts'
import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { Slot } from '../../language/slot.ts'

/** Without spaces, in small letters; a telephone number as it is dialled at home. */
export function charsOf({ type }: Slot, value: string): string {
  if (type === 'phone' && value.startsWith('+'))
    return parsePhoneNumberFromString(value)?.formatNational().replace(/\D/g, '') ?? value
  return value.replace(/[\s-]/g, '').toLowerCase()
}

/** The same of another day: "14031982" with its day, month and year where they stood. */
export function dayKeys(keys: string, was: string, is: string): string {
  const [year = '', month = '', day = ''] = was.slice(0, 10).split('-')
  const [otherYear = '', otherMonth = '', otherDay = ''] = is.slice(0, 10).split('-')
  const forms = [
    [day + month + year, otherDay + otherMonth + otherYear],
    [month + day + year, otherMonth + otherDay + otherYear],
    [day + month, otherDay + otherMonth],
    [month + day, otherMonth + otherDay],
  ]
  return forms.find(([form]) => form === keys)?.[1] ?? otherDay + otherMonth + otherYear
}

/** A text as it is, anything else as JSON. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
