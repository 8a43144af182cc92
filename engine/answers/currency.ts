import type { Slot } from '../language/slot.ts'
import { regionOf } from './types/phone.ts'

/** The ISO 4217 code of the money that a slot means when a caller does not say: its region's, else the language's. */
export function currencyOf(slot: Slot, language: string): string {
  const region = regionOf(slot.region, language)
  return region === 'GB' ? 'GBP' : region === 'US' ? 'USD' : region === 'PL' ? 'PLN' : 'EUR'
}
