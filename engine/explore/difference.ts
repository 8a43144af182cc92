import type { Json } from '../language/json.ts'

/** The first place at which two values differ: its path ("context.slots.at", "" for the whole) and both sides as JSON. Null where they are the same bytes. */
export function firstDifference(
  before: Json,
  after: Json,
  path = '',
): { readonly path: string; readonly before: string; readonly after: string } | null {
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const place = path === '' ? key : `${path}.${key}`
      const found = firstDifference(before[key] as Json, after[key] as Json, place)
      if (found !== null) return found
    }
  }
  const [a, b] = [textOf(before), textOf(after)]
  return a === b ? null : { path, before: a, after: b }
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is not there has no JSON. */
function textOf(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
