import type { Diagnostic } from './diagnostic.ts'
import { plainPath } from './file-path.ts'
import { parseMarkdown } from './knowledge-markdown.ts'
import { parseYaml } from './parse.ts'
import { isObject } from './reading.ts'
import type { Source } from './source.ts'

/** A file's text under its name: a path, from the folder in which the work is done or from the root. */
export interface SourceFile {
  readonly file: string
  readonly text: string
}

/** A parsed file, and what was wrong with its syntax. */
export interface ReadFile {
  readonly source: Source | null
  readonly diagnostics: readonly Diagnostic[]
}

/** The files that are checked together, each parsed once, when it is first asked for. */
export class SourceLibrary {
  readonly #files: ReadonlyMap<string, SourceFile>
  readonly #read = new Map<string, ReadFile>()

  constructor(files: readonly SourceFile[]) {
    this.#files = new Map(files.map((file) => [plainPath(file.file), file]))
  }

  get names(): readonly string[] {
    return [...this.#files.keys()]
  }

  /** null where there is no such file. */
  read(name: string): ReadFile | null {
    const path = plainPath(name)
    const known = this.#read.get(path)
    if (known !== undefined) return known
    const file = this.#files.get(path)
    if (file === undefined) return null
    const read = isMarkdown(path) ? parseMarkdown(file.text, file.file) : parseYaml(file.text, file.file)
    this.#read.set(path, read)
    return read
  }
}

/** Whether a file is written in Markdown, by its name. */
export function isMarkdown(file: string): boolean {
  return /\.(md|markdown)$/i.test(file)
}

/** What a file that is no flow may hold, for others to import. */
export const importable: readonly string[] = ['slots', 'prompts', 'hours', 'knowledge']

/** Whether a file is a flow, or only holds what flows import. What is neither counts as a flow, so that it is checked. */
export function isFlow(source: Source): boolean {
  const { data } = source
  if (Array.isArray(data)) return data.length === 0 || !data.every((item) => isObject(item) && 'questions' in item)
  if (!isObject(data)) return true
  if ('flow' in data || 'states' in data || 'start' in data) return true
  return !Object.keys(data).some((key) => importable.includes(key) || key === 'imports')
}
