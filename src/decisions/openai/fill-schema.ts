import { isOnlyQuoted } from '../../../engine/decide/model-answer.ts'
import type { Slot } from '../../../engine/language/slot.ts'
import type { Fills } from '../../../engine/machine/effect.ts'

type Schema = Readonly<Record<string, unknown>>

/**
 * The strict schema of what a model may say of open slots: each is null, or the caller's words with what they mean in the
 * slot's own form. Of types that are letters and digits there is nothing but the words: no model makes a number up.
 */
export function slotsSchema({ slots }: Fills): Schema {
  return strictObject(
    Object.fromEntries(slots.map((slot) => [slot.name, { anyOf: [saidSchema(slot), { type: 'null' }] }])),
  )
}

/** The slots in words, a line each, for the instructions. */
export function aboutSlots({ slots }: Fills): readonly string[] {
  return slots.map((slot) => `- ${slot.name}: ${[slot.hint, form(slot)].filter(Boolean).join('; ')}`)
}

function saidSchema(slot: Slot): Schema {
  const quote = { type: 'string' }
  return strictObject(isOnlyQuoted(slot) ? { quote } : { quote, value: valueSchema(slot) })
}

/** A strict schema demands every property, and allows no other. */
function strictObject(properties: Schema): Schema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}

function valueSchema({ type, min, max, options = {} }: Slot): Schema {
  const bounds = { ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) }
  switch (type) {
    case 'boolean':
      return { type: 'boolean' }
    case 'choice':
      return { type: 'string', enum: Object.keys(options) }
    case 'integer':
      return { type: 'integer', ...bounds }
    case 'number':
      return { type: 'number', ...bounds }
    case 'duration':
      return { type: 'integer', minimum: 1 }
    case 'money':
      return strictObject({
        amount: { type: 'number', minimum: 0 },
        currency: { anyOf: [{ type: 'string', pattern: '^[A-Z]{3}$' }, { type: 'null' }] },
      })
    case 'time':
      return { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }
    case 'datetime':
      return { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$' }
    default:
      return { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }
  }
}

function form(slot: Slot): string {
  switch (slot.type) {
    case 'choice':
      // What a tool has found is data, and stands there.
      if (slot.from !== undefined) return 'one of those that were found, by its number'
      return Object.entries(slot.options ?? {})
        .map(([value, { synonyms }]) => (synonyms.length === 0 ? value : `"${value}" for ${synonyms.join(' / ')}`))
        .join(', ')
    case 'duration':
      return 'a length of time, in minutes'
    case 'date':
      return 'a date, as YYYY-MM-DD'
    case 'time':
      return 'a time of day, as HH:MM'
    case 'datetime':
      return 'a day and a time, local, as YYYY-MM-DDTHH:MM; null where only one of them is said'
    case 'money':
      return 'an amount of money; the currency (ISO 4217) is null where it is not said'
    case 'boolean':
      return 'yes is true, no is false'
    case 'integer':
    case 'number':
      return 'a number'
    default:
      return `${slot.type === 'text' ? 'words' : slot.type}: nothing but the words that say it`
  }
}
