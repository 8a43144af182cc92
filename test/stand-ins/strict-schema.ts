/**
 * Why OpenAI would refuse a schema that calls itself strict, or null: its root is an object, every object has all of its
 * properties required and allows no other, and nothing is used that strict mode does not know.
 * https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function strictFault(schema: unknown): string | null {
  if (!isObject(schema) || schema['type'] !== 'object') return `schema must be a JSON Schema of 'type: "object"'`
  return faultAt(schema, [])
}

type Node = Readonly<Record<string, unknown>>

const known: ReadonlySet<string> = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'anyOf',
  'enum',
  'const',
  'description',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  '$defs',
  '$ref',
])
const mostProperties = 5000
const mostEnum = 1000
const deepest = 10

function faultAt(node: Node, path: readonly string[]): string | null {
  const context = `In context=(${path.map((part) => `'${part}'`).join(', ')})`
  const unknown = Object.keys(node).find((key) => !known.has(key))
  if (unknown !== undefined) return `${context}, '${unknown}' is not permitted.`
  if (path.length > 2 * deepest) return `${context}, the schema is too deep.`
  const { type, anyOf, enum: values, items, properties } = node
  if (type === undefined && anyOf === undefined && values === undefined && node['$ref'] === undefined)
    return `${context}, schema must have a 'type' key.`
  if (Array.isArray(values) && (values.length === 0 || values.length > mostEnum)) return `${context}, enum is too long.`
  if (type === 'object') {
    const own = isObject(properties) ? properties : {}
    const names = Object.keys(own)
    if (node['additionalProperties'] !== false)
      return `${context}, 'additionalProperties' is required to be supplied and to be false.`
    const required = Array.isArray(node['required']) ? (node['required'] as readonly string[]) : []
    const missing = names.find((name) => !required.includes(name))
    if (missing !== undefined || required.length !== names.length || names.length > mostProperties)
      return `${context}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing ?? ''}'.`
    for (const [name, inner] of Object.entries(own)) {
      const fault = isObject(inner)
        ? faultAt(inner, [...path, 'properties', name])
        : `${context}, '${name}' is no schema.`
      if (fault !== null) return fault
    }
  }
  const inners = [
    ...(Array.isArray(anyOf) ? (anyOf as readonly unknown[]) : []),
    ...(items === undefined ? [] : [items]),
  ]
  for (const [index, inner] of inners.entries()) {
    const fault = isObject(inner) ? faultAt(inner, [...path, 'anyOf', String(index)]) : `${context}, no schema.`
    if (fault !== null) return fault
  }
  return null
}

function isObject(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
