import type { Json } from '../language/json.ts'

/** A machine's state as a path, "find.calling.filler_1"; parallel parts are joined by " and ". "" where there is none. */
export function statePath(value: Json): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return typeof value === 'string' ? value : ''
  return Object.entries(value)
    .map(([name, inner]) => [name, statePath(inner)].filter((part) => part !== '').join('.'))
    .join(' and ')
}
