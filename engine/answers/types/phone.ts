import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'
import { readDigits } from '../digits.ts'
import { is } from '../lexicon.ts'
import { nothing, type Grammar } from '../reading.ts'

/** A telephone number as E.164, valid by `libphonenumber-js`; too few digits are partial. */
export const phone: Grammar = ({ tokens, lexicon }, context) => {
  const region = regionOf(context.slot.region, context.language)
  const before = typeof context.earlier === 'string' ? context.earlier : ''
  let from = -1
  let to = 0
  let said = ''
  let isPutRight = false
  let isBack = false
  for (let i = 0; i < tokens.length;) {
    const run = readDigits(tokens, i, lexicon)
    if (!run) isBack ||= from >= 0 && is(tokens[i], 'correction')
    const takesBack = run !== undefined && isBack
    isPutRight ||= takesBack && run.digits.length < said.length
    if (run && (run.digits.length > said.length || (takesBack && run.digits.length === said.length))) {
      const plus = tokens[i - 1]?.text === '+' || is(tokens[i - 1], 'plus')
      said = (plus ? '+' : '') + run.digits
      from = run.from
      to = run.to
    }
    if (run) isBack = false
    i = run ? run.to : i + 1
  }
  if (from < 0) return nothing
  // "… four five six, no, seven": which digit it takes the place of, nobody knows.
  if (isPutRight) return { ...nothing, state: 'partial', from, to, fit: 0.5 }
  for (const digits of before === '' ? [said] : [said, before + said]) {
    const value = valid(digits, region)
    if (value) return { state: 'closed', value, alternatives: [], from, to, fit: 1 }
  }
  const part = before + said
  if (part.length > 15) return nothing
  return { state: 'partial', value: null, part, alternatives: [], from, to, fit: 0.5 }
}

/** The number as E.164, or undefined where it is not one that can be dialled from the region. */
export function valid(digits: string, region: CountryCode): string | undefined {
  const text = digits.startsWith('00') ? `+${digits.slice(2)}` : digits
  const number = parsePhoneNumberFromString(text, region)
  return number?.isValid() ? number.number : undefined
}

/** The slot's own region, else the language's: "en-GB" is GB, "pl" is PL. */
export function regionOf(region: string | undefined, language: string): CountryCode {
  const tag = (region ?? language.split('-')[1] ?? language).toUpperCase()
  return (tag === 'EN' ? 'US' : tag) as CountryCode
}
