import { familyOf, nameOf } from '../expressions/typing.ts'
import type { ExpressionType } from '../expressions/typing.ts'
import { typeOfSchema } from './flow-typing.ts'
import type { Json } from './json.ts'
import { asObject, asTexts } from './reading.ts'

/** Why a value does not fit a schema: where in it ("", "offer.id", "tags[]"), and the rest of a sentence. */
export interface Misfit {
  readonly at: string
  /** What the taker wants, as the end of a sentence before "as": "wants a number". */
  readonly wants: string
  /** What it gets: "this is text"; absent where that goes without saying. */
  readonly gets?: string
}

/** Why a value of this type is not what a JSON Schema describes, or null where it is, or where nobody knows. */
export function misfit(given: ExpressionType, schema: Json, at = ''): Misfit | null {
  if (given === 'any' || given === 'nothing') return null
  const { anyOf, oneOf, type, properties, required, additionalProperties, items } = asObject(schema)
  const ways = variants(anyOf) ?? variants(oneOf) ?? (Array.isArray(type) ? typed(schema, type as Json[]) : null)
  if (ways !== null) return misfitOfAll(given, ways, at)
  const wanted = typeOfSchema(schema)
  if (wanted === 'any') return null
  if (familyOf(given) !== familyOf(wanted))
    return { at, wants: `wants ${nameOf(wanted)}`, gets: `this is ${nameOf(given)}` }
  if (isChoice(wanted)) return notChosen(given, wanted.choice, at)
  if (typeof given !== 'object') return null
  if ('list' in given) return items === undefined ? null : misfit(given.list, items, `${at}[]`)
  if (!('object' in given)) return null
  const fields = asObject(properties)
  const inside = (name: string): string => (at === '' ? name : `${at}.${name}`)
  for (const name of given.open ? [] : asTexts(required))
    if (!Object.hasOwn(given.object, name)) return { at: inside(name), wants: 'wants a value' }
  for (const [name, field] of Object.entries(given.object)) {
    const known = fields[name]
    if (known === undefined && additionalProperties === false) return { at: inside(name), wants: 'takes nothing' }
    const found = known === undefined ? null : misfit(field, known, inside(name))
    if (found !== null) return found
  }
  return null
}

/** Each value of a choice may fit another way; anything else must fit one of them. */
function misfitOfAll(given: ExpressionType, ways: readonly Json[], at: string): Misfit | null {
  const parts = isChoice(given) ? given.choice.map((one): ExpressionType => ({ choice: [one] })) : [given]
  for (const part of parts) {
    const found = ways.map((way) => misfit(part, way, at))
    if (found.includes(null)) continue
    const choices = ways.map(typeOfSchema)
    if (familyOf(part) === 'text' && choices.every(isChoice))
      return notChosen(
        part,
        choices.flatMap((one) => one.choice),
        at,
      )
    return found[0] ?? null
  }
  return null
}

function notChosen(given: ExpressionType, choice: readonly string[], at: string): Misfit | null {
  const only = choice.map((one) => `"${one}"`).join(', ')
  if (!isChoice(given))
    return { at, wants: `takes only ${only}`, gets: `this may be any ${given === 'text' ? 'text' : 'other'}` }
  const other = given.choice.find((one) => !choice.includes(one))
  return other === undefined ? null : { at, wants: `takes only ${only}`, gets: `this may be "${other}"` }
}

function isChoice(type: ExpressionType): type is { readonly choice: readonly string[] } {
  return typeof type === 'object' && 'choice' in type
}

function variants(list: Json | undefined): readonly Json[] | null {
  return Array.isArray(list) ? (list as readonly Json[]) : null
}

function typed(schema: Json, types: readonly Json[]): readonly Json[] {
  return types.map((type) => ({ ...asObject(schema), type }))
}
