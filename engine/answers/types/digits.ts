import { standing } from '../correction.ts'
import { readDigits } from '../digits.ts'
import { nothing, type Grammar, type Match } from '../reading.ts'
import type { Json } from '../../language/json.ts'
import type { Slot } from '../../language/slot.ts'

/**
 * A string of digits, of a set length and with a checksum where the slot says so. Too few are partial and are completed
 * by the next try; a wrong checksum or too many are none.
 */
export const digits: Grammar = ({ tokens, lexicon }, { slot, earlier }) => {
  const runs: Match<string>[] = []
  for (let i = 0; i < tokens.length;) {
    const run = readDigits(tokens, i, lexicon)
    if (run) runs.push({ value: run.digits, from: run.from, to: run.to })
    i = run ? run.to : i + 1
  }
  const stand = standing(runs, tokens)
  const chosen = stand.toSorted((a, b) => b.value.length - a.value.length)[0]
  if (!chosen) return nothing
  const before = typeof earlier === 'string' ? earlier : ''
  const reading = { alternatives: [] as Json[], from: chosen.from, to: chosen.to, fit: 1 }
  const tries = before === '' ? [chosen.value] : [chosen.value, before + chosen.value]
  for (const value of tries) {
    const fit = fits(value, slot)
    if (fit === 'full' || fit === 'open') return { ...reading, state: fit === 'full' ? 'closed' : 'open', value }
  }
  const part = tries.findLast((value) => fits(value, slot) === 'short')
  return part === undefined ? nothing : { ...reading, state: 'partial', value: null, part }
}

/** Whether digits are too few, enough, as many as can be, or not what the slot takes. */
export function fits(value: string, slot: Slot): 'short' | 'open' | 'full' | 'no' {
  const least = slot.length ?? slot.minLength ?? 1
  const most = slot.length ?? slot.maxLength ?? 32
  if (value.length < least) return 'short'
  if (value.length > most) return 'no'
  if (slot.check === 'luhn' && !luhn(value)) return value.length < most ? 'short' : 'no'
  if (slot.check === 'mod97' && !mod97(value)) return value.length < most ? 'short' : 'no'
  return value.length === most ? 'full' : 'open'
}

/** ISO/IEC 7812-1: payment cards. */
function luhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2
    sum += digit
  }
  return sum % 10 === 0
}

/** ISO 7064 MOD 97-10: the last two digits check the others. */
function mod97(digits: string): boolean {
  let rest = 0
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97
  return rest === 1
}
