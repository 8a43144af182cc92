import type { Json } from './json.ts'
import { isObject } from './reading.ts'
import type { Path } from './source.ts'

/** The value at a path, or undefined. */
export function valueAt(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root
  for (const key of path) {
    if (typeof key === 'number') value = Array.isArray(value) ? (value as readonly Json[])[key] : undefined
    else value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }
  return value
}

/** "/states/ask/next/0", as ajv names a place, as keys; a number is an index only where there is a list. */
export function pathOf(pointer: string, data: Json): Path {
  const path: (string | number)[] = []
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(valueAt(data, path)) ? Number(key) : key)
  }
  return path
}
