import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { SourceFile } from '../../../engine/language/source-library.ts'
import { findFlows, type FoundFlow } from '../project/find-flows.ts'

export interface FoundTests {
  readonly files: readonly FoundFlow[]
  /** What could not be read, each a sentence. */
  readonly problems: readonly string[]
}

/** Reads test files, and of folders every *.test.yaml below. In order, each once. */
export async function findTests(paths: readonly string[]): Promise<FoundTests> {
  const names = new Set<string>()
  const problems: string[] = []
  for (const path of paths) {
    const found = await stat(path).catch(() => null)
    if (found === null) problems.push(`There is no ${path}.`)
    else if (!found.isDirectory()) names.add(path)
    else {
      const inside = (await readdir(path, { recursive: true }))
        .filter((name) => /\.test\.ya?ml$/.test(name) && !/(^|[\\/])(node_modules|\.[^\\/]+)[\\/]/.test(name))
        .sort()
      if (inside.length === 0) problems.push(`There is no test (*.test.yaml) in ${path}.`)
      for (const name of inside) names.add(join(path, name))
    }
  }
  const files: FoundFlow[] = []
  for (const file of names) {
    try {
      files.push({ file, text: await readFile(file, 'utf8') })
    } catch (error) {
      problems.push(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { files, problems }
}

/** The test files with fixtures in a file's folder and those above it, up to this one; the nearest last. */
export class FixtureFiles {
  readonly #folders = new Map<string, readonly SourceFile[]>()

  async of(file: string): Promise<readonly SourceFile[]> {
    const all: SourceFile[] = []
    for (const folder of foldersAbove(file)) {
      const known = this.#folders.get(folder) ?? (await fixturesIn(folder))
      this.#folders.set(folder, known)
      all.push(...known)
    }
    return all
  }
}

/** The outermost first. Of a file elsewhere only its own. */
function foldersAbove(file: string): readonly string[] {
  const own = dirname(file)
  const inside = relative('.', own)
  if (inside.startsWith('..') || isAbsolute(inside)) return [own]
  const steps = inside.split(sep).filter((step) => step !== '')
  const base = isAbsolute(file) ? resolve('.') : '.'
  return [base, ...steps.map((_, index) => join(base, ...steps.slice(0, index + 1)))]
}

async function fixturesIn(folder: string): Promise<readonly SourceFile[]> {
  const names = (await readdir(folder)).filter((name) => /\.test\.ya?ml$/.test(name)).sort()
  const files = await Promise.all(
    names.map(async (name) => ({ file: join(folder, name), text: await readFile(join(folder, name), 'utf8') })),
  )
  return files.filter(({ text }) => /^fixtures:/m.test(text))
}

/** The flows in the folder of a file, and in those below it, and the files that they name. */
export async function flowsBeside(file: string): Promise<readonly FoundFlow[]> {
  const { flows } = await findFlows([dirname(file)])
  const all = new Map(flows.flatMap(({ beside = [] }) => beside).map((other) => [other.file, other]))
  for (const flow of flows) all.set(flow.file, flow)
  return [...flows, ...[...all.values()].filter((other) => !flows.some(({ file: own }) => own === other.file))]
}

/** The name that a flow gives itself, without reading the rest of it; null where there is none. */
export function nameOfFlow(text: string): string | null {
  return /^flow:[ \t]*["']?([A-Za-z_]\w*)/m.exec(text)?.[1] ?? null
}
