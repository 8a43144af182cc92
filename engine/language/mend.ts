import type { Json, JsonObject } from './json.ts'
import { kindsOf } from './kinds.ts'
import { headsOfFlows } from './schema-keys.ts'
import { valueAt } from './place-in-data.ts'
import { isObject } from './reading.ts'
import type { ShapeFault } from './shape.ts'
import type { Path } from './source.ts'

type Writable = { [key: string]: Json }

/** Puts right, in a copy of the data, what was surely meant, and remembers how it was written. */
export class Mender {
  readonly #root: Writable
  /** A mended path, as JSON, to the path that stands in the file. */
  readonly #written = new Map<string, Path>()

  constructor(root: JsonObject) {
    this.#root = root
  }

  /** States that stand at the head of the file, because their indentation is missing, go below `states`. */
  moveStates(): readonly ShapeFault[] {
    const { states } = this.#root
    if (!isObject(states)) return []
    return Object.entries(this.#root).flatMap(([name, value]): ShapeFault[] => {
      if (headsOfFlows.has(name) || !isObject(value) || kindsOf(value).length !== 1 || states[name] !== undefined)
        return []
      const writable: Writable = states
      writable[name] = value
      delete this.#root[name]
      this.#written.set(JSON.stringify(['states', name]), [name])
      const message = `The state "${name}" stands beside "states", not below it.`
      return [{ code: 'unknown-key', path: [name], part: 'key', message, advice: 'Indent it like the other states.' }]
    })
  }

  /** Renames an unknown key to the one that was meant, where that is free. Whether it did. */
  mend({ code, path, advice }: ShapeFault): boolean {
    const meant = code === 'unknown-key' ? /^Did you mean "([^"]+)"\?/.exec(advice ?? '')?.[1] : undefined
    const key = path.at(-1)
    const parent = valueAt(this.#root, path.slice(0, -1))
    if (meant === undefined || typeof key !== 'string' || !isObject(parent) || parent[meant] !== undefined) return false
    const object: Writable = parent
    object[meant] = object[key] ?? null
    delete object[key]
    this.#written.set(JSON.stringify([...path.slice(0, -1), meant]), [...path])
    return true
  }

  /** The path in the file of what is at this path in the mended data. */
  written(path: Path): Path {
    for (let length = path.length; length > 0; length--) {
      const known = this.#written.get(JSON.stringify(path.slice(0, length)))
      if (known !== undefined) return [...this.written(known.slice(0, -1)), ...known.slice(-1), ...path.slice(length)]
    }
    return path
  }
}
