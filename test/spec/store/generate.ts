import { writeFileSync } from 'node:fs'
import type { TSchema } from 'typebox'
import { eventSchemas } from '../../../src/store/read-event.ts'
import { snapshotSchema } from '../../../src/store/read-snapshot.ts'
import { fieldWords } from './field-words.ts'

type JsonSchema = { [key: string]: unknown }

/** Where the published schemas are, by their name. */
export const schemaFile = (name: 'snapshot' | 'event'): URL =>
  new URL(`../../../schemas/${name}.schema.json`, import.meta.url)

/**
 * The schemas as they are published: those by which the store checks what it reads, in JSON Schema 2020-12, each field with
 * its description. Run this file to write them. Throws where a field has no description.
 */
export function publishedSchemas(): Readonly<Record<'snapshot' | 'event', JsonSchema>> {
  return {
    snapshot: {
      ...headOf('snapshot', 'Callchart snapshot', 'A call between two steps, whole, as the store keeps it.'),
      ...published(snapshotSchema, 'snapshot'),
    },
    event: {
      ...headOf(
        'event',
        'Callchart event',
        'Something that happened to a call: an entry of its log, without its number.',
      ),
      anyOf: Object.values(eventSchemas).map((schema) => published(schema, 'event')),
    },
  }
}

function headOf(name: string, title: string, description: string): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://unpkg.com/callchart/schemas/${name}.schema.json`,
    title,
    description,
  }
}

/** Without what TypeBox hangs on it for itself. */
function published(schema: TSchema, within: string): JsonSchema {
  return described(JSON.parse(JSON.stringify(schema)) as JsonSchema, within)
}

function described(schema: JsonSchema, within: string): JsonSchema {
  const { properties, items, anyOf, patternProperties, additionalItems: _, ...rest } = schema
  const result: JsonSchema = { ...rest }
  if (properties !== undefined) result['properties'] = mapped(properties, (one, name) => field(one, name, within))
  if (patternProperties !== undefined)
    result['patternProperties'] = mapped(patternProperties, (one) => described(one, within))
  if (Array.isArray(anyOf)) result['anyOf'] = anyOf.map((one: JsonSchema) => described(one, within))
  // TypeBox writes tuples as drafts before 2020-12 did.
  if (Array.isArray(items)) Object.assign(result, { prefixItems: items, items: false, maxItems: items.length })
  else if (items !== undefined) result['items'] = described(items as JsonSchema, within)
  return result
}

function field(schema: JsonSchema, name: string, within: string): JsonSchema {
  const description = fieldWords[`${within}.${name}`] ?? fieldWords[name]
  if (description === undefined)
    throw new Error(`"${within}.${name}" has no description: write one in test/spec/store/field-words.ts.`)
  return { description, ...described(schema, name) }
}

function mapped(schemas: unknown, change: (schema: JsonSchema, name: string) => JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schemas as Record<string, JsonSchema>).map(([name, schema]) => [name, change(schema, name)]),
  )
}

if (process.argv[1]?.endsWith('store/generate.ts') === true) {
  for (const [name, schema] of Object.entries(publishedSchemas()))
    writeFileSync(schemaFile(name as 'snapshot' | 'event'), `${JSON.stringify(schema, null, 2)}\n`)
}
