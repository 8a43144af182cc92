import type { Json, JsonObject } from './json.ts'

/**
 * Reads loose JSON without complaint: what is not of the expected form is absent. The schema has reported it by then, and
 * normalising goes on with the rest so that all diagnostics come at once.
 */
export function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

export function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function asNumber(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** A list of texts; one text is a list of one. */
export function asTexts(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object without the members that are undefined, as exact optional properties want it. */
export function defined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

/** A text, or a number written where a text is meant (`key: 1`). */
export function asWord(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
