import { dateOf, isoOf } from '../expressions/moments.ts'
import { speak } from '../answers/speak.ts'
import { formsOf } from '../answers/spoken/forms-of.ts'
import type { Flow } from '../language/flow.ts'
import type { Slot } from '../language/slot.ts'
import { literalsWith, type Literals } from './literals.ts'

/** When and how something is said. */
export interface Saying {
  readonly language: string
  readonly timezone: string
  readonly nowMs: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** One valid mobile number of a country: made for examples, where the country keeps some for that. */
const mobiles: Readonly<Record<string, string>> = {
  GB: '+447700900123',
  US: '+12125550123',
  DE: '+4915112345678',
  FR: '+33612345678',
  ES: '+34612345678',
  PL: '+48512345678',
  IE: '+353851234567',
}
const postcodes: Readonly<Record<string, string>> = {
  GB: 'SW1A 1AA',
  US: '10001',
  DE: '10115',
  FR: '75001',
  ES: '28001',
  PL: '00-001',
}

/** What a caller may say for a slot, likelier first: values of its type, at its bounds, and at those that conditions name. */
export function textsFor(slot: Slot, flow: Flow, saying: Saying): readonly string[] {
  const literals = literalsWith(`slots.${slot.name}`, flow)
  const say = (filter: string, value: string | number | boolean): string => speak(filter, value, [], saying)
  const { nowMs, timezone } = saying
  switch (slot.type) {
    case 'boolean':
      return [say('boolean', true), say('boolean', false)]
    case 'choice':
      return [...choicesOf(slot, literals, saying), ...(slot.from === undefined ? [] : [neither(saying.language)])]
    case 'integer':
    case 'number':
      return numbersOf(slot, literals).map((value) => say(slot.type, value))
    case 'digits':
      return [...literals.texts.filter((text) => /^\d+$/.test(text)), digitsOf(slot)].map((value) =>
        say('digits', value),
      )
    case 'spelled':
      return [...literals.texts, 'ab12'].map((value) => say('spell', value))
    case 'date':
      return [1, 8, 40, 0, -1, -30, -4000].map((days) => say('date', dateOf(nowMs + days * dayMs, timezone)))
    case 'time':
      return [...(slot.earliest === undefined ? [] : [slot.earliest]), '10:30', '19:00', '14:00'].map((value) =>
        say('time', value),
      )
    case 'datetime':
      return [23, 31, 24 * 5 - 2, 24 * 3 + 6, 2, -20].map((hours) =>
        say('datetime', isoOf(Math.floor(nowMs / hourMs) * hourMs + hours * hourMs, timezone)),
      )
    case 'duration':
      return ['PT30M', 'PT2H', 'P2D'].map((value) => say('duration', value))
    case 'phone':
      return [say('phone', mobiles[slot.region ?? 'GB'] ?? '+447700900123')]
    case 'email':
      return [say('email', 'jane.doe@example.com')]
    case 'money':
      return [...literals.numbers.flatMap((value) => [value, value + 1]), 20].map((amount) =>
        speak('money', { amount, currency: slot.currency ?? 'EUR' }, [], saying),
      )
    case 'postcode':
      return [postcodes[slot.region ?? 'GB'] ?? 'SW1A 1AA'].map((value) => say('postcode', value))
    case 'name':
      return ['Jane Doe']
    case 'text':
      return ['it is about my order']
    default:
      return listTexts(slot, flow, saying)
  }
}

/** Keys for a slot, likelier first; none where the type has no keypad form of its own. */
export function keysFor(slot: Slot, flow: Flow): readonly string[] {
  const literals = literalsWith(`slots.${slot.name}`, flow)
  switch (slot.type) {
    case 'boolean':
      return ['1', '2']
    case 'choice':
      return Object.values(slot.options ?? {}).flatMap(({ key }) => (key === undefined ? [] : [key]))
    case 'integer':
      return numbersOf(slot, literals).slice(0, 2).map(String)
    case 'digits':
      return [digitsOf(slot)]
    case 'phone':
      return [(mobiles[slot.region ?? 'GB'] ?? '').replace('+44', '0').replace(/^\+1/, '').replace('+', '00')]
    case 'postcode':
      return slot.region === 'US' ? ['10001'] : []
    default:
      return []
  }
}

function choicesOf({ options = {} }: Slot, { texts }: Literals, saying: Saying): readonly string[] {
  const values = Object.keys(options)
  const named = values.filter((value) => texts.includes(value))
  return [...new Set([...named, ...values])].flatMap((value) => {
    const [first] = options[value]?.synonyms ?? []
    const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)
    return [isMoment ? speak('datetime', value, [], saying) : (first ?? value.replaceAll('_', ' '))]
  })
}

/** What a list's next answer may be, by what is asked of it. */
function listTexts(slot: Slot, flow: Flow, saying: Saying): readonly string[] {
  const { soFar, of = {}, item } = slot
  const asked = soFar?.asked ?? 'item'
  if (asked === 'more' || asked === 'check')
    return [speak('boolean', false, [], saying), speak('boolean', true, [], saying)]
  const field = asked.startsWith('field:') ? of[asked.slice('field:'.length)] : undefined
  if (field !== undefined) return textsFor(field, flow, saying)
  if (item !== undefined) return textsFor(item, flow, saying)
  const each = Object.values(of).map((one) => textsFor(one, flow, saying)[0] ?? '')
  return [each[0] ?? '', each.join(' ')]
}

function numbersOf({ min, max }: Slot, { numbers }: Literals): readonly number[] {
  const near = numbers.flatMap((value) => [value, value + 1, value - 1])
  const all = [min === undefined ? 4 : Math.min(min + 1, max ?? Infinity), ...near, min, max].filter(
    (value) => value !== undefined,
  )
  return [...new Set(all)].filter((value) => value >= (min ?? -Infinity) && value <= (max ?? Infinity))
}

/** Of the right length, and with the check digit that the slot wants. */
function digitsOf({ length, minLength, check }: Slot): string {
  const count = length ?? minLength ?? 4
  const start = '4539578763621486123456'.slice(0, count)
  if (check === undefined) return '1234567890123456789012'.slice(0, count)
  for (let last = 0; last < 100; last++) {
    const end = String(last).padStart(check === 'luhn' ? 1 : 2, '0')
    const digits = `${start.slice(0, count - end.length)}${end}`
    if (check === 'luhn' ? isLuhn(digits) : Number(BigInt(digits) % 97n) === 1) return digits
  }
  return start
}

function isLuhn(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((all, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return all + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

const neithers: Readonly<Record<string, string>> = { de: 'keins davon', es: 'ninguno', fr: 'aucun', pl: 'żaden' }

function neither(language: string): string {
  return neithers[language.slice(0, 2).toLowerCase()] ?? 'neither'
}

/** "no, five people": how a filled slot is put right. */
export function correctionsFor(slot: Slot, flow: Flow, saying: Saying): readonly string[] {
  const { no } = formsOf(saying.language)
  const name = slot.hint ?? slot.name.replaceAll('_', ' ')
  return textsFor(slot, flow, saying)
    .slice(0, 4)
    .flatMap((text) => [`${no} ${text}`, `actually ${text}`, `actually make it ${text}`, `${no} ${name} ${text}`])
}
