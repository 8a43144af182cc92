import type { Json, JsonObject } from '../language/json.ts'
import { clockAt, toSerial, weekdayOf, type Day } from './calendar.ts'
import { readIsoDuration } from './iso-duration.ts'
import { lexiconOf } from './lexicon.ts'
import { formsOf } from './spoken/forms-of.ts'
import { join } from './spoken/forms.ts'
import { digitGroups, phoneGroups } from './spoken/groups.ts'

/** What speaking may know. `nowMs` decides whether a year need be said. */
export interface SpeakContext {
  readonly language: string
  readonly timezone: string
  readonly nowMs: number
}

type Filter = (value: Json, args: readonly Json[], context: SpeakContext) => string

const filters: Readonly<Record<string, Filter>> = {
  date: (value, _, context) => {
    const day = dayOf(value, context)
    return day ? spokenDay(day, context) : plain(value)
  },
  time: (value, _, context) => {
    const clock = clockOf(value, context)
    return clock ? formsOf(context.language).time(clock.hour, clock.minute) : plain(value)
  },
  datetime: (value, _, context) => {
    const day = dayOf(value, context)
    const clock = clockOf(value, context)
    const forms = formsOf(context.language)
    if (day && clock) return forms.at(spokenDay(day, context), forms.time(clock.hour, clock.minute))
    return day ? spokenDay(day, context) : clock ? forms.time(clock.hour, clock.minute) : plain(value)
  },
  number: (value, _, { language }) => (isNumeric(value) ? formsOf(language).number(Number(value)) : plain(value)),
  integer: (value, _, { language }) =>
    isNumeric(value) ? formsOf(language).number(Math.round(Number(value))) : plain(value),
  digits: (value) => digitGroups(plain(value).replace(/\D/g, '')),
  phone: (value, _, { language }) => phoneGroups(plain(value), language),
  money: (value, args, { language }) => {
    const amount = isNumeric(value) ? Number(value) : Number((value as JsonObject | null)?.['amount'])
    const currency = (value as JsonObject | null)?.['currency'] ?? args[0] ?? ''
    if (!Number.isFinite(amount)) return plain(value)
    const all = Math.round(Math.abs(amount) * 100)
    return formsOf(language).money(Math.floor(all / 100), all % 100, typeof currency === 'string' ? currency : '')
  },
  duration: (value, _, { language }) => {
    const parts = readIsoDuration(plain(value))
    return parts ? formsOf(language).duration(parts) : plain(value)
  },
  boolean: (value, _, { language }) =>
    value === true ? formsOf(language).yes : value === false ? formsOf(language).no : plain(value),
  list: (value, args, context) => {
    const items = Array.isArray(value) ? (value as readonly Json[]) : value === null ? [] : [value]
    const [label] = args
    const texts = items.map((item) => spokenItem(typeof label === 'string' ? labelOf(item, label) : item, context))
    return join(texts, args[1] === 'and' ? formsOf(context.language).and : formsOf(context.language).or)
  },
  or: (value, args) =>
    value === null || value === '' || (Array.isArray(value) && value.length === 0)
      ? plain(args[0] ?? '')
      : plain(value),
  lower: (value, _, { language }) => plain(value).toLocaleLowerCase(language),
  upper: (value, _, { language }) => plain(value).toLocaleUpperCase(language),
  spell: (value, args, { language }) => spelled(plain(value), args[0] === 'alphabet', language),
  postcode: (value) =>
    plain(value)
      .split(/[\s-]+/)
      .map((group) => group.split('').join(' '))
      .join(', '),
  email: (value, _, { language }) => {
    const { at, dot, dash, underscore } = formsOf(language).address
    const signs: Readonly<Record<string, string>> = { '@': at, '.': dot, '-': dash, _: underscore }
    return plain(value).replace(/[@._-]/g, (sign) => ` ${signs[sign] ?? sign} `)
  },
}

/** The filters that a prompt may name. */
export const filterNames: readonly string[] = Object.keys(filters)

/**
 * A value as a person would say it, for a voice to read: `{{ slots.at | datetime }}`. A value that is not of the
 * filter's kind is read as plain text. Throws RangeError for an unknown filter, which the checker refuses beforehand.
 */
export function speak(filter: string, value: Json, args: readonly Json[], context: SpeakContext): string {
  const use = Object.hasOwn(filters, filter) ? filters[filter] : undefined
  if (!use) throw new RangeError(`There is no filter "${filter}"; there are: ${filterNames.join(', ')}.`)
  return use(value, args, context).trim()
}

/** Text for a voice: a list is joined by commas, an object and null are silent. */
function plain(value: Json): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? (value as readonly Json[]).map(plain).join(', ') : ''
}

function isNumeric(value: Json): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
}

function dayOf(value: Json, { timezone }: SpeakContext): Day | undefined {
  if (typeof value === 'number') return clockAt(value, timezone)
  const match = typeof value === 'string' ? /^(\d{4})-(\d\d)-(\d\d)/.exec(value) : null
  if (!match) return undefined
  const epoch = epochOf(value)
  return epoch === undefined
    ? { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) }
    : clockAt(epoch, timezone)
}

function clockOf(
  value: Json,
  { timezone }: SpeakContext,
): { readonly hour: number; readonly minute: number } | undefined {
  const epoch = typeof value === 'number' ? value : epochOf(value)
  if (epoch !== undefined) return clockAt(epoch, timezone)
  const match = typeof value === 'string' ? /^(?:\d{4}-\d\d-\d\d[T ])?(\d\d?):(\d\d)/.exec(value) : null
  return match ? { hour: Number(match[1]), minute: Number(match[2]) } : undefined
}

/** Epoch milliseconds of a text that names an instant; a local time without an offset is not one. */
function epochOf(value: Json): number | undefined {
  if (typeof value !== 'string' || !/T\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/.test(value)) return undefined
  const epoch = Date.parse(value)
  return Number.isNaN(epoch) ? undefined : epoch
}

function spokenDay(day: Day, { language, timezone, nowMs }: SpeakContext): string {
  const serial = toSerial(day)
  const from = serial - toSerial(clockAt(nowMs, timezone))
  return formsOf(language).date(day, weekdayOf(serial), from < -60 || from > 330)
}

function labelOf(item: Json, label: string): Json {
  return item !== null && typeof item === 'object' && !Array.isArray(item) ? ((item as JsonObject)[label] ?? '') : item
}

function spokenItem(value: Json, context: SpeakContext): string {
  if (typeof value === 'string') {
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return speak('datetime', value, [], context)
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return speak('date', value, [], context)
    if (/^\d\d:\d\d(:\d\d)?$/.test(value)) return speak('time', value, [], context)
  }
  return plain(value)
}

function spelled(text: string, withAlphabet: boolean, language: string): string {
  const { alphabet } = lexiconOf(language).table
  const forms = formsOf(language)
  return text
    .replace(/[\s-]/g, '')
    .split('')
    .map((letter) => {
      const word = withAlphabet ? alphabet[letter.toLowerCase()]?.split(' ')[0] : undefined
      return word ? forms.asIn(letter.toUpperCase(), word) : letter.toUpperCase()
    })
    .join(withAlphabet ? ', ' : ' ')
}
