import type { Json, JsonObject } from '../language/json.ts'
import { asObject, asTexts, isObject } from '../language/reading.ts'
import type { Literals } from './literals.ts'

/** Samples of one value, and of a whole result. */
const mostOfOne = 8
const mostOfAll = 16

/**
 * Values that a JSON Schema allows: one whole, then others in which one part each is another constant, true or false, a list
 * with nothing or with two, nothing at all, or what conditions compare with. Not all that it allows: `pattern` and bounds of
 * numbers beyond `minimum` and `maximum` are not looked at.
 */
export function samplesOf(schema: Json, literals: Literals, nowMs: number, name = ''): readonly Json[] {
  if (!isObject(schema)) return [{}]
  const { const: only, enum: among, anyOf, oneOf, examples } = schema
  if (only !== undefined) return [only]
  if (Array.isArray(among)) return (among as readonly Json[]).slice(0, mostOfOne)
  const either = anyOf ?? oneOf
  if (Array.isArray(either))
    return unique((either as readonly Json[]).flatMap((one) => samplesOf(one, literals, nowMs, name))).slice(
      0,
      mostOfAll,
    )
  const shown = Array.isArray(examples) ? (examples as readonly Json[]) : []
  const type = Array.isArray(schema['type']) ? (schema['type'] as readonly Json[])[0] : schema['type']
  switch (type) {
    case 'boolean':
      return [true, false]
    case 'integer':
    case 'number': {
      const { minimum, maximum } = schema
      const low = typeof minimum === 'number' ? minimum : -Infinity
      const high = typeof maximum === 'number' ? maximum : Infinity
      const near = literals.numbers.flatMap((value) => [value, value + 1, value - 1])
      return unique([...shown, 2, ...near, 0, low, high])
        .filter((value) => typeof value === 'number' && Number.isFinite(value) && value >= low && value <= high)
        .slice(0, mostOfOne)
    }
    case 'string':
      return unique([...shown, textOf(schema, name, nowMs), ...literals.texts]).slice(0, mostOfOne)
    case 'array': {
      const items = samplesOf(schema['items'] ?? {}, literals, nowMs, name)
      const [first = null, second = first] = items
      const fewest = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0
      return unique([[first], ...items.slice(1, 3).map((item): Json => [item]), [first, second], []]).filter(
        (list) => (list as readonly Json[]).length >= fewest,
      )
    }
    case 'null':
      return [null]
    case 'object':
      return objectsOf(schema, literals, nowMs)
    default:
      return schema['properties'] === undefined ? [{}] : objectsOf(schema, literals, nowMs)
  }
}

function objectsOf(schema: JsonObject, literals: Literals, nowMs: number): readonly Json[] {
  const required = new Set(asTexts(schema['required']))
  const parts = Object.entries(asObject(schema['properties'])).map(
    ([key, part]) => [key, samplesOf(part, literals, nowMs, key)] as const,
  )
  const whole = Object.fromEntries(parts.map(([key, [first = null]]) => [key, first]))
  const others = parts.flatMap(([key, [, ...rest]]) => rest.map((value): Json => ({ ...whole, [key]: value })))
  const without = parts
    .filter(([key]) => !required.has(key))
    .map(([key]): Json => Object.fromEntries(Object.entries(whole).filter(([one]) => one !== key)))
  return unique([whole, ...others, ...without]).slice(0, mostOfAll)
}

function textOf({ format }: JsonObject, name: string, nowMs: number): string {
  const tomorrow = new Date(Math.floor(nowMs / 3_600_000) * 3_600_000 + 22 * 3_600_000).toISOString()
  if (format === 'date') return tomorrow.slice(0, 10)
  if (format === 'time') return tomorrow.slice(11, 16)
  if (format === 'date-time' || /(^|_)(at|time|moment|from|until|when|start|end)$/.test(name)) return tomorrow
  if (/(^|_)(date|day|due)$/.test(name)) return tomorrow.slice(0, 10)
  return 'A1'
}

function unique(values: readonly Json[]): readonly Json[] {
  const seen = new Set<string>()
  return values.filter((value) => {
    const key = JSON.stringify(value)
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}
