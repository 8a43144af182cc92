import type { Diagnostic, Place } from './diagnostic.ts'
import { resolvePath } from './file-path.ts'
import type { Json } from './json.ts'
import { didYouMean } from './nearest.ts'
import { isObject } from './reading.ts'
import type { Finding, RuleContext } from './rule.ts'
import { importable, isFlow } from './source-library.ts'
import type { SourceLibrary } from './source-library.ts'
import { Source } from './source.ts'
import type { Path, SourceNode } from './source.ts'

/** What is wrong with what a flow brings in from other files. */
export interface ImportFault {
  readonly code: 'unknown-file' | 'import-cycle' | 'name-clash' | 'not-importable'
  readonly path: Path
  readonly place: Place
  readonly message: string
  readonly advice?: string
}

export interface Imported {
  /** The flow's file with what it imports grafted into it. */
  readonly source: Source
  readonly faults: readonly ImportFault[]
  /** What is wrong with the syntax of the files that it is made of, besides its own. */
  readonly syntax: readonly Diagnostic[]
  /** Whether every file was there and could be read: else names that they bring are missing. */
  readonly isWhole: boolean
}

/** Brings in the slots, prompts, hours and knowledge that a flow's `imports` name, and those of a file of knowledge. */
export function withImports(source: Source, library: SourceLibrary): Imported {
  const importer = new Importer(source, library)
  importer.take(source, [source.file])
  return importer.done()
}

/** What is wrong with a flow's imports, of one kind, as a rule's findings. */
export function importFindings(code: ImportFault['code']): (context: RuleContext) => Iterable<Finding> {
  return ({ imported }) => imported.faults.filter((fault) => fault.code === code)
}

interface Part {
  readonly node: SourceNode
  readonly from: Source
}

class Importer {
  readonly #source: Source
  readonly #library: SourceLibrary
  readonly #faults: ImportFault[] = []
  readonly #sections = new Map<string, Map<string, Part>>()
  readonly #knowledge: Part[] = []
  readonly #taken = new Set<string>()
  readonly #syntax: Diagnostic[] = []
  #hasKnowledge = false
  #isWhole = true

  constructor(source: Source, library: SourceLibrary) {
    this.#source = source
    this.#library = library
  }

  /** Takes what one file holds, then what it imports. `chain` is how it was come to. */
  take(from: Source, chain: readonly string[]): void {
    for (const section of ['slots', 'prompts', 'hours'])
      for (const [name, node] of from.root.map?.get(section)?.map ?? []) this.#name(section, name, { node, from })
    const isList = from !== this.#source && from.root.list !== null
    const knowledge = isList ? from.root : from.root.map?.get('knowledge')
    if (knowledge !== undefined) this.#takeKnowledge(knowledge, from)
    const imports = from.root.map?.get('imports')
    for (const [index, node] of (imports?.list ?? (imports === undefined ? [] : [imports])).entries())
      if (typeof node.data === 'string') this.#import(node.data, { node, from }, index, chain)
  }

  #import(name: string, at: Part, index: number, chain: readonly string[]): void {
    const file = resolvePath(at.from.file, name)
    const path = ['imports', index]
    if (chain.some((other) => resolvePath('', other) === file)) {
      const message = `This imports itself: ${[...chain, name].join(' → ')}.`
      this.#fault('import-cycle', at, path, message, 'Put what both need into a file of its own.')
      return
    }
    const read = this.#read(name, at, path)
    if (read === null || this.#taken.has(file)) return
    this.#taken.add(file)
    // a flow is only made known, for `run`
    if (isFlow(read)) return
    for (const [key, node] of read.root.map ?? []) {
      if (importable.includes(key) || key === 'imports' || key === 'description') continue
      const message = `"${key}" of ${read.file} cannot be imported.`
      this.#fault('not-importable', { node, from: read }, path, message, `Only ${importable.join(', ')} can be.`)
    }
    this.take(read, [...chain, read.file])
  }

  #takeKnowledge(node: SourceNode, from: Source): void {
    this.#hasKnowledge = true
    const items = node.list ?? [node]
    for (const [index, item] of items.entries()) {
      if (typeof item.data !== 'string') {
        this.#knowledge.push({ node: item, from })
        continue
      }
      const read = this.#read(item.data, { node: item, from }, ['knowledge', index])
      const file = resolvePath(from.file, item.data)
      if (read === null || this.#taken.has(file)) continue
      this.#taken.add(file)
      const entries = read.root.list ?? read.root.map?.get('knowledge')?.list
      if (entries === undefined || entries === null) {
        const message = `${read.file} holds no list of questions and answers.`
        this.#fault('not-importable', { node: item, from }, ['knowledge', index], message)
        continue
      }
      for (const entry of entries) this.#knowledge.push({ node: entry, from: read })
    }
  }

  #read(name: string, at: Part, path: Path): Source | null {
    const file = resolvePath(at.from.file, name)
    const read = this.#library.read(file)
    if (read === null || read.source === null) this.#isWhole = false
    if (read !== null) {
      this.#syntax.push(...read.diagnostics)
      return read.source
    }
    const known = this.#library.names.map((other) => other.split('/').at(-1) ?? other)
    const advice = didYouMean(name.split('/').at(-1) ?? name, known) ?? 'Paths begin in the folder of this file.'
    this.#fault('unknown-file', at, path, `There is no file ${file}.`, advice)
    return null
  }

  #name(section: string, name: string, part: Part): void {
    const names = this.#sections.get(section) ?? new Map<string, Part>()
    this.#sections.set(section, names)
    const other = names.get(name)
    if (other === undefined) {
      names.set(name, part)
      return
    }
    if (other.node === part.node) return
    const { file, line } = placeOf(other)
    const message = `"${name}" is also declared in ${file}, line ${line}.`
    this.#fault('name-clash', part, [section, name], message, 'Rename one of them.')
  }

  #fault(code: ImportFault['code'], part: Part, path: Path, message: string, advice?: string): void {
    this.#faults.push({ code, path, place: placeOf(part), message, ...(advice === undefined ? {} : { advice }) })
  }

  done(): Imported {
    const rest = { faults: this.#faults, syntax: this.#syntax, isWhole: this.#isWhole }
    if (this.#source.root.map === null || (this.#taken.size === 0 && !this.#hasKnowledge))
      return { source: this.#source, ...rest }
    const { file, text, root } = this.#source
    const grafts = new Map<SourceNode, Source>()
    const map = new Map(root.map)
    for (const [section, names] of this.#sections) {
      const own = root.map?.get(section)
      const children = new Map<string, SourceNode>()
      for (const [name, { node, from }] of names) {
        children.set(name, node)
        if (from !== this.#source) grafts.set(node, from)
      }
      const data = Object.fromEntries([...children].map(([name, node]) => [name, node.data]))
      map.set(section, { ...(own ?? root), key: own?.key ?? null, scalar: null, list: null, map: children, data })
    }
    if (this.#hasKnowledge) {
      const list = this.#knowledge.map(({ node }) => node)
      for (const { node, from } of this.#knowledge) if (from !== this.#source) grafts.set(node, from)
      const own = root.map?.get('knowledge') ?? root
      map.set('knowledge', { ...own, scalar: null, map: null, list, data: list.map(({ data }) => data) })
    }
    const data: Record<string, Json> = { ...(isObject(root.data) ? root.data : {}) }
    for (const [key, node] of map) if (Object.hasOwn(data, key) || !root.map?.has(key)) data[key] = node.data
    return { source: new Source(file, text, { ...root, data, map }, grafts), ...rest }
  }
}

function placeOf({ node, from }: Part): Place {
  return node.key === null || typeof node.data === 'string'
    ? from.at(node.start, node.end)
    : from.at(node.key.start, node.key.end)
}
