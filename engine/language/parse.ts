import { Composer, isAlias, isMap, isScalar, isSeq, Parser } from 'yaml'
import type { Document, Node, Scalar as YamlScalar, YAMLMap, YAMLSeq } from 'yaml'
import type { Diagnostic } from './diagnostic.ts'
import type { Json } from './json.ts'
import { LineIndex, Source } from './source.ts'
import type { Path, Scalar, SourceNode } from './source.ts'
import { yamlFault } from './yaml-faults.ts'
import { lex } from './yaml-limits.ts'

export interface Parsed {
  /** null when the text is no YAML. */
  readonly source: Source | null
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads YAML 1.2 (core schema, strict) with the place of every value. Never throws and never hangs: what is too large or
 * too deep is refused first, duplicate keys and aliases are counted here (the library's own check of keys takes a minute
 * for sixty thousand).
 */
export function parseYaml(text: string, file: string): Parsed {
  const bom = text.startsWith('\uFEFF') ? 1 : 0
  const body = text.slice(bom)
  const lines = new LineIndex(file, text)
  const fault = (
    code: string,
    message: string,
    start: number,
    end: number,
    path: Path = [],
    advice?: string,
  ): Diagnostic => ({
    code,
    severity: 'error',
    message,
    ...(advice === undefined ? {} : { advice }),
    place: lines.place(start + bom, end + bom),
    path,
  })
  const control = controlCharacter(body)
  if (control !== null) {
    const name = `U+${body.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0')}`
    return failure(
      fault(
        'yaml-syntax',
        `The file holds a control character (${name}) that YAML does not allow.`,
        control,
        control + 1,
        [],
        'Delete it; save the file as UTF-8.',
      ),
    )
  }
  const lexed = lex(body)
  if (!lexed.ok) return failure(fault('file-too-large', lexed.message, lexed.start, lexed.start + 1))
  const [document, second] = compose(lexed.lexemes, body.length)
  if (document === undefined) return failure(fault('yaml-syntax', 'The file holds no document.', 0, 0))
  const first = document.errors[0]
  if (first !== undefined) {
    const { code, message, advice, start, end } = yamlFault(first, document, body)
    return failure(fault(code, message, start, end, [], advice))
  }
  if (second !== undefined) {
    const start = second.range[0]
    const message = 'The file holds more than one document ("---").'
    return failure(fault('yaml-syntax', message, start, start + 3, [], 'One flow a file.'))
  }
  const reader = new Reader(body, bom)
  const root = reader.read(document.contents, [], null)
  const diagnostics = reader.faults.map(({ code, message, advice, start, end, path }) =>
    fault(code, message, start, end, path, advice),
  )
  return { source: new Source(file, text, root), diagnostics }
}

/** The documents of a file, each with its errors; at least one. */
function compose(lexemes: readonly string[], length: number): readonly Document.Parsed[] {
  const parser = new Parser()
  const tokens = [...lexemes.flatMap((lexeme) => [...parser.next(lexeme)]), ...parser.end()]
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    strict: true,
    uniqueKeys: false,
    prettyErrors: false,
    merge: false,
  })
  return [...composer.compose(tokens, true, length)]
}

function failure(diagnostic: Diagnostic): Parsed {
  return { source: null, diagnostics: [diagnostic] }
}

/** The first character that YAML 1.2 does not allow at all, or null. */
function controlCharacter(text: string): number | null {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if ((code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || code === 0x7f) return at
  }
  return null
}

interface Fault {
  readonly code: string
  readonly message: string
  readonly advice?: string
  readonly start: number
  readonly end: number
  readonly path: Path
}

/** Values that aliases may add in all. */
const maxNodes = 100_000

class Reader {
  readonly faults: Fault[] = []
  readonly #text: string
  readonly #shift: number
  readonly #anchors = new Map<string, Node>()
  #nodes = 0
  #open = new Set<Node>()

  constructor(text: string, shift: number) {
    this.#text = text
    this.#shift = shift
  }

  read(node: unknown, path: Path, key: SourceNode['key']): SourceNode {
    if (++this.#nodes > maxNodes) return this.#exhausted(path, key)
    if (isAlias(node)) return this.#alias(node.source, node.range?.[0] ?? 0, path, key)
    if (!isScalar(node) && !isMap(node) && !isSeq(node))
      return this.#leaf(key?.end ?? 0, key?.end ?? 0, key, null, {
        source: '',
        quoted: false,
        tag: null,
        comment: null,
      })
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node)
    if (isScalar(node)) {
      const [start, end] = node.range ?? [0, 0]
      return this.#leaf(start + this.#shift, end + this.#shift, key, plain(node.value), this.#scalar(node, start, end))
    }
    this.#open.add(node)
    const result = isMap(node) ? this.#map(node, path, key) : this.#list(node, path, key)
    this.#open.delete(node)
    return result
  }

  #leaf(start: number, end: number, key: SourceNode['key'], data: Json, scalar: Scalar | null): SourceNode {
    return { start, end, key, data, scalar, map: null, list: null, inline: false, hasMapKey: false }
  }

  #scalar(node: YamlScalar, start: number, end: number): Scalar {
    const tag = node.tag?.startsWith('!') === true ? node.tag : null
    return {
      source: this.#text.slice(start, end),
      quoted: node.type !== undefined && node.type !== 'PLAIN',
      tag,
      comment: node.comment ?? null,
    }
  }

  #map(node: YAMLMap, path: Path, key: SourceNode['key']): SourceNode {
    const map = new Map<string, SourceNode>()
    const data: Record<string, Json> = {}
    let hasMapKey = false
    for (const pair of node.items) {
      const range =
        isScalar(pair.key) || isMap(pair.key) || isSeq(pair.key) || isAlias(pair.key) ? pair.key.range : null
      const place = { start: (range?.[0] ?? 0) + this.#shift, end: (range?.[1] ?? range?.[0] ?? 0) + this.#shift }
      if (!isScalar(pair.key)) {
        hasMapKey = true
        const name = this.#text.slice(place.start - this.#shift, place.end - this.#shift)
        map.set(name, this.read(pair.value, [...path, name], place))
        continue
      }
      const name = keyText(pair.key.value)
      if (name === '__proto__') {
        this.faults.push({
          code: 'bad-name',
          message: '"__proto__" cannot be a name.',
          start: place.start - this.#shift,
          end: place.end - this.#shift,
          path,
        })
        continue
      }
      if (map.has(name)) this.#duplicate(name, place, path)
      const value = this.read(pair.value, [...path, name], place)
      if (map.has(name)) continue
      map.set(name, value)
      data[name] = value.data
    }
    const [start, end] = node.range ?? [0, 0]
    return {
      start: start + this.#shift,
      end: end + this.#shift,
      key,
      data,
      scalar: null,
      map,
      list: null,
      inline: node.flow === true,
      hasMapKey,
    }
  }

  #list(node: YAMLSeq, path: Path, key: SourceNode['key']): SourceNode {
    const list = node.items.map((item, index) => this.read(item, [...path, index], null))
    const [start, end] = node.range ?? [0, 0]
    return {
      start: start + this.#shift,
      end: end + this.#shift,
      key,
      data: list.map(({ data }) => data),
      scalar: null,
      map: null,
      list,
      inline: node.flow === true,
      hasMapKey: false,
    }
  }

  #duplicate(name: string, place: { start: number; end: number }, path: Path): void {
    if (this.faults.length > 50) return
    this.faults.push({
      code: 'duplicate-key',
      message: `"${name}" is written twice here, and only one of them can count.`,
      advice: `Delete one "${name}", or rename it.`,
      start: place.start - this.#shift,
      end: place.end - this.#shift,
      path: [...path, name],
    })
  }

  #alias(name: string, start: number, path: Path, key: SourceNode['key']): SourceNode {
    const target = this.#anchors.get(name)
    if (target === undefined || this.#open.has(target)) {
      const message =
        target === undefined
          ? `There is no "&${name}" before this "*${name}".`
          : `"*${name}" stands inside "&${name}" itself.`
      this.faults.push({ code: 'yaml-syntax', message, start, end: start + name.length + 1, path })
      return this.#leaf(start + this.#shift, start + this.#shift + name.length + 1, key, null, null)
    }
    return this.read(target, path, key)
  }

  #exhausted(path: Path, key: SourceNode['key']): SourceNode {
    if (this.#nodes === maxNodes + 1) {
      const message = 'The aliases (*name) of this file make it far too large.'
      this.faults.push({ code: 'file-too-large', message, start: 0, end: 1, path })
    }
    return this.#leaf(0, 0, key, null, null)
  }
}

/** YAML's core schema gives nothing else; infinity and not-a-number are not JSON. */
function plain(value: unknown): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  return null
}

/** Keys are text: `1:` and `true:` are the names "1" and "true". */
function keyText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
