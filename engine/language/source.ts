import type { Place } from './diagnostic.ts'
import type { Json } from './json.ts'

/** JSON path of a value, as keys: ["states", "ask", "next", 0]. */
export type Path = readonly (string | number)[]

/** How a scalar was written, which is what the checks for YAML's traps look at. */
export interface Scalar {
  /** As in the file, quotes and all. */
  readonly source: string
  readonly quoted: boolean
  /** "!open('main')", or null. */
  readonly tag: string | null
  /** A comment on the same line, without "#", or null. */
  readonly comment: string | null
}

/** A value of the file with its place. Offsets from 0, `end` one past the last character. */
export interface SourceNode {
  readonly start: number
  readonly end: number
  readonly key: { readonly start: number; readonly end: number } | null
  readonly data: Json
  readonly scalar: Scalar | null
  readonly map: ReadonlyMap<string, SourceNode> | null
  readonly list: readonly SourceNode[] | null
  /** Written with braces or brackets. */
  readonly inline: boolean
  /** For a map in braces: whether a key of it was itself a map, as `{{ a }}` makes it. */
  readonly hasMapKey: boolean
}

/** A parsed file: its data and where everything in it stands. What it imports is grafted into it and keeps its own file. */
export class Source {
  readonly file: string
  readonly text: string
  readonly root: SourceNode
  readonly #lines: LineIndex
  readonly #grafts: ReadonlyMap<SourceNode, Source>

  constructor(file: string, text: string, root: SourceNode, grafts: ReadonlyMap<SourceNode, Source> = new Map()) {
    this.file = file
    this.text = text
    this.root = root
    this.#grafts = grafts
    this.#lines = new LineIndex(file, text)
  }

  get data(): Json {
    return this.root.data
  }

  /** The node at a path; of a path that goes deeper than the file, the deepest that exists. */
  closest(path: Path): SourceNode {
    let node = this.root
    for (const key of path) {
      const child = typeof key === 'number' ? node.list?.[key] : node.map?.get(key)
      if (child === undefined) return node
      node = child
    }
    return node
  }

  /** The file in which a path was written: this one, or one that it imports. */
  owner(path: Path): Source {
    let node = this.root
    let owner: Source | undefined
    for (const key of path) {
      const child = typeof key === 'number' ? node.list?.[key] : node.map?.get(key)
      if (child === undefined) break
      node = child
      owner = this.#grafts.get(node) ?? owner
    }
    return owner ?? this
  }

  node(path: Path): SourceNode | null {
    let node = this.root
    for (const key of path) {
      const child = typeof key === 'number' ? node.list?.[key] : node.map?.get(key)
      if (child === undefined) return null
      node = child
    }
    return node
  }

  /** What to underline for a fault at this path: the key, or the value where there is a short one. */
  place(path: Path, part: 'key' | 'value' = 'value'): Place {
    return this.owner(path).#placeOf(this.closest(path), part)
  }

  #placeOf(node: SourceNode, part: 'key' | 'value'): Place {
    if (node.key !== null && (part === 'key' || node.scalar === null || node.end === node.start)) {
      return this.at(node.key.start, node.key.end)
    }
    const lineEnd = this.text.indexOf('\n', node.start)
    return this.at(node.start, lineEnd < 0 || node.scalar !== null ? node.end : Math.min(node.end, lineEnd))
  }

  at(start: number, end: number): Place {
    return this.#lines.place(start, end)
  }
}

/** Turns offsets into lines and columns. */
export class LineIndex {
  readonly #file: string
  readonly #starts: readonly number[]
  readonly #length: number

  constructor(file: string, text: string) {
    this.#file = file
    this.#length = text.length
    const starts = [0]
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    this.#starts = starts
  }

  place(start: number, end: number): Place {
    const from = Math.min(Math.max(start, 0), this.#length)
    const to = Math.min(Math.max(end, from), this.#length)
    const line = this.#lineOf(from)
    return { file: this.#file, line: line + 1, column: from - (this.#starts[line] ?? 0) + 1, start: from, end: to }
  }

  #lineOf(offset: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}
