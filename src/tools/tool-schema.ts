import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Json } from '../../engine/language/json.ts'

/** Says what is wrong with a value, or null where it fits. Names places in it, never what stands there. */
export type Check = (value: unknown) => string | null

/** A checker for one schema; compiled once, so make it once. */
export function checkOf(schema: TSchema): Check {
  const validator = Compile(schema)
  return (value) => {
    if (validator.Check(value)) return null
    const faults = validator.Errors(value).slice(0, 3)
    return faults
      .map(({ instancePath, message }) => `${instancePath === '' ? 'it' : instancePath} ${message}`)
      .join('; ')
  }
}

/** The schema as JSON Schema, without what TypeBox hangs on it for itself. */
export function jsonSchemaOf(schema: TSchema): Json {
  const plain = JSON.parse(JSON.stringify(schema)) as { readonly [key: string]: Json }
  // TypeBox's own word for "returns nothing"; in JSON that is null.
  return plain['type'] === 'void' || plain['type'] === 'undefined' ? { ...plain, type: 'null' } : plain
}

const jsonTypes = new Set(['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'])

/** What keeps a value from being a schema of JSON, each fault with its place. */
export function schemaFaults(where: string, schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    return [`${where}: a TypeBox schema, such as Type.Object({ … }).`]
  }
  const isNothing = where === 'output' && ['void', 'undefined'].includes(String((schema as { type?: unknown }).type))
  const faults = isNothing ? [] : foreignTypes(where, schema)
  if (faults.length > 0) return faults
  try {
    Compile(schema as TSchema)
    return []
  } catch (error) {
    return [`${where}: no schema that can be checked: ${error instanceof Error ? error.message : String(error)}`]
  }
}

/** A date, a function or a bigint can be in a TypeBox schema, but not in a snapshot. */
function foreignTypes(where: string, schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { type, properties } = schema as { type?: unknown; properties?: unknown }
  const types = Array.isArray(type) ? type : [type]
  const foreign = types.filter((one) => typeof one === 'string' && !jsonTypes.has(one))
  if (foreign.length > 0) {
    return [`${where}: ${foreign.join(', ')} is no type of JSON. Write dates as Type.String, big numbers as text.`]
  }
  const inside: [string, unknown][] = [
    ...Object.entries(properties ?? {}).map(([name, one]): [string, unknown] => [`${where}.${name}`, one]),
    ...['items', 'additionalProperties', 'not'].map((key): [string, unknown] => [
      where,
      (schema as Record<string, unknown>)[key],
    ]),
    ...['anyOf', 'allOf', 'oneOf', 'prefixItems'].flatMap((key) => {
      const list = (schema as Record<string, unknown>)[key]
      return Array.isArray(list) ? list.map((one): [string, unknown] => [where, one]) : []
    }),
    ...Object.values((schema as { patternProperties?: object }).patternProperties ?? {}).map(
      (one): [string, unknown] => [where, one],
    ),
  ]
  return inside.flatMap(([place, one]) => foreignTypes(place, one))
}
