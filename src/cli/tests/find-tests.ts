import { readdir, readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { SourceFile } from '../../../engine/language/source-library.ts'
import { findFiles, type FoundFiles } from '../project/find-files.ts'
import { findFlows, type FoundFlow } from '../project/find-flows.ts'

/** Reads test files, and of folders every *.test.yaml below. In order, each once. */
export function findTests(paths: readonly string[]): Promise<FoundFiles> {
  return findFiles(paths, (name) => /\.test\.ya?ml$/.test(name), 'test (*.test.yaml)')
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
