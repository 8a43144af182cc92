import { parsePhoneNumberFromString } from 'libphonenumber-js'

/** Digits in the groups that a person reads them in: one by one, three or four at a breath: "4 1 1 1, 1 1 1 1". */
export function digitGroups(digits: string): string {
  return cut(digits)
    .map((group) => group.split('').join(' '))
    .join(', ')
}

function cut(digits: string): string[] {
  const { length } = digits
  if (length <= 4) return [digits]
  const size = length % 4 === 0 ? 4 : 3
  const groups: string[] = []
  let at = 0
  while (at < length) {
    const rest = length - at
    const take = rest <= 4 ? rest : size
    groups.push(digits.slice(at, at + take))
    at += take
  }
  return groups
}

/** A telephone number in its country's own groups, without the country's code where `region` is its own. */
export function phoneGroups(e164: string, language: string): string {
  const number = parsePhoneNumberFromString(e164)
  if (!number) return digitGroups(e164.replace(/\D/g, ''))
  const home = language.split('-')[1]?.toUpperCase() === number.country || language.toUpperCase() === number.country
  const written = home ? number.formatNational() : number.formatInternational()
  const groups = written.replace('+', 'plus ').split(/[\s().-]+/)
  return groups
    .filter(Boolean)
    .map((group) => (/^\d+$/.test(group) ? group.split('').join(' ') : group))
    .join(', ')
    .replace(/^plus, /, 'plus ')
}
